import {constants, type KeyObject, publicDecrypt, verify as rsaVerify} from 'node:crypto';
import {digestInfoOf} from '../../protocol/index.ts';
import {DerError} from '../asn1/der-reader.ts';
import type {TrustAnchor} from '../authorities/authorities.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import {periodRefusal} from '../path/basic-processing.ts';
import {type Certificate, certificateOf} from '../x509/certificate.ts';
import {keyObjectOf} from '../x509/public-key.ts';
import {shownSerialNumber} from '../x509/serial-number.ts';
import {checkChain} from './chain.ts';
import {checkRevocation, type RevocationSource} from './revocation.ts';
import {type StepReason, type StepResult, type Verification, verification} from './verification.ts';

/** Data or its SHA-256, and what a card made of it: RSASSA-PKCS1-v1_5 over the DigestInfo of the SHA-256. */
export type Signed = {readonly signature: Uint8Array} & (
  | {readonly data: Uint8Array}
  | {readonly digest: Uint8Array}
);

export interface VerificationRequest {
  /** DER, from anywhere. */
  readonly certificate: Uint8Array;
  /** What the certificate must be for: a log-in takes `user-authentication`, a document `digital-signature`. */
  readonly kind: CertificateKind;
  readonly trustAnchors: readonly TrustAnchor[];
  readonly at: Date;
  readonly signed: Signed;
  readonly revocation?: RevocationSource;
}

/**
 * Chain, validity, signature, revocation, in this order up to the first refusal. Whatever the certificate and
 * signature bytes are, the answer is a verification and never a throw.
 * @throws KazasuError `KZS-CENTRE-ANCHOR` when a trust anchor itself is unreadable.
 */
export const verify = async (request: VerificationRequest): Promise<Verification> => {
  const certificate = readOrNothing(request.certificate);
  const found = checkChain(certificate, request.kind, request.trustAnchors, request.at);
  const {step: chain, authority} = found;
  if (chain.outcome === 'failed' || !certificate || !authority) {
    return verification([chain]);
  }
  const validity = checkValidity(certificate, request.at);
  if (validity.outcome === 'failed') {
    return verification([chain, validity]);
  }
  const signature = checkSignature(certificate, request.signed);
  if (signature.outcome === 'failed') {
    return verification([chain, validity, signature]);
  }
  const question = {
    issuer: Buffer.from(certificate.issuer.der).toString('hex'),
    serialNumber: shownSerialNumber(certificate.serialNumber),
    certificate: request.certificate,
    authority,
    at: request.at,
  };
  return verification([chain, validity, signature, await checkRevocation(request.revocation, question)]);
};

/** A certificate of the card has at most 3808 bytes; nobody logs in with one that is much longer (C62). */
const mostBytes = 16_384;

/** Read anew each time: what the caller does with the bytes is the caller's business. */
const readOrNothing = (bytes: Uint8Array): Certificate | undefined => {
  try {
    return bytes.length > mostBytes ? undefined : certificateOf(bytes);
  } catch (error) {
    if (error instanceof DerError) {
      return undefined;
    }
    throw error;
  }
};

const checkValidity = (certificate: Certificate, at: Date): StepResult => {
  const reason = periodReason(certificate, at);
  const evidence = {
    notBefore: new Date(certificate.notBefore).toISOString(),
    notAfter: new Date(certificate.notAfter).toISOString(),
    at: Number.isNaN(at.getTime()) ? 'no date' : at.toISOString(),
  };
  return {step: 'validity', outcome: reason === 'passed' ? 'passed' : 'failed', reason, evidence};
};

const periodReason = (certificate: Certificate, at: Date): StepReason => {
  const refusal = periodRefusal(certificate, at.getTime());
  return refusal ? (refusal.reason === 'expired' ? 'expired' : 'not-yet-valid') : 'passed';
};

const leastModulusBits = 2048;

const checkSignature = (certificate: Certificate, signed: Signed): StepResult => {
  const key = rsaKey(certificate);
  if (!key) {
    return {step: 'signature', outcome: 'failed', reason: 'key-not-accepted', evidence: {}};
  }
  const evidence = {
    algorithm: 'RSASSA-PKCS1-v1_5 SHA-256',
    keyBits: String(key.asymmetricKeyDetails?.modulusLength),
    signatureBytes: String(signed.signature.length),
  };
  return verifies(key, signed)
    ? {step: 'signature', outcome: 'passed', reason: 'passed', evidence}
    : {step: 'signature', outcome: 'failed', reason: 'signature-wrong', evidence};
};

const rsaKey = (certificate: Certificate): KeyObject | undefined => {
  const key = keyObjectOf(certificate);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  return key?.asymmetricKeyType === 'rsa' && bits >= leastModulusBits ? key : undefined;
};

const verifies = (key: KeyObject, {signature, ...signed}: Signed): boolean => {
  const padding = constants.RSA_PKCS1_PADDING;
  try {
    // Of a digest, the whole DigestInfo is compared: nothing behind it or in its parameters goes unseen. A signature
    // without its first zero byte is none (RFC 8017 clause 8.2.2), though the same number opens the same.
    return 'data' in signed
      ? rsaVerify('sha256', signed.data, {key, padding}, signature)
      : signature.length * 8 === key.asymmetricKeyDetails?.modulusLength &&
          publicDecrypt({key, padding}, signature).equals(digestInfoOf('sha256', signed.digest));
  } catch {
    return false;
  }
};
