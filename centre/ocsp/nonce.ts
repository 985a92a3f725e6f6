import {contentOf, DerError, tags, wholeElement} from '../asn1/der-reader.ts';
import {octets} from '../asn1/der-writer.ts';
import type {RawExtension} from '../x509/extensions.ts';

/** id-pkix-ocsp-nonce. */
export const nonceOid = '1.3.6.1.5.5.7.48.1.2';

/** What a client sends: RFC 9654 recommends 32 bytes, the most that RFC 8954 allows. */
export const usualNonceBytes = 32;

/** What a responder takes: RFC 9654 clause 2.1. */
const mostNonceBytes = 128;

/** The value of the extension: an OCTET STRING inside. */
export const encodeNonce = (nonce: Uint8Array): Uint8Array => octets(nonce);

/**
 * The nonce among extensions; undefined where there is none.
 * @throws DerError where it has not 1 to 128 bytes.
 */
export const nonceOf = (extensions: readonly RawExtension[]): Uint8Array | undefined => {
  const found = extensions.find(({oid}) => oid === nonceOid);
  if (!found) {
    return undefined;
  }
  const nonce = contentOf(wholeElement(found.value, tags.octetString, 'a nonce'));
  if (nonce.length < 1 || nonce.length > mostNonceBytes) {
    throw new DerError(0, `a nonce of 1 to ${mostNonceBytes} bytes`);
  }
  return nonce;
};
