import {AesKey} from '../ciphers/aes-key.ts';
import {TripleDesKey} from '../ciphers/triple-des-key.ts';
import {keyStream} from './scp03.ts';
import type {StaticKeys} from './secure-channel.ts';

/** What each of the three keys is called in a derivation. */
const keyNumbers = {enc: 1, mac: 2, dek: 3} as const;

/** Which of the ten bytes of diversification data go into half a block. [S111] [S112] */
const halves = {visa2: [0, 1, 4, 5, 6, 7], emv: [4, 5, 6, 7, 8, 9]} as const;

/** How a card's keys follow from a master key: `visa2` and `emv` with triple DES, `kdf3` with AES. */
export const diversificationMethods = ['visa2', 'emv', 'kdf3'] as const;
export type DiversificationMethod = (typeof diversificationMethods)[number];

/** A card's keys: as they are, or a master key and how the card's follow from it. */
export type CardKeys =
  | StaticKeys
  | {readonly master: Uint8Array; readonly diversification: DiversificationMethod};

/** The three keys of the card that tells these ten bytes of diversification data. Error: `KZS-KEY-LENGTH`. */
export const keysOfCard = (keys: CardKeys, diversification: Uint8Array): StaticKeys =>
  'master' in keys ? diversifiedKeys(keys.diversification, keys.master, diversification) : keys;

/**
 * A card's three keys from a master key and the ten bytes of diversification data that INITIALIZE UPDATE tells.
 * @throws KazasuError `KZS-KEY-LENGTH`: 16 bytes, for kdf3 also 24 or 32.
 */
export const diversifiedKeys = (
  method: DiversificationMethod,
  master: Uint8Array,
  diversification: Uint8Array,
): StaticKeys => {
  const key = (number: number): Uint8Array =>
    method === 'kdf3'
      ? byAes(master, number, diversification)
      : byTripleDes(master, number, halves[method], diversification);
  return {enc: key(keyNumbers.enc), mac: key(keyNumbers.mac), dek: key(keyNumbers.dek)};
};

const byTripleDes = (
  master: Uint8Array,
  number: number,
  places: readonly number[],
  diversification: Uint8Array,
): Uint8Array => {
  const chosen = places.map((place) => diversification[place] ?? 0);
  const data = Uint8Array.of(...chosen, 0xf0, number, ...chosen, 0x0f, number);
  return Uint8Array.from(new TripleDesKey(master).encryptEcb(data));
};

/** NIST SP 800-108 in counter mode, the counter in front. [S111] */
const byAes = (master: Uint8Array, number: number, diversification: Uint8Array): Uint8Array => {
  const key = new AesKey(master);
  const fixed = Uint8Array.of(0, 0, 0, number, 0, ...diversification);
  return keyStream(master.length, (counter) => key.cmac(Uint8Array.of(counter), fixed));
};
