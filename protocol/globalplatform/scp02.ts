import {TripleDesKey} from '../ciphers/triple-des-key.ts';
import type {SessionKeys, StaticKeys} from './secure-channel.ts';

/** Constants of the derivation, GPC 2.3.1 clause E.4.1. [S13] */
const constants = {mac: 0x0101, rMac: 0x0102, dek: 0x0181, enc: 0x0182} as const;

/** Session keys of SCP02 from the static keys and the sequence counter (0–65535), GPC 2.3.1 clause E.4.1. [S13] */
export const scp02SessionKeys = (keys: StaticKeys, sequence: number): SessionKeys<TripleDesKey> => ({
  enc: sessionKey(keys.enc, constants.enc, sequence),
  mac: sessionKey(keys.mac, constants.mac, sequence),
  rMac: sessionKey(keys.mac, constants.rMac, sequence),
  dek: sessionKey(keys.dek, constants.dek, sequence),
});

const sessionKey = (key: Uint8Array, constant: number, sequence: number): TripleDesKey => {
  const data = Buffer.alloc(16);
  data.writeUInt16BE(constant, 0);
  data.writeUInt16BE(sequence, 2);
  return new TripleDesKey(new TripleDesKey(key).encryptCbc(undefined, data));
};

/** Both cryptograms of SCP02, 8 bytes each, GPC 2.3.1 clause E.4.2. `cardChallenge` has 6 bytes. [S13] */
export const scp02Cryptograms = (
  {enc}: SessionKeys<TripleDesKey>,
  hostChallenge: Uint8Array,
  cardChallenge: Uint8Array,
  sequence: number,
): {readonly card: Uint8Array; readonly host: Uint8Array} => {
  const counted = Buffer.concat([Uint8Array.of(sequence >> 8, sequence & 0xff), cardChallenge]);
  return {
    card: enc.fullMac(Buffer.concat([hostChallenge, counted])),
    host: enc.fullMac(Buffer.concat([counted, hostChallenge])),
  };
};

/** The card challenge a host can foresee, 6 bytes: from the AID of the security domain, GPC 2.3.1 clause E.4.2.3. [S13], D154 */
export const scp02CardChallenge = (keys: StaticKeys, sequence: number, aid: Uint8Array): Uint8Array =>
  sessionKey(keys.mac, constants.mac, sequence).retailMac(undefined, aid).subarray(0, 6);
