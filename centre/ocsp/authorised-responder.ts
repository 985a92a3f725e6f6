import {createHash} from 'node:crypto';
import {extensionOids} from '../asn1/extension.ts';
import {type CertificateParts, certificateParts} from '../crl/certificate-parts.ts';
import {DerCursor, NotDer, objectIdentifierOf} from '../crl/der-reader.ts';
import {tags} from '../crl/der-writer.ts';
import {unknownCritical} from '../crl/extensions.ts';
import {verifies} from '../crl/signature-algorithm.ts';
import type {BasicResponse} from './read-response.ts';
import {responderOids} from './responder-certificate.ts';
import type {ResponderId} from './response.ts';

/** The key that may have signed, or why nobody may; RFC 6960 clause 4.2.2.2. */
export type Authorised = {readonly publicKeyInfo: Uint8Array} | {readonly refused: string};

/**
 * The signer a response names, if the issuer of the certificate in question lets it answer: the issuer itself, or
 * whoever has a certificate directly from it, valid now, for OCSP signing, and never to be asked about itself.
 */
export const authorisedResponder = (
  response: BasicResponse,
  issuer: CertificateParts,
  at: Date,
): Authorised => {
  const {responder, certificates} = response;
  if (isNamed(responder, issuer) && signedBy(response, issuer)) {
    return {publicKeyInfo: issuer.publicKeyInfo};
  }
  const named = certificates.map(readOrSkip).filter((one) => one !== undefined && isNamed(responder, one));
  const reasons = named.map((one) => (one ? objection(one, issuer, at) : 'unreadable'));
  const fit = named[reasons.indexOf(undefined)];
  if (fit) {
    return {publicKeyInfo: fit.publicKeyInfo};
  }
  // Who claims to be the issuer is authorised, and has signed wrongly.
  return isNamed(responder, issuer)
    ? {publicKeyInfo: issuer.publicKeyInfo}
    : {refused: reasons.find((reason) => reason !== undefined) ?? 'no certificate of the signer'};
};

/** Whether a response carries the signature of this certificate's key. */
export const signedBy = (
  {algorithm, signed, signature}: BasicResponse,
  {publicKeyInfo}: Pick<CertificateParts, 'publicKeyInfo'>,
): boolean => verifies(algorithm, signed, signature, publicKeyInfo);

const isNamed = (responder: ResponderId, {subject, publicKeyBits}: CertificateParts): boolean =>
  'name' in responder
    ? Buffer.from(responder.name).equals(subject)
    : createHash('sha1').update(publicKeyBits).digest().equals(responder.keyHash);

const readOrSkip = (bytes: Uint8Array): CertificateParts | undefined => {
  try {
    return certificateParts(bytes);
  } catch (error) {
    if (error instanceof NotDer) {
      return undefined;
    }
    throw error;
  }
};

const understood: ReadonlySet<string> = new Set([
  responderOids.extendedKeyUsage,
  extensionOids.keyUsage,
  extensionOids.basicConstraints,
  extensionOids.certificatePolicies,
]);

/** Why this certificate does not let its key answer; undefined where it does. */
const objection = (responder: CertificateParts, issuer: CertificateParts, at: Date): string | undefined => {
  const {extensions, notBefore, notAfter} = responder;
  if (!Buffer.from(responder.issuer).equals(issuer.subject)) {
    return 'issued by another authority';
  }
  if (!purposesOf(responder).includes(responderOids.ocspSigning)) {
    return 'not for OCSP signing';
  }
  if (!extensions.has(responderOids.noCheck)) {
    return 'without id-pkix-ocsp-nocheck';
  }
  const second = Math.floor(at.getTime() / 1000) * 1000;
  if (!(second >= notBefore.getTime() && second <= notAfter.getTime())) {
    return 'not valid now';
  }
  if (unknownCritical(extensions, understood).length > 0 || !maySign(responder)) {
    return 'key usage or a critical extension forbids it';
  }
  const {algorithm, signed, signature} = responder;
  return verifies(algorithm, signed, signature, issuer.publicKeyInfo)
    ? undefined
    : 'not signed by the authority';
};

const purposesOf = ({extensions}: CertificateParts): string[] => {
  const found = extensions.get(responderOids.extendedKeyUsage);
  const purposes: string[] = [];
  const list = found && new DerCursor(found.value).into(tags.sequence, 'ExtKeyUsageSyntax');
  while (list && !list.done) {
    purposes.push(objectIdentifierOf(list, 'a purpose'));
  }
  return purposes;
};

/** digitalSignature, or no KeyUsage at all. */
const maySign = ({extensions}: CertificateParts): boolean => {
  const found = extensions.get(extensionOids.keyUsage);
  if (!found) {
    return true;
  }
  const value = new DerCursor(found.value);
  const {start, end} = value.take(tags.bitString, 'KeyUsage');
  return end - start >= 2 && ((found.value[start + 1] as number) & 0x80) !== 0;
};
