import {AesKey} from '../ciphers/aes-key.ts';
import {TripleDesKey} from '../ciphers/triple-des-key.ts';

/** Key types in PUT KEY and the key information template, GPC 2.3.1 table 11-16. [S13] */
export const keyTypes = {des: 0x80, aes: 0x88, rsaModulus: 0xa1, rsaExponent: 0xa0, ecPublic: 0xb0} as const;

export type SymmetricKeyType = 'des' | 'aes';

/** Three bytes that tell a key apart: zeros under triple DES, ones under AES. GPC 2.3.1 clause B.6. [S13] */
export const keyCheckValue = (type: SymmetricKeyType, key: Uint8Array): Uint8Array =>
  Uint8Array.from(
    type === 'des'
      ? new TripleDesKey(key).encryptEcb(new Uint8Array(8)).subarray(0, 3)
      : new AesKey(key).encryptBlock(new Uint8Array(16).fill(1)).subarray(0, 3),
  );
