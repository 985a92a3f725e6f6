import {type BlockAlgorithm, CbcDecryption, CbcEncryption, xorInto} from './cbc.ts';
import {keyOfLength} from './key-length.ts';

const blockBytes = 16;

/**
 * An AES key of 16, 24 or 32 bytes with what secure messaging asks of it. Cipher objects are made once a key; the key
 * itself cannot be read back, so that nothing prints it.
 */
export class AesKey {
  readonly length: number;
  readonly #key: Uint8Array;
  readonly #algorithm: BlockAlgorithm;
  #encryption: CbcEncryption | undefined;
  #decryption: CbcDecryption | undefined;
  #subkeys: readonly [whole: Uint8Array, cut: Uint8Array] | undefined;

  /** @throws KazasuError `KZS-KEY-LENGTH`. */
  constructor(key: Uint8Array) {
    this.#key = keyOfLength('AES', key, [16, 24, 32]);
    this.length = key.length;
    this.#algorithm = {name: `aes-${key.length * 8}`, blockBytes};
  }

  /** One block of 16 bytes, encrypted by itself: CBC of one block, since a cipher object costs more than its work. */
  encryptBlock(block: Uint8Array): Buffer {
    return this.encryptCbc(undefined, Uint8Array.from(block));
  }

  /** CBC of whole blocks; without an initial vector it is zero. The data is written over. */
  encryptCbc(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    this.#encryption ??= new CbcEncryption(this.#algorithm, this.#key);
    return data.length === 0 ? Buffer.alloc(0) : this.#encryption.run(initialVector, data);
  }

  decryptCbc(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    this.#decryption ??= new CbcDecryption(this.#algorithm, this.#key);
    return data.length === 0 ? Buffer.alloc(0) : this.#decryption.run(initialVector, data);
  }

  /** CMAC of these bytes one behind the other, 16 bytes: RFC 4493, NIST SP 800-38B. */
  cmac(...parts: readonly Uint8Array[]): Buffer {
    let length = 0;
    for (const part of parts) {
      length += part.length;
    }
    const cut = length === 0 || length % blockBytes !== 0;
    const message = Buffer.alloc(cut ? (Math.floor(length / blockBytes) + 1) * blockBytes : length);
    let at = 0;
    for (const part of parts) {
      message.set(part, at);
      at += part.length;
    }
    if (cut) {
      message[length] = 0x80;
    }
    this.#subkeys ??= subkeys(this.encryptBlock(new Uint8Array(blockBytes)));
    xorInto(message.subarray(message.length - blockBytes), this.#subkeys[cut ? 1 : 0]);
    return this.encryptCbc(undefined, message).subarray(message.length - blockBytes);
  }
}

/** RFC 4493 clause 2.3: for a message of whole blocks, and for one that was padded. */
const subkeys = (encryptedZero: Uint8Array): readonly [Uint8Array, Uint8Array] => {
  const whole = doubled(encryptedZero);
  return [whole, doubled(whole)];
};

/** Multiplication by x in GF(2^128), RFC 4493 clause 2.3. */
const doubled = (block: Uint8Array): Uint8Array => {
  const shifted = block.map((byte, i) => (byte << 1) | ((block[i + 1] ?? 0) >> 7));
  const carried = (block[0] as number) >> 7 === 0 ? 0 : 0x87;
  shifted[shifted.length - 1] = (shifted.at(-1) as number) ^ carried;
  return shifted;
};
