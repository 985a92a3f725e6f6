import {AesKey} from './ciphers/aes-key.ts';

/** AES-CMAC, RFC 4493: 16 bytes over a message of any length, under a key of 16, 24 or 32 bytes. */
export const aesCmac = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  Uint8Array.from(new AesKey(key).cmac(message));
