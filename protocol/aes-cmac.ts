import {createCipheriv} from 'node:crypto';

const blockBytes = 16;
const zero = Buffer.alloc(blockBytes);

/** Multiplication by x in GF(2^128), RFC 4493 clause 2.3. */
const doubled = (block: Uint8Array): Buffer => {
  const value = BigInt(`0x${Buffer.from(block).toString('hex')}`);
  const carried = (value << 1n) ^ (value >> 127n === 1n ? 0x87n : 0n);
  return Buffer.from(BigInt.asUintN(128, carried).toString(16).padStart(32, '0'), 'hex');
};

/** AES-128-CMAC, RFC 4493 (node:crypto has none): 16 bytes over a message of any length, under a key of 16 bytes. */
export const aesCmac = (key: Uint8Array, message: Uint8Array): Uint8Array => {
  const k1 = doubled(createCipheriv('aes-128-ecb', key, null).update(zero));
  const whole = message.length > 0 && message.length % blockBytes === 0;
  const mask = whole ? k1 : doubled(k1);
  const padded = whole
    ? Buffer.from(message)
    : Buffer.concat([message, Buffer.of(0x80), Buffer.alloc(blockBytes - 1 - (message.length % blockBytes))]);
  const last = padded.subarray(-blockBytes);
  for (const [i, byte] of mask.entries()) {
    last[i] = (last[i] as number) ^ byte;
  }
  const chained = createCipheriv('aes-128-cbc', key, zero).update(padded);
  return Uint8Array.from(chained.subarray(-blockBytes));
};
