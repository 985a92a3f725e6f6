import {
  type Authentication,
  commandSecurity,
  type InitializeUpdateResponse,
  instructions,
  isPseudoRandom,
  levelsOf,
  pseudoRandomChallenge,
  raiseLevel,
  type StaticKeys,
  sameBytes,
} from '../../protocol/globalplatform/index.ts';
import {command, sw, toHex} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {type BeginSecureChannel, beginSecureChannel} from './begin-secure-channel.ts';
import {GlobalPlatformStatus, refusedByHost} from './errors.ts';
import {SecureSession} from './secure-session.ts';

export interface SecureChannelOptions extends BeginSecureChannel {
  /** Security level: 00, 01, 03, 11, 13, 33. Default: the highest of the card's choice. */
  readonly level?: number;
  /** AID of the selected security domain: with it, a challenge that should follow from it is checked. */
  readonly aid?: Uint8Array;
}

/**
 * INITIALIZE UPDATE and EXTERNAL AUTHENTICATE with the selected security domain. Nothing goes on with a card that
 * does not prove its keys.
 * @throws KazasuError `KZS-GP-CARD-CHALLENGE`, `KZS-GP-LEVEL`, `KZS-GP-STATUS`, and those of `beginSecureChannel`.
 */
export const openSecureChannel = async (
  below: ApduChannel,
  options: SecureChannelOptions,
): Promise<SecureSession> => {
  const {response, keys, proven} = await beginSecureChannel(below, options);
  const {level = Math.max(...levelsOf(response.protocol, response.i))} = options;
  checkLevel(response, level);
  checkChallenge(keys, response, options.aid);
  await externalAuthenticate(below, proven, level);
  return new SecureSession(below, proven.channel);
};

const checkLevel = ({protocol, i}: InitializeUpdateResponse, level: number): void => {
  if (!levelsOf(protocol, i).includes(level)) {
    const known = levelsOf(protocol, i).map((one) => toHex(Uint8Array.of(one)));
    throw refusedByHost(
      'KZS-GP-LEVEL',
      `a security level of ${protocol} with i = ${toHex(Uint8Array.of(i))} (${known.join(', ')}) was expected, but ${toHex(Uint8Array.of(level))} was asked for`,
      `i = ${toHex(Uint8Array.of(i))} の ${protocol} のセキュリティレベルは ${known.join('、')} ですが、${toHex(Uint8Array.of(level))} が指定されました`,
    );
  }
};

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
