import {type Cipher, createCipheriv, createDecipheriv, type Decipher} from 'node:crypto';
import {padded} from './bit-padding.ts';
import {type BlockAlgorithm, CbcDecryption, CbcEncryption} from './cbc.ts';
import {keyOfLength} from './key-length.ts';

const tripleDes: BlockAlgorithm = {name: 'des-ede3', blockBytes: 8};

/**
 * A two-key triple DES key of 16 bytes with what SCP02 asks of it. Single DES under its left half is triple DES with
 * three equal keys, since OpenSSL 3 has no single DES by default. The key itself cannot be read back.
 */
export class TripleDesKey {
  readonly length = 16;
  readonly #key: Uint8Array;
  readonly #left: Uint8Array;
  #ecb: Cipher | undefined;
  #ecbDecryption: Decipher | undefined;
  #encryption: CbcEncryption | undefined;
  #decryption: CbcDecryption | undefined;
  #single: CbcEncryption | undefined;

  /** @throws KazasuError `KZS-KEY-LENGTH`. */
  constructor(key: Uint8Array) {
    const copy = keyOfLength('two-key triple DES', key, [16]);
    const left = copy.subarray(0, 8);
    this.#key = Buffer.concat([copy, left]);
    this.#left = Buffer.concat([left, left, left]);
  }

  /** Whole blocks, each by itself. */
  encryptEcb(data: Uint8Array): Buffer {
    this.#ecb ??= createCipheriv('des-ede3-ecb', this.#key, null).setAutoPadding(false);
    return this.#ecb.update(data);
  }

  decryptEcb(data: Uint8Array): Buffer {
    this.#ecbDecryption ??= createDecipheriv('des-ede3-ecb', this.#key, null).setAutoPadding(false);
    return this.#ecbDecryption.update(data);
  }

  /** CBC of whole blocks; without an initial vector it is zero. The data is written over. */
  encryptCbc(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    this.#encryption ??= new CbcEncryption(tripleDes, this.#key);
    return data.length === 0 ? Buffer.alloc(0) : this.#encryption.run(initialVector, data);
  }

  decryptCbc(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    this.#decryption ??= new CbcDecryption(tripleDes, this.#key);
    return data.length === 0 ? Buffer.alloc(0) : this.#decryption.run(initialVector, data);
  }

  /** One block under single DES with the left half of the key. */
  encryptBlockSingle(block: Uint8Array): Buffer {
    return this.#singleCbc(undefined, Buffer.from(block));
  }

  /** MAC by triple DES in CBC mode throughout, 8 bytes; the message is padded. GPC 2.3.1 clause B.1.2.1. */
  fullMac(message: Uint8Array): Buffer {
    return this.encryptCbc(undefined, padded(message, 8)).subarray(-8);
  }

  /** Retail MAC: single DES in CBC mode, triple DES for the last block; 8 bytes. GPC 2.3.1 clause B.1.2.2. */
  retailMac(initialVector: Uint8Array | undefined, message: Uint8Array): Buffer {
    const whole = padded(message, 8);
    const before = whole.subarray(0, -8);
    const chained = before.length > 0 ? this.#singleCbc(initialVector, before).subarray(-8) : initialVector;
    return this.encryptCbc(chained, whole.subarray(-8));
  }

  #singleCbc(initialVector: Uint8Array | undefined, data: Uint8Array): Buffer {
    this.#single ??= new CbcEncryption(tripleDes, this.#left);
    return this.#single.run(initialVector, data);
  }
}
