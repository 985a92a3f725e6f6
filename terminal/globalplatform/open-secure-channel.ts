import {
  type Authentication,
  authentication,
  commandSecurity,
  type DiversificationMethod,
  diversifiedKeys,
  type InitializeUpdateResponse,
  initializeUpdateResponse,
  instructions,
  isPseudoRandom,
  levelsOf,
  macBytes,
  pseudoRandomChallenge,
  raiseLevel,
  type SecureChannelProtocol,
  type StaticKeys,
  sameBytes,
} from '../../protocol/globalplatform/index.ts';
import {command, type Random, type ResponseApdu, sw, toHex} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {GlobalPlatformStatus, refusedByHost, strangeAnswer} from './errors.ts';
import {SecureSession} from './secure-session.ts';

/** A card's keys: as they are, or a master key and how the card's follow from it. */
export type CardKeys =
  | StaticKeys
  | {readonly master: Uint8Array; readonly diversification: DiversificationMethod};

export interface SecureChannelOptions {
  readonly keys: CardKeys;
  /** Key version, 0 for the one the card takes first (default). */
  readonly keyVersion?: number;
  readonly keyId?: number;
  /** Security level: 00, 01, 03, 11, 13, 33. Default: the highest of the card's choice. */
  readonly level?: number;
  /** The protocol the card must choose; `auto` (default) takes either. */
  readonly protocol?: SecureChannelProtocol | 'auto';
  /** `i` of SCP02, which the card does not tell here. Default 55. */
  readonly scp02Option?: number;
  /** AID of the selected security domain: with it, a challenge that should follow from it is checked. */
  readonly aid?: Uint8Array;
  readonly random: Random;
}

/**
 * INITIALIZE UPDATE and EXTERNAL AUTHENTICATE with the selected security domain. Nothing goes on with a card that
 * does not prove its keys.
 * @throws KazasuError `KZS-GP-CARD-CRYPTOGRAM`, `KZS-GP-CARD-CHALLENGE`, `KZS-GP-PROTOCOL`, `KZS-GP-LEVEL`,
 * `KZS-GP-STATUS`, `KZS-GP-ANSWER`, `KZS-KEY-LENGTH`.
 */
export const openSecureChannel = async (
  below: ApduChannel,
  options: SecureChannelOptions,
): Promise<SecureSession> => {
  const {hostChallenge, response} = await initializeUpdate(below, options);
  const {protocol, i, sequence = 0, cardChallenge} = response;
  const {level = Math.max(...levelsOf(protocol, i))} = options;
  checkChoice(response, {...options, level});
  const keys = keysOf(options.keys, response.diversification);
  const proven = authentication(keys, {protocol, i, sequence, hostChallenge, cardChallenge});
  if (!sameBytes(proven.cardCryptogram, response.cardCryptogram)) {
    throw refusedByHost(
      'KZS-GP-CARD-CRYPTOGRAM',
      `the card's cryptogram was expected to prove keys of version ${response.keyVersion}, but it does not: the keys are not the card's`,
      `カードの暗号文がバージョン ${response.keyVersion} の鍵を証明する必要がありますが、一致しません。鍵がカードのものではありません`,
    );
  }
  checkChallenge(keys, response, options.aid);
  await externalAuthenticate(below, proven, level);
  return new SecureSession(below, proven.channel);
};

const title = 'INITIALIZE UPDATE';

/** A card with challenges of 16 bytes answers 6700 to one of 8. */
const initializeUpdate = async (
  below: ApduChannel,
  {keyVersion = 0, keyId = 0, random, scp02Option = 0x55}: SecureChannelOptions,
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

const checkChoice = (
  {protocol, i}: InitializeUpdateResponse,
  {protocol: wanted = 'auto', level}: SecureChannelOptions & {readonly level: number},
): void => {
  if (wanted !== 'auto' && wanted !== protocol) {
    throw refusedByHost(
      'KZS-GP-PROTOCOL',
      `the card was expected to choose ${wanted}, but it chose ${protocol}`,
      `カードには ${wanted} が必要ですが、${protocol} が選ばれました`,
    );
  }
  if (!levelsOf(protocol, i).includes(level)) {
    const known = levelsOf(protocol, i).map((one) => toHex(Uint8Array.of(one)));
    throw refusedByHost(
      'KZS-GP-LEVEL',
      `a security level of ${protocol} with i = ${toHex(Uint8Array.of(i))} (${known.join(', ')}) was expected, but ${toHex(Uint8Array.of(level))} was asked for`,
      `i = ${toHex(Uint8Array.of(i))} の ${protocol} のセキュリティレベルは ${known.join('、')} ですが、${toHex(Uint8Array.of(level))} が指定されました`,
    );
  }
};

const keysOf = (keys: CardKeys, diversification: Uint8Array): StaticKeys =>
  'master' in keys ? diversifiedKeys(keys.diversification, keys.master, diversification) : keys;

/** Where the challenge should follow from counter and AID, another one is a card that repeats an old session. */
const checkChallenge = (
  keys: StaticKeys,
  {protocol, i, sequence = 0, cardChallenge}: InitializeUpdateResponse,
  aid: Uint8Array | undefined,
): void => {
  if (!aid || !isPseudoRandom(protocol, i)) {
    return;
  }
  if (!sameBytes(pseudoRandomChallenge(keys, {protocol, i, sequence}, aid), cardChallenge)) {
    throw refusedByHost(
      'KZS-GP-CARD-CHALLENGE',
      `the card challenge was expected to follow from sequence counter ${sequence} and AID ${toHex(aid)}, but it does not`,
      `カードチャレンジがシーケンスカウンター ${sequence} とAID ${toHex(aid)} から導かれる必要がありますが、一致しません`,
    );
  }
};

const externalAuthenticate = async (
  below: ApduChannel,
  {channel, hostCryptogram}: Authentication,
  level: number,
): Promise<void> => {
  const ins = instructions.externalAuthenticate;
  const plain = command({cla: 0x80, ins, p1: level, p2: 0, data: hostCryptogram});
  for (const sent of commandSecurity(channel).wrap(plain)) {
    const {sw: status} = await below.send(sent);
    if (status !== sw.ok) {
      throw new GlobalPlatformStatus('EXTERNAL AUTHENTICATE', ins, status);
    }
  }
  raiseLevel(channel, level);
};
