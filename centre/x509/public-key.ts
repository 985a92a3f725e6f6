import {createPublicKey, type KeyObject} from 'node:crypto';
import {DerCursor, tags, wholeElement} from '../asn1/der-reader.ts';
import {integerBytes} from '../asn1/der-values.ts';
import type {Certificate, SubjectPublicKey} from './certificate.ts';

const rsaEncryption = '1.2.840.113549.1.1.1';

const keys = new WeakMap<Certificate, KeyObject | null>();

/** The certificate's key for node:crypto, imported once; undefined when it cannot be. */
export const keyObjectOf = (certificate: Certificate): KeyObject | undefined => {
  const known = keys.get(certificate);
  if (known !== undefined) {
    return known ?? undefined;
  }
  const key = importedKey(certificate.publicKey);
  keys.set(certificate, key ?? null);
  return key;
};

/** A key from its SubjectPublicKeyInfo; undefined when node:crypto does not take it. */
export const keyFromInfo = (info: Uint8Array): KeyObject | undefined => {
  try {
    return createPublicKey({key: Buffer.from(info), format: 'der', type: 'spki'});
  } catch {
    return undefined;
  }
};

/** OpenSSL 3 reads an RSA key from PKCS#1 some twenty times as fast as from the SubjectPublicKeyInfo around it. */
const importedKey = (key: SubjectPublicKey): KeyObject | undefined => {
  if (key.algorithm.oid !== rsaEncryption) {
    return keyFromInfo(key.der);
  }
  if (key.algorithm.parameters?.tag !== tags.null) {
    return undefined;
  }
  try {
    checkRsaPublicKey(key.bits);
    return createPublicKey({key: Buffer.from(key.bits), format: 'der', type: 'pkcs1'});
  } catch {
    return undefined;
  }
};

/** RSAPublicKey, RFC 8017 appendix A.1.1: two positive INTEGERs and nothing else. @throws DerError */
const checkRsaPublicKey = (bits: Uint8Array): void => {
  const cursor = new DerCursor(wholeElement(bits, tags.sequence, 'an RSA key'));
  for (const what of ['a modulus', 'an exponent']) {
    const [first = 0x80] = integerBytes(cursor.next(tags.integer, what));
    if (first >= 0x80) {
      throw new RangeError(`${what} is not positive`);
    }
  }
  cursor.finish('an RSA key');
};
