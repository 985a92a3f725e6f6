import {DerCursor, derOf, tags, wholeElement} from '../asn1/der-reader.ts';
import {algorithmIdentifier, type SubjectPublicKey} from './certificate.ts';

const dsaKey = '1.2.840.10040.4.1';

/** Whether a key leaves its parameters to the key of its issuer; RFC 3279 clause 2.3.2 lets DSA keys do so. */
export const lacksParameters = ({algorithm}: SubjectPublicKey): boolean =>
  algorithm.oid === dsaKey && (algorithm.parameters === undefined || algorithm.parameters.tag === tags.null);

/** The key with the parameters of the key above it, where it has none of its own: RFC 5280 clause 6.1.4 (e). */
export const completedKey = (key: SubjectPublicKey, above: Uint8Array): Uint8Array => {
  if (!lacksParameters(key)) {
    return key.der;
  }
  const issuers = new DerCursor(wholeElement(above, tags.sequence, 'a public key'));
  const algorithm = algorithmIdentifier(issuers.next(tags.sequence, 'the algorithm of a key'));
  if (algorithm.oid !== dsaKey || !algorithm.parameters) {
    return key.der;
  }
  const own = new DerCursor(wholeElement(key.der, tags.sequence, 'a public key'));
  own.any('the algorithm of a key');
  const bits = own.next(tags.bitString, 'the bits of a key');
  return sequence(Buffer.from(algorithm.der), derOf(bits));
};

const sequence = (...parts: Uint8Array[]): Uint8Array => {
  const content = Buffer.concat(parts);
  const {length} = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Uint8Array.of(tags.sequence, ...header), content]);
};
