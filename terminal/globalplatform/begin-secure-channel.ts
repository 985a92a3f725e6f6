import {
  type Authentication,
  authentication,
  type CardKeys,
  type InitializeUpdateResponse,
  initializeUpdateResponse,
  instructions,
  keysOfCard,
  macBytes,
  type SecureChannelProtocol,
  type StaticKeys,
  sameBytes,
} from '../../protocol/globalplatform/index.ts';
import {command, type Random, type ResponseApdu, sw, toHex} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {GlobalPlatformStatus, refusedByHost, strangeAnswer} from './errors.ts';

export interface BeginSecureChannel {
  /** The card's keys; several where its cryptogram is to prove which of them it has. */
  readonly keys: CardKeys | readonly CardKeys[];
  /** Key version, 0 for the one the card takes first (default). */
  readonly keyVersion?: number;
  readonly keyId?: number;
  /** The protocol the card must choose; `auto` (default) takes either. */
  readonly protocol?: SecureChannelProtocol | 'auto';
  /** `i` of SCP02, which the card does not tell here. Default 55. */
  readonly scp02Option?: number;
  readonly random: Random;
}

/** What both ends know behind INITIALIZE UPDATE, once the card has proven its keys. */
export interface BegunSecureChannel {
  readonly response: InitializeUpdateResponse;
  readonly keys: StaticKeys;
  readonly proven: Authentication;
}

/**
 * INITIALIZE UPDATE with the selected security domain, and the proof in its answer. No try of the card is touched.
 * @throws KazasuError `KZS-GP-CARD-CRYPTOGRAM`, `KZS-GP-PROTOCOL`, `KZS-GP-KEY-VERSION`, `KZS-GP-STATUS`,
 * `KZS-GP-ANSWER`, `KZS-KEY-LENGTH`.
 */
export const beginSecureChannel = async (
  below: ApduChannel,
  options: BeginSecureChannel,
): Promise<BegunSecureChannel> => {
  const {hostChallenge, response} = await initializeUpdate(below, options);
  checkChoice(response, options);
  const {protocol, i, sequence = 0, cardChallenge, diversification} = response;
  const candidates = severalKeys(options.keys);
  for (const candidate of candidates) {
    const keys = keysOfCard(candidate, diversification);
    const proven = authentication(keys, {protocol, i, sequence, hostChallenge, cardChallenge});
    if (sameBytes(proven.cardCryptogram, response.cardCryptogram)) {
      return {response, keys, proven};
    }
  }
  throw notProven(response, candidates);
};

const title = 'INITIALIZE UPDATE';

/** A card with challenges of 16 bytes answers 6700 to one of 8. */
const initializeUpdate = async (
  below: ApduChannel,
  {keyVersion = 0, keyId = 0, random, scp02Option = 0x55}: BeginSecureChannel,
): Promise<{hostChallenge: Uint8Array; response: InitializeUpdateResponse}> => {
  const ask = (hostChallenge: Uint8Array): Promise<ResponseApdu> => {
    const {initializeUpdate: ins} = instructions;
    return below.send(command({cla: 0x80, ins, p1: keyVersion, p2: keyId, data: hostChallenge, ne: 256}));
  };
  let hostChallenge = random.bytes(8);
  let answer = await ask(hostChallenge);
  if (answer.sw === sw.wrongLength) {
    hostChallenge = random.bytes(16);
    answer = await ask(hostChallenge);
  }
  if (answer.sw !== sw.ok) {
    throw new GlobalPlatformStatus(title, instructions.initializeUpdate, answer.sw);
  }
  const response = initializeUpdateResponse.decode(answer.data, scp02Option);
  if (!response || hostChallenge.length !== macBytes(response.protocol, response.i)) {
    throw strangeAnswer(title, answer.data);
  }
  return {hostChallenge, response};
};

/** Who asked for a version gets keys of that version, GPC 2.3.1 clause E.5.1. [S13] */
const checkChoice = (
  {protocol, keyVersion}: InitializeUpdateResponse,
  {protocol: wanted = 'auto', keyVersion: asked = 0}: BeginSecureChannel,
): void => {
  if (wanted !== 'auto' && wanted !== protocol) {
    throw refusedByHost(
      'KZS-GP-PROTOCOL',
      `the card was expected to choose ${wanted}, but it chose ${protocol}`,
      `カードには ${wanted} が必要ですが、${protocol} が選ばれました`,
    );
  }
  if (asked !== 0 && keyVersion !== asked) {
    throw refusedByHost(
      'KZS-GP-KEY-VERSION',
      `INITIALIZE UPDATE was expected to go on with the keys of version ${asked} that it asked for, but the card chose version ${keyVersion}`,
      `INITIALIZE UPDATE は指定したバージョン ${asked} の鍵で応答する必要がありますが、カードはバージョン ${keyVersion} を選びました`,
    );
  }
};

const severalKeys = (keys: BeginSecureChannel['keys']): readonly CardKeys[] =>
  'enc' in keys || 'master' in keys ? [keys] : keys;

/** Which channel the card has, and which keys the host has for it; nothing of the keys but their length. */
const notProven = (
  {protocol, i, keyVersion}: InitializeUpdateResponse,
  candidates: readonly CardKeys[],
): Error => {
  const channel = `${protocol.toUpperCase()} i=${toHex(Uint8Array.of(i))}`;
  const [bytes = 0] = candidates.map((one) => ('master' in one ? one.master : one.enc).length);
  const cipher = protocol === 'scp02' ? '3DES' : `AES-${bytes * 8}`;
  const derived = candidates.flatMap((one) => ('master' in one ? [one.diversification.toUpperCase()] : []));
  const plain = candidates.length > derived.length;
  const en = [...(plain ? ['as they are'] : []), ...derived.map((one) => `by ${one}`)].join(', ');
  const ja = [...(plain ? ['派生なし'] : []), ...derived].join('・');
  return refusedByHost(
    'KZS-GP-CARD-CRYPTOGRAM',
    `the card, which speaks ${channel} with keys of version ${keyVersion}, was expected to prove one of the host's ${cipher} keys (${en}), but its cryptogram proves none of them: the keys are not the card's`,
    `カード(${channel}、鍵バージョン ${keyVersion})はホストの ${cipher} 鍵(${ja})のいずれかを証明する必要がありますが、暗号文がどれとも一致しません。鍵がカードのものではありません`,
  );
};
