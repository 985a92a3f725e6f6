import {constants, createPrivateKey, type KeyObject, privateDecrypt, privateEncrypt} from 'node:crypto';

/**
 * One RSA private-key operation. `pkcs1`: the payload (up to modulus − 11 bytes) padded as block type 1, RFC 8017
 * clause 9.2, verbatim; `none`: a whole encoded block. `oaep-sha256`: the block is decrypted, clause 7.1.2; one that
 * holds no message gives no bytes.
 */
export interface RsaRequest {
  /** PKCS#8 DER. */
  readonly privateKey: Uint8Array;
  readonly padding: 'pkcs1' | 'none' | 'oaep-sha256';
  readonly block: Uint8Array;
}

/** Parsing a key costs as much as a tenth of using it; a card has few. */
const keys = new Map<string, KeyObject>();

const keyFrom = (pkcs8: Uint8Array): KeyObject => {
  const name = Buffer.from(pkcs8).toString('base64');
  let key = keys.get(name);
  if (!key) {
    key = createPrivateKey({key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8'});
    if (keys.size > 64) {
      keys.clear();
    }
    keys.set(name, key);
  }
  return key;
};

const oaep = {padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256'} as const;

/** Why a block does not decrypt is nobody's to know: all reasons look the same, RFC 8017 clause 7.1.2. */
const decrypted = (key: KeyObject, block: Uint8Array): Uint8Array => {
  try {
    return Uint8Array.from(privateDecrypt({key, ...oaep}, block));
  } catch {
    return new Uint8Array(0);
  }
};

const paddings = {pkcs1: constants.RSA_PKCS1_PADDING, none: constants.RSA_NO_PADDING} as const;

/** Does it here and now. Throws what node:crypto says of a key or block that does not fit. */
export const computeRsa = ({privateKey, padding, block}: RsaRequest): Uint8Array => {
  const key = keyFrom(privateKey);
  return padding === 'oaep-sha256'
    ? decrypted(key, block)
    : Uint8Array.from(privateEncrypt({key, padding: paddings[padding]}, block));
};
