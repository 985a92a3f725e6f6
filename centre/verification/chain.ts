import {KazasuError} from '../../protocol/index.ts';
import {sha256WithRsa} from '../asn1/certificate.ts';
import {extensionOids} from '../asn1/extension.ts';
import type {TrustAnchor} from '../authorities/authorities.ts';
import {type CertificateKind, certificateKinds} from '../authorities/certificate-kind.ts';
import {type ReadCertificate, readCertificate} from './read-certificate.ts';
import type {StepReason, StepResult} from './verification.ts';

/** KeyUsage bits, RFC 5280 clause 4.2.1.3. */
const usage = {digitalSignature: 0x80, nonRepudiation: 0x40, keyCertSign: 0x04} as const;

const requiredUsage: Readonly<Record<CertificateKind, number>> = {
  'user-authentication': usage.digitalSignature,
  'digital-signature': usage.digitalSignature | usage.nonRepudiation,
};

/** Critical extensions this check understands; any other refuses the certificate (RFC 5280 clause 4.2). */
const understood = new Set<string>([
  extensionOids.keyUsage,
  extensionOids.basicConstraints,
  extensionOids.certificatePolicies,
]);

interface ReadAnchor {
  readonly anchor: TrustAnchor;
  readonly certificate: ReadCertificate;
}

/**
 * Whether an authority of the wanted kind issued this certificate for this use. All generations of an authority
 * have one name, so the issuer is the one whose key verifies the signature.
 */
export const checkChain = (
  certificate: ReadCertificate | undefined,
  kind: CertificateKind,
  anchors: readonly TrustAnchor[],
  at: Date,
): StepResult => {
  if (!certificate) {
    return chain('unparsable', {});
  }
  const evidence = {
    subject: oneLine(certificate.x509.subject),
    issuer: oneLine(certificate.x509.issuer),
    serialNumber: certificate.x509.serialNumber,
    policies: certificate.policies.join(' '),
  };
  const named = anchors.map(readAnchor).filter((anchor) => anchor.certificate.subject === certificate.issuer);
  if (named.length === 0) {
    return chain('issuer-unknown', evidence);
  }
  const issuer = named.find((anchor) => issued(anchor.certificate, certificate));
  if (!issuer) {
    const tried = named.map(({anchor}) => label(anchor)).join(' ');
    return chain('issuer-signature-wrong', {...evidence, tried});
  }
  return chain(refusal(certificate, kind, issuer, at), {...evidence, authority: label(issuer.anchor)});
};

/** The anchor that a passed chain ends at. */
export const anchorOf = ({evidence}: StepResult, anchors: readonly TrustAnchor[]): TrustAnchor | undefined =>
  anchors.find((anchor) => label(anchor) === evidence['authority']);

/** The first thing wrong with a certificate whose issuer is known; `passed` when nothing is. */
const refusal = (
  certificate: ReadCertificate,
  kind: CertificateKind,
  issuer: ReadAnchor,
  at: Date,
): StepReason => {
  if (certificate.signatureAlgorithm !== sha256WithRsa) {
    return 'algorithm-not-accepted';
  }
  const period = periodReason(issuer.certificate, at);
  if (period !== 'passed') {
    return period === 'expired' ? 'authority-expired' : 'authority-not-yet-valid';
  }
  const {test, production} = certificateKinds[kind].policies;
  const ofKind = certificate.policies.includes(test) || certificate.policies.includes(production);
  if (issuer.anchor.kind !== kind || !ofKind || certificate.x509.ca) {
    return 'wrong-certificate-kind';
  }
  if ((certificate.keyUsage & requiredUsage[kind]) !== requiredUsage[kind]) {
    return 'key-usage-missing';
  }
  return certificate.criticalExtensions.every((oid) => understood.has(oid))
    ? 'passed'
    : 'critical-extension-unknown';
};

/** Whether an instant lies in a certificate's validity; both ends count, in whole seconds. */
export const periodReason = (
  {notBefore, notAfter}: ReadCertificate,
  at: Date,
): 'passed' | 'not-yet-valid' | 'expired' => {
  const second = Math.floor(at.getTime() / 1000) * 1000;
  if (second > notAfter.getTime()) {
    return 'expired';
  }
  // Written so that an invalid date is refused too.
  return second >= notBefore.getTime() ? 'passed' : 'not-yet-valid';
};

const issued = (authority: ReadCertificate, certificate: ReadCertificate): boolean => {
  if (!authority.x509.ca || (authority.keyUsage & usage.keyCertSign) === 0) {
    return false;
  }
  try {
    return certificate.x509.verify(authority.x509.publicKey);
  } catch {
    return false;
  }
};

/** By the anchor's bytes, which an authority keeps: parsing one costs more than verifying with it. */
const anchorsRead = new WeakMap<Uint8Array, ReadCertificate>();

/** An anchor is ours, not the caller's guest: an unreadable one is a mistake in the set-up. */
const readAnchor = (anchor: TrustAnchor): ReadAnchor => {
  const certificate = anchorsRead.get(anchor.certificate) ?? readCertificate(anchor.certificate);
  if (!certificate) {
    throw new KazasuError('KZS-CENTRE-ANCHOR', {
      en: `a trust anchor is one X.509 certificate in DER, but that of ${label(anchor)} cannot be read`,
      ja: `トラストアンカーはDER形式のX.509証明書1通ですが、${label(anchor)} のものは読み取れません`,
    });
  }
  anchorsRead.set(anchor.certificate, certificate);
  return {anchor, certificate};
};

const label = ({kind, generation}: TrustAnchor): string => `${kind}/${generation}`;

const oneLine = (name: string | undefined): string => (name ?? '').replaceAll('\n', ', ');

const chain = (reason: StepReason, evidence: StepResult['evidence']): StepResult => ({
  step: 'chain',
  outcome: reason === 'passed' ? 'passed' : 'failed',
  reason,
  evidence,
});
