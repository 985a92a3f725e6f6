import {createCipheriv, createDecipheriv} from 'node:crypto';

const algorithm = 'aes-128-cbc';
const blockBytes = 16;

/** The block encrypted is the counter, 16 bytes big-endian; both directions of a command use it. [S3] */
const initialVector = (key: Uint8Array, counter: number): Uint8Array => {
  const block = Buffer.alloc(blockBytes);
  block.writeUIntBE(counter, blockBytes - 6, 6);
  const cipher = createCipheriv(algorithm, key, Buffer.alloc(blockBytes)).setAutoPadding(false);
  return cipher.update(block);
};

/** Padding of ISO/IEC 7816-4 clause 10.3.2: 80, then 00 to the end of a block; always there. */
const padded = (data: Uint8Array): Uint8Array => {
  const whole = new Uint8Array((Math.floor(data.length / blockBytes) + 1) * blockBytes);
  whole.set(data);
  whole[data.length] = 0x80;
  return whole;
};

const withoutPadding = (data: Uint8Array): Uint8Array | undefined => {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) {
    end -= 1;
  }
  return data[end - 1] === 0x80 ? data.subarray(0, end - 1) : undefined;
};

/** AES-128-CBC of one protected command or response. [S3] */
export const encrypted = (key: Uint8Array, counter: number, data: Uint8Array): Uint8Array =>
  createCipheriv(algorithm, key, initialVector(key, counter)).setAutoPadding(false).update(padded(data));

/** The plain bytes, or undefined when they are no whole blocks or do not end in padding: a wrong key or counter. */
export const decrypted = (
  key: Uint8Array,
  counter: number,
  cryptogram: Uint8Array,
): Uint8Array | undefined => {
  if (cryptogram.length === 0 || cryptogram.length % blockBytes !== 0) {
    return undefined;
  }
  const decipher = createDecipheriv(algorithm, key, initialVector(key, counter)).setAutoPadding(false);
  return withoutPadding(decipher.update(cryptogram));
};
