import {type Cipher, createCipheriv, createDecipheriv, type Decipher} from 'node:crypto';

/** Block ciphers by OpenSSL's name without its mode, with bytes a block. */
export type BlockAlgorithm = {readonly name: string; readonly blockBytes: number};

/** Adds bytes to the beginning of a buffer, modulo 2. */
export const xorInto = (target: Uint8Array, bytes: Uint8Array): void => {
  for (let i = 0; i < bytes.length; i += 1) {
    target[i] = (target[i] as number) ^ (bytes[i] as number);
  }
};

/**
 * CBC under one key over many messages with one cipher object, since making one costs more than its work: what is
 * left from the message before is cancelled out in the first block.
 */
export class CbcEncryption {
  readonly #cipher: Cipher;
  readonly #left: Uint8Array;

  constructor({name, blockBytes}: BlockAlgorithm, key: Uint8Array) {
    this.#left = new Uint8Array(blockBytes);
    this.#cipher = createCipheriv(`${name}-cbc`, key, this.#left).setAutoPadding(false);
  }

  /** Whole blocks to whole blocks, at least one. The data is written over. */
  run(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    xorInto(data, this.#left);
    if (initialVector) {
      xorInto(data, initialVector);
    }
    const result = this.#cipher.update(data);
    this.#left.set(result.subarray(result.length - this.#left.length));
    return result;
  }
}

/** The same in the other direction. */
export class CbcDecryption {
  readonly #decipher: Decipher;
  readonly #left: Uint8Array;

  constructor({name, blockBytes}: BlockAlgorithm, key: Uint8Array) {
    this.#left = new Uint8Array(blockBytes);
    this.#decipher = createDecipheriv(`${name}-cbc`, key, this.#left).setAutoPadding(false);
  }

  /** Whole blocks to whole blocks, at least one. */
  run(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    const result = this.#decipher.update(data);
    xorInto(result, this.#left);
    if (initialVector) {
      xorInto(result, initialVector);
    }
    this.#left.set(data.subarray(data.length - this.#left.length));
    return result;
  }
}
