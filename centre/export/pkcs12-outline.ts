import {contextTag, DerCursor, DerError, tags, wholeElement} from '../asn1/der-reader.ts';
import {countOf, oidOf} from '../asn1/der-values.ts';

/** What can be told of a PKCS#12 without its pass phrase. */
export interface Pkcs12Outline {
  readonly mac: string;
  readonly iterations: number;
}

/** Hashes of the MAC by their object identifiers. */
const macs: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'HMAC-SHA-1',
  '2.16.840.1.101.3.4.2.1': 'HMAC-SHA-256',
  '2.16.840.1.101.3.4.2.3': 'HMAC-SHA-512',
};

/** PFX with a MAC by a pass phrase, RFC 7292 clause 4. @throws DerError */
export const pkcs12Outline = (bytes: Uint8Array): Pkcs12Outline => {
  const cursor = new DerCursor(wholeElement(bytes, tags.sequence, 'PFX'));
  const version = cursor.next(tags.integer, 'a version');
  if (countOf(version) !== 3) {
    throw new DerError(version.start, 'version 3');
  }
  const safe = new DerCursor(cursor.next(tags.sequence, 'authSafe'));
  safe.next(tags.oid, 'a content type');
  safe.next(contextTag(0), 'the content');
  const data = new DerCursor(cursor.next(tags.sequence, 'a MAC'));
  cursor.finish('PFX');
  const digest = new DerCursor(data.next(tags.sequence, 'DigestInfo'));
  const algorithm = new DerCursor(digest.next(tags.sequence, 'an algorithm'));
  const oid = oidOf(algorithm.next(tags.oid, 'an algorithm'));
  data.next(tags.octetString, 'a salt');
  const rounds = data.optional(tags.integer);
  return {mac: macs[oid] ?? oid, iterations: rounds ? countOf(rounds) : 1};
};
