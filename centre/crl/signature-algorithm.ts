import {constants, createPublicKey, type KeyObject, verify} from 'node:crypto';
import {type DerCursor, NotDer, objectIdentifierOf} from './der-reader.ts';
import {tags} from './der-writer.ts';

/** sha256WithRSAEncryption, RFC 4055: what the authorities of the bench sign with. */
export const sha256WithRsa = '1.2.840.113549.1.1.11';

/** Signature algorithms that are accepted, with the hash of each. SHA-1 is not. */
const hashes: Readonly<Record<string, string>> = {
  [sha256WithRsa]: 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
};

/** An AlgorithmIdentifier's algorithm; parameters, where there are any, are NULL. */
export const algorithmOf = (cursor: DerCursor, what: string): string => {
  const inside = cursor.into(tags.sequence, what);
  const oid = objectIdentifierOf(inside, what);
  const parameters = inside.optional(tags.null, what);
  if (parameters && parameters.end !== parameters.start) {
    throw new NotDer(`${what} with NULL parameters`, parameters.at);
  }
  inside.finish(what);
  return oid;
};

/** Whether a key made this signature, by an algorithm that is accepted. Never throws. */
export const verifies = (
  algorithm: string,
  signed: Uint8Array,
  signature: Uint8Array,
  publicKeyInfo: Uint8Array,
): boolean => {
  const hash = hashes[algorithm];
  const key = hash === undefined ? undefined : rsaKey(publicKeyInfo);
  if (hash === undefined || !key) {
    return false;
  }
  try {
    return verify(hash, signed, {key, padding: constants.RSA_PKCS1_PADDING}, signature);
  } catch {
    return false;
  }
};

/** Keys by the bytes they were read from: importing one costs more than verifying with it. */
const keysRead = new WeakMap<Uint8Array, KeyObject>();

const rsaKey = (publicKeyInfo: Uint8Array): KeyObject | undefined => {
  const known = keysRead.get(publicKeyInfo);
  if (known) {
    return known;
  }
  try {
    const key = createPublicKey({key: Buffer.from(publicKeyInfo), format: 'der', type: 'spki'});
    const strong = key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    if (!strong) {
      return undefined;
    }
    keysRead.set(publicKeyInfo, key);
    return key;
  } catch {
    return undefined;
  }
};
