import {createHash} from 'node:crypto';
import {DerError} from '../asn1/der-reader.ts';
import {extensionOids} from '../asn1/extension.ts';
import type {PathReason} from '../path/reason.ts';
import {pathRefusal} from '../path/validate-path.ts';
import {signatureObjection, weakness} from '../status/status-signature.ts';
import {type Certificate, certificateOf} from '../x509/certificate.ts';
import {sameName} from '../x509/name.ts';
import type {BasicResponse} from './read-response.ts';
import {responderOids} from './responder-certificate.ts';

/** Whose key may have signed, or why nobody may; RFC 6960 clause 4.2.2.2. */
export type Authorised = {readonly signer: Certificate} | {readonly refused: string};

/**
 * The signer a response names, if the issuer of the certificate in question lets it answer: the issuer itself, or
 * whoever has a certificate directly from it, valid now, for OCSP signing, and never to be asked about itself.
 */
export const authorisedResponder = (response: BasicResponse, issuer: Certificate, at: Date): Authorised => {
  const named = response.certificates.map(readOrSkip).filter((one) => one && isNamed(response, one));
  const byIssuer = isNamed(response, issuer);
  if (byIssuer && (named.length === 0 || !signatureObjection(response, issuer))) {
    return {signer: issuer};
  }
  const reasons = named.map((one) => (one ? objection(one, issuer, at) : 'unreadable'));
  const fit = named[reasons.indexOf(undefined)];
  if (fit) {
    return {signer: fit};
  }
  // Who claims to be the issuer is authorised, and has signed wrongly.
  return byIssuer
    ? {signer: issuer}
    : {refused: reasons.find((reason) => reason !== undefined) ?? 'no certificate of the signer'};
};

const isNamed = ({responder}: BasicResponse, {subject, publicKey}: Certificate): boolean =>
  'name' in responder
    ? sameName(responder.name, subject)
    : createHash('sha1').update(publicKey.bits).digest().equals(responder.keyHash);

const readOrSkip = (bytes: Uint8Array): Certificate | undefined => {
  try {
    return certificateOf(bytes);
  } catch (error) {
    if (error instanceof DerError) {
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

const digitalSignature = 1 << 0;

/** Why this certificate does not let its key answer; undefined where it does. */
const objection = (responder: Certificate, issuer: Certificate, at: Date): string | undefined => {
  const {extendedKeyUsage, types, critical, keyUsage = digitalSignature} = responder.extensions;
  if (!sameName(responder.issuer, issuer.subject)) {
    return 'issued by another authority';
  }
  if (extendedKeyUsage?.includes(responderOids.ocspSigning) !== true) {
    return 'not for OCSP signing';
  }
  if (!types.includes(responderOids.noCheck)) {
    return 'without id-pkix-ocsp-nocheck';
  }
  if ((keyUsage & digitalSignature) === 0 || !critical.every((oid) => understood.has(oid))) {
    return 'key usage or a critical extension forbids it';
  }
  const refusal = pathRefusal(issuer, [responder], {at: at.getTime()});
  if (refusal) {
    return inWords[refusal.reason] ?? refusal.reason;
  }
  return weakness(responder, issuer) ? inWords['algorithm-not-accepted'] : undefined;
};

/** Refusals of a path of one certificate; any other is told by its id. */
const inWords: Readonly<Partial<Record<PathReason, string>>> = {
  expired: 'not valid now',
  'not-yet-valid': 'not valid now',
  signature: 'not signed by the authority',
  'algorithm-not-accepted': 'certified by an algorithm or a key that is not accepted',
};
