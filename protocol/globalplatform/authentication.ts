import {timingSafeEqual} from 'node:crypto';
import {scp02CardChallenge, scp02Cryptograms, scp02SessionKeys} from './scp02.ts';
import {scp03CardChallenge, scp03Cryptograms, scp03SessionKeys} from './scp03.ts';
import type {SecureChannel, StaticKeys} from './secure-channel.ts';
import {macBytes, type SecureChannelProtocol, securityBits} from './security-level.ts';

/** What both ends know behind INITIALIZE UPDATE. `cardChallenge`: 6 bytes in SCP02, else as long as the host's. */
export interface Challenges {
  readonly protocol: SecureChannelProtocol;
  readonly i: number;
  /** The sequence counter; SCP03 needs none here. */
  readonly sequence: number;
  readonly hostChallenge: Uint8Array;
  readonly cardChallenge: Uint8Array;
}

/** A channel at level 01, ready for EXTERNAL AUTHENTICATE, and the cryptograms of both ends. */
export interface Authentication {
  readonly channel: SecureChannel;
  readonly cardCryptogram: Uint8Array;
  readonly hostCryptogram: Uint8Array;
}

/**
 * Session keys and cryptograms, the same at both ends.
 * @throws KazasuError `KZS-KEY-LENGTH` where the keys are not of the protocol's length.
 */
export const authentication = (keys: StaticKeys, challenges: Challenges): Authentication => {
  const {protocol, i, sequence, hostChallenge, cardChallenge} = challenges;
  const level = securityBits.cMac;
  if (protocol === 'scp02') {
    const session = scp02SessionKeys(keys, sequence);
    const {card, host} = scp02Cryptograms(session, hostChallenge, cardChallenge, sequence);
    const [chain, responseChain] = [new Uint8Array(8), new Uint8Array(8)];
    const answering = new Uint8Array(0);
    return {
      channel: {protocol, i, keys: session, level, chain, responseChain, answering},
      cardCryptogram: card,
      hostCryptogram: host,
    };
  }
  const session = scp03SessionKeys(keys, hostChallenge, cardChallenge);
  const {card, host} = scp03Cryptograms(session, hostChallenge, cardChallenge);
  return {
    channel: {protocol, i, keys: session, level, chain: new Uint8Array(16), counter: 0},
    cardCryptogram: card,
    hostCryptogram: host,
  };
};

/** The card challenge that follows from sequence counter and AID, where `i` asks for one. */
export const pseudoRandomChallenge = (
  keys: StaticKeys,
  {protocol, i, sequence}: Pick<Challenges, 'protocol' | 'i' | 'sequence'>,
  aid: Uint8Array,
): Uint8Array =>
  protocol === 'scp02'
    ? scp02CardChallenge(keys, sequence, aid)
    : scp03CardChallenge(keys, sequence, aid, macBytes(protocol, i));

/** Behind EXTERNAL AUTHENTICATE, which itself travels at level 01: the level it asked for holds from now on. */
export const raiseLevel = (channel: SecureChannel, level: number): void => {
  channel.level = level;
  if (channel.protocol === 'scp02') {
    channel.responseChain = Uint8Array.from(channel.chain);
  }
};

/** Whether two cryptograms or MACs are equal, in a time that does not tell where they differ. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && timingSafeEqual(a, b);
