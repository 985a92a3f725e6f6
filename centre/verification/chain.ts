import {KazasuError} from '../../protocol/index.ts';
import {sha256WithRsa} from '../asn1/certificate.ts';
import {DerError} from '../asn1/der-reader.ts';
import {extensionOids} from '../asn1/extension.ts';
import type {TrustAnchor} from '../authorities/authorities.ts';
import {type CertificateKind, certificateKinds} from '../authorities/certificate-kind.ts';
import {judgePath, type PathJudgement, pathMaterial} from '../path/judge-path.ts';
import type {PathReason} from '../path/reason.ts';
import {pathRefusal} from '../path/validate-path.ts';
import type {Certificate} from '../x509/certificate.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {shownSerialNumber} from '../x509/serial-number.ts';
import type {StepReason, StepResult} from './verification.ts';

/** KeyUsage bits, RFC 5280 clause 4.2.1.3: bit i for usage i. */
const usage = {digitalSignature: 1 << 0, nonRepudiation: 1 << 1} as const;

const requiredUsage: Readonly<Record<CertificateKind, number>> = {
  'user-authentication': usage.digitalSignature,
  'digital-signature': usage.digitalSignature | usage.nonRepudiation,
};

/** Critical extensions a card's certificate may have; any other refuses it (RFC 5280 clause 4.2; Bench-defined, C62). */
const understood = new Set<string>([
  extensionOids.keyUsage,
  extensionOids.basicConstraints,
  extensionOids.certificatePolicies,
]);

/** What a log-in says to the refusals of a path. Those of the period depend on whose it is. */
const stepReasons: Readonly<Record<Exclude<PathReason, 'valid' | 'expired' | 'not-yet-valid'>, StepReason>> =
  {
    unparsable: 'unparsable',
    'issuer-unknown': 'issuer-unknown',
    'name-chaining': 'issuer-unknown',
    signature: 'issuer-signature-wrong',
    'algorithm-mismatch': 'issuer-signature-wrong',
    'path-search-limit': 'issuer-signature-wrong',
    'key-not-accepted': 'issuer-signature-wrong',
    'algorithm-not-accepted': 'algorithm-not-accepted',
    // A signature by somebody who may not sign certificates is none of an issuer.
    'not-a-ca': 'issuer-signature-wrong',
    'key-usage': 'issuer-signature-wrong',
    'path-length': 'issuer-signature-wrong',
    'name-constraints': 'wrong-certificate-kind',
    'policy-mapping': 'wrong-certificate-kind',
    policy: 'wrong-certificate-kind',
    'critical-extension': 'critical-extension-unknown',
    // Revocation is a step of its own: no path asks for it here.
    revoked: 'revoked',
    'crl-missing': 'revocation-unavailable',
  };

export interface ChainFinding {
  readonly step: StepResult;
  /** The anchor that a passed chain ends at. */
  readonly authority?: TrustAnchor;
}

/**
 * Whether an authority of the wanted kind issued this certificate for this use: the path validator's answer, and what
 * a card's certificate must say beyond it. Its own period is a question for the next step.
 */
export const checkChain = (
  certificate: Certificate | undefined,
  kind: CertificateKind,
  anchors: readonly TrustAnchor[],
  at: Date,
): ChainFinding => {
  if (!certificate) {
    return {step: chain('unparsable', {})};
  }
  const evidence = {
    subject: certificate.subject.text,
    issuer: certificate.issuer.text,
    serialNumber: shownSerialNumber(certificate.serialNumber),
    policies: (certificate.extensions.certificatePolicies ?? []).join(' '),
  };
  const read = anchors.map((anchor) => ({anchor, certificate: readAnchor(anchor)}));
  const material = pathMaterial(
    read.map((one) => one.certificate),
    [],
  );
  const judgement = judgePath(certificate, material, {at: at.getTime()});
  const [end] = judgement.path;
  const ends = read.filter((one) => one.certificate === end).map(({anchor}) => anchor);
  const authority = ends.find((anchor) => anchor.kind === kind) ?? ends[0];
  const refused = pathReason(certificate, judgement);
  if (!authority || refused === 'issuer-signature-wrong') {
    const named = material.anchors.named(certificate.issuer.key);
    const tried = read.filter((one) => named.includes(one.certificate)).map(({anchor}) => label(anchor));
    const reason = refused ?? 'issuer-unknown';
    return {step: chain(reason, {...evidence, ...(tried.length > 0 ? {tried: tried.join(' ')} : {})})};
  }
  const reason = refused ?? refusal(certificate, kind, authority);
  return {step: chain(reason, {...evidence, authority: label(authority)}), authority};
};

/** What the path is refused for; undefined where nothing is wrong with it but the certificate's own period. */
const pathReason = (certificate: Certificate, judgement: PathJudgement): StepReason | undefined => {
  const {reason, decidedAt, path} = judgement;
  if (reason === 'valid') {
    return undefined;
  }
  if (reason !== 'expired' && reason !== 'not-yet-valid') {
    return stepReasons[reason];
  }
  if (decidedAt !== certificate) {
    return reason === 'expired' ? 'authority-expired' : 'authority-not-yet-valid';
  }
  // Whatever else is wrong with the path comes before the period.
  const [anchor = certificate, ...below] = path;
  const rest = pathRefusal(anchor, below, {at: certificate.notBefore});
  return rest && rest.reason !== 'expired' && rest.reason !== 'not-yet-valid'
    ? stepReasons[rest.reason]
    : undefined;
};

/** The first thing wrong with a certificate whose path is in order; `passed` when nothing is. */
const refusal = (
  {algorithm, extensions}: Certificate,
  kind: CertificateKind,
  authority: TrustAnchor,
): StepReason => {
  if (algorithm.oid !== sha256WithRsa) {
    return 'algorithm-not-accepted';
  }
  const {test, production} = certificateKinds[kind].policies;
  const {certificatePolicies = [], keyUsage = 0, basicConstraints, critical} = extensions;
  const ofKind = certificatePolicies.includes(test) || certificatePolicies.includes(production);
  if (authority.kind !== kind || !ofKind || basicConstraints?.ca === true) {
    return 'wrong-certificate-kind';
  }
  if ((keyUsage & requiredUsage[kind]) !== requiredUsage[kind]) {
    return 'key-usage-missing';
  }
  return critical.every((oid) => understood.has(oid)) ? 'passed' : 'critical-extension-unknown';
};

/** An anchor is ours, not the caller's guest: an unreadable one is a mistake in the set-up. */
const readAnchor = (anchor: TrustAnchor): Certificate => {
  try {
    return knownCertificate(anchor.certificate);
  } catch (error) {
    if (error instanceof DerError) {
      throw new KazasuError('KZS-CENTRE-ANCHOR', {
        en: `a trust anchor is one X.509 certificate in DER, but that of ${label(anchor)} cannot be read`,
        ja: `トラストアンカーはDER形式のX.509証明書1通ですが、${label(anchor)} のものは読み取れません`,
      });
    }
    throw error;
  }
};

const label = ({kind, generation}: TrustAnchor): string => `${kind}/${generation}`;

const chain = (reason: StepReason, evidence: StepResult['evidence']): StepResult => ({
  step: 'chain',
  outcome: reason === 'passed' ? 'passed' : 'failed',
  reason,
  evidence,
});
