import {AesKey} from '../ciphers/aes-key.ts';
import type {SessionKeys, StaticKeys} from './secure-channel.ts';

/** Constants of the derivation, Amendment D table 4-1. [S110] */
const constants = {
  cardCryptogram: 0x00,
  hostCryptogram: 0x01,
  cardChallenge: 0x02,
  enc: 0x04,
  mac: 0x06,
  rMac: 0x07,
} as const;

/** Session keys of SCP03 from the static keys and both challenges, Amendment D clause 6.2.1. [S110] */
export const scp03SessionKeys = (
  keys: StaticKeys,
  hostChallenge: Uint8Array,
  cardChallenge: Uint8Array,
): SessionKeys<AesKey> => {
  const context = Buffer.concat([hostChallenge, cardChallenge]);
  const mac = new AesKey(keys.mac);
  return {
    enc: new AesKey(derived(new AesKey(keys.enc), constants.enc, keys.enc.length, context)),
    mac: new AesKey(derived(mac, constants.mac, keys.mac.length, context)),
    rMac: new AesKey(derived(mac, constants.rMac, keys.mac.length, context)),
    dek: new AesKey(keys.dek),
  };
};

/** Both cryptograms of SCP03, each as long as a challenge, Amendment D clause 6.2.2. [S110] */
export const scp03Cryptograms = (
  {mac}: SessionKeys<AesKey>,
  hostChallenge: Uint8Array,
  cardChallenge: Uint8Array,
): {readonly card: Uint8Array; readonly host: Uint8Array} => {
  const context = Buffer.concat([hostChallenge, cardChallenge]);
  return {
    card: derived(mac, constants.cardCryptogram, cardChallenge.length, context),
    host: derived(mac, constants.hostCryptogram, cardChallenge.length, context),
  };
};

/**
 * The card challenge a host can foresee: from the sequence counter (3 bytes on the wire) and the AID of the security
 * domain that is selected, Amendment D clause 6.2.2.1. [S110]
 */
export const scp03CardChallenge = (
  keys: StaticKeys,
  sequence: number,
  aid: Uint8Array,
  length: 8 | 16,
): Uint8Array => {
  const counter = Uint8Array.of((sequence >> 16) & 0xff, (sequence >> 8) & 0xff, sequence & 0xff);
  return derived(new AesKey(keys.enc), constants.cardChallenge, length, Buffer.concat([counter, aid]));
};

/** NIST SP 800-108 in counter mode with CMAC, Amendment D clause 4.1.5: this many bytes. [S110] */
const derived = (key: AesKey, constant: number, bytes: number, context: Uint8Array): Uint8Array => {
  const label = Buffer.alloc(12);
  label[11] = constant;
  const length = Uint8Array.of(0, (bytes * 8) >> 8, (bytes * 8) & 0xff);
  return keyStream(bytes, (counter) => key.cmac(label, length, Uint8Array.of(counter), context));
};

/** As many bytes of these blocks, counted from 1, as are asked for. */
export const keyStream = (bytes: number, block: (counter: number) => Uint8Array): Uint8Array => {
  const blocks = Array.from({length: Math.ceil(bytes / 16)}, (_, n) => block(n + 1));
  return Uint8Array.from(Buffer.concat(blocks).subarray(0, bytes));
};
