import {createHash} from 'node:crypto';

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
};

const mgf1 = (seed: Uint8Array, length: number): Buffer => {
  const blocks: Buffer[] = [];
  for (let counter = 0; counter * 32 < length; counter += 1) {
    blocks.push(sha256(seed, Uint8Array.of(counter >> 24, counter >> 16, counter >> 8, counter)));
  }
  return Buffer.concat(blocks).subarray(0, length);
};

/**
 * EMSA-PSS encoding of a finished SHA-256 hash, RFC 8017 clause 9.1.1, salt of 32 bytes: a whole block for a
 * modulus of `bits`. node:crypto offers PSS only together with hashing, the card also without (P1 = 04).
 */
export const emsaPss = (hash: Uint8Array, salt: Uint8Array, bits: number): Uint8Array => {
  const size = Math.ceil((bits - 1) / 8);
  const inner = sha256(new Uint8Array(8), hash, salt);
  const dataBlock = Buffer.alloc(size - inner.length - 1);
  dataBlock[dataBlock.length - salt.length - 1] = 1;
  dataBlock.set(salt, dataBlock.length - salt.length);
  const mask = mgf1(inner, dataBlock.length);
  const encoded = Buffer.alloc(size);
  for (let i = 0; i < dataBlock.length; i += 1) {
    encoded[i] = (dataBlock[i] as number) ^ (mask[i] as number);
  }
  encoded[0] = (encoded[0] as number) & (0xff >> (8 * size - (bits - 1)));
  encoded.set(inner, dataBlock.length);
  encoded[size - 1] = 0xbc;
  return Uint8Array.from(encoded);
};
