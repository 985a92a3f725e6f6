import {constants, type KeyObject, sign, verify} from 'node:crypto';

/** Signing parameters by key, GPC 2.3.1 clauses B.3 and B.4: RSA to 1,024 bits, longer RSA, elliptic curves. [S13] */
const scheme = (key: KeyObject): {digest: string; options: object} => {
  const {asymmetricKeyType, asymmetricKeyDetails} = key;
  if (asymmetricKeyType === 'ec') {
    return {
      digest: digestOfCurve[asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256',
      options: {dsaEncoding: 'ieee-p1363'},
    };
  }
  return (asymmetricKeyDetails?.modulusLength ?? 0) <= 1024
    ? {digest: 'sha1', options: {padding: constants.RSA_PKCS1_PADDING}}
    : {digest: 'sha256', options: {padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32}};
};

/** GPC 2.3.1 table B-2. */
const digestOfCurve: Readonly<Record<string, string>> = {
  prime256v1: 'sha256',
  brainpoolP256r1: 'sha256',
  secp384r1: 'sha384',
  brainpoolP384r1: 'sha384',
  secp521r1: 'sha512',
  brainpoolP512r1: 'sha512',
};

/** Signs a token's input or a load file data block hash; r and s of a curve stand one behind the other. */
export const managementSignature = (key: KeyObject, message: Uint8Array): Uint8Array => {
  const {digest, options} = scheme(key);
  return Uint8Array.from(sign(digest, message, {key, ...options}));
};

/** Whether a signature is right; a malformed one is not. */
export const managementSignatureIsRight = (
  key: KeyObject,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  const {digest, options} = scheme(key);
  return verify(digest, message, {key, ...options}, signature);
};
