import {DerError} from '../asn1/der-reader.ts';
import {judgePath, type PathJudgement, type PathMaterial, withUntrusted} from '../path/judge-path.ts';
import type {PathInputs} from '../path/path-state.ts';
import type {PathReason} from '../path/reason.ts';
import {answersAtHand} from '../status/answers-at-hand.ts';
import {type Certificate, certificateOf} from '../x509/certificate.ts';
import {keyObjectOf} from '../x509/public-key.ts';
import {isKeyAcceptable, signatureFinding} from '../x509/signature.ts';
import {signatureAlgorithms} from './object-identifiers.ts';
import type {SignerReason, SignerStep, SignerStepResult} from './signed-data-verification.ts';
import type {SignedAttributes} from './signer-document.ts';

/** Any certificates and CRLs, and the inputs of RFC 5280 clause 6.1.1. */
export interface PathTrust {
  readonly at: Date;
  readonly material: PathMaterial;
  readonly inputs?: Omit<PathInputs, 'at'>;
  /** OCSP responses at hand about the signer's certificate; beside CRLs both have to accept. */
  readonly ocspResponses?: readonly Uint8Array[];
}

/** The four steps of one signer by RFC 5280; certificates the document carries help to build the path. */
export const pathSteps = async (
  signed: SignedAttributes,
  carried: readonly Uint8Array[],
  trust: PathTrust,
): Promise<readonly SignerStepResult[]> => {
  const {certificate} = signed;
  const at = trust.at.getTime();
  const others = carried.flatMap(readableOrNone);
  const judged = judgePath(certificate, withUntrusted(trust.material, others), {...trust.inputs, at});
  const decides = stepOf(judged, certificate);
  const taken: SignerStepResult[] = [];
  const take = (step: SignerStep, reason: SignerReason, evidence: SignerStepResult['evidence']): boolean => {
    taken.push({step, outcome: reason === 'passed' ? 'passed' : 'failed', reason, evidence});
    return reason === 'passed';
  };
  const refusal = evidenceOf(judged);
  const goesOn =
    take(
      'chain',
      decides === 'chain' ? judged.reason : usageReason(certificate),
      decides === 'chain' ? refusal : chainEvidence(certificate, judged),
    ) &&
    take(
      'validity',
      decides === 'validity' ? judged.reason : 'passed',
      validityEvidence(certificate, trust.at),
    ) &&
    take('signature', signatureReason(signed), {algorithm: signed.signatureAlgorithm.oid});
  if (goesOn) {
    taken.push(
      decides === 'revocation'
        ? {step: 'revocation', outcome: 'failed', reason: judged.reason, evidence: refusal}
        : await revocationStep(certificate, judged, trust),
    );
  }
  return taken;
};

const ofRevocation: readonly PathReason[] = ['revoked', 'crl-missing'];
const ofValidity: readonly PathReason[] = ['expired', 'not-yet-valid'];

/** Which step a refusal belongs to: that of an authority above is one of the chain. */
const stepOf = ({valid, reason, decidedAt}: PathJudgement, target: Certificate): SignerStep | undefined => {
  if (valid) {
    return undefined;
  }
  if (ofRevocation.includes(reason)) {
    return 'revocation';
  }
  return ofValidity.includes(reason) && decidedAt === target ? 'validity' : 'chain';
};

/** digitalSignature and nonRepudiation, RFC 5280 clause 4.2.1.3: bits 0 and 1. */
const signingUsages = 0b11;

/** Purposes that a document may be signed for, RFC 5280 clause 4.2.1.12 and RFC 9336 (Bench-defined, C160). */
const signingPurposes: readonly string[] = [
  '2.5.29.37.0', // anyExtendedKeyUsage
  '1.3.6.1.5.5.7.3.4', // id-kp-emailProtection
  '1.3.6.1.5.5.7.3.36', // id-kp-documentSigning
];

const usageReason = ({
  extensions: {keyUsage = signingUsages, extendedKeyUsage},
}: Certificate): SignerReason => {
  if ((keyUsage & signingUsages) === 0) {
    return 'key-usage-missing';
  }
  const forThis = extendedKeyUsage?.some((purpose) => signingPurposes.includes(purpose)) ?? true;
  return forThis ? 'passed' : 'extended-key-usage';
};

const signatureReason = ({
  certificate,
  toBeSigned,
  digest,
  signatureAlgorithm,
  signature,
}: SignedAttributes): SignerReason => {
  const oid = signatureAlgorithms[signatureAlgorithm.oid]?.[digest];
  if (oid === undefined) {
    return 'algorithm-not-accepted';
  }
  if (!isKeyAcceptable(certificate.publicKey)) {
    return 'key-not-accepted';
  }
  const algorithm = {...signatureAlgorithm, oid};
  const finding = signatureFinding(
    {toBeSigned, algorithm, outerAlgorithm: algorithm, signature},
    keyObjectOf(certificate),
  );
  return finding === 'good' ? 'passed' : finding === 'wrong' ? 'signature-wrong' : finding;
};

const revocationStep = async (
  certificate: Certificate,
  {path, revocation}: PathJudgement,
  {at, ocspResponses = []}: PathTrust,
): Promise<SignerStepResult> => {
  const issuer = path.at(-2);
  if (ocspResponses.length === 0 || !issuer) {
    return revocation === 'checked'
      ? {step: 'revocation', outcome: 'passed', reason: 'passed', evidence: {source: 'CRL'}}
      : {step: 'revocation', outcome: 'not-checked', reason: 'no-revocation-source', evidence: {}};
  }
  const question = {certificate: certificate.der, issuer: issuer.der, at};
  const {outcome, reason, asOf, since, revocationReason, evidence} = await answersAtHand(
    question,
    ocspResponses,
  );
  const seen = {
    source: revocation === 'checked' ? 'CRL, OCSP' : 'OCSP',
    ...evidence,
    ...(asOf ? {asOf: asOf.toISOString()} : {}),
    ...(since ? {since: since.toISOString()} : {}),
    ...(revocationReason ? {revocationReason} : {}),
  };
  return outcome === 'good'
    ? {step: 'revocation', outcome: 'passed', reason: 'passed', evidence: seen}
    : {
        step: 'revocation',
        outcome: 'failed',
        reason: reason === 'revoked' || reason === 'good' ? 'revoked' : `revocation-${reason}`,
        evidence: seen,
      };
};

const chainEvidence = (
  {subject, issuer, serialNumber, extensions}: Certificate,
  {path}: PathJudgement,
): SignerStepResult['evidence'] => ({
  subject: subject.text,
  issuer: issuer.text,
  serialNumber,
  policies: (extensions.certificatePolicies ?? []).join(' '),
  certificates: String(path.length),
});

const validityEvidence = ({notBefore, notAfter}: Certificate, at: Date): SignerStepResult['evidence'] => ({
  notBefore: new Date(notBefore).toISOString(),
  notAfter: new Date(notAfter).toISOString(),
  at: Number.isNaN(at.getTime()) ? 'no date' : at.toISOString(),
});

const evidenceOf = ({decidedAt, extension, detail}: PathJudgement): SignerStepResult['evidence'] => ({
  ...(decidedAt ? {decidedAt: `${decidedAt.subject.text} (${decidedAt.serialNumber})`} : {}),
  ...(extension === undefined ? {} : {extension}),
  ...(detail === undefined ? {} : {detail}),
});

const readableOrNone = (der: Uint8Array): Certificate[] => {
  try {
    return [certificateOf(der)];
  } catch (error) {
    if (error instanceof DerError) {
      return [];
    }
    throw error;
  }
};
