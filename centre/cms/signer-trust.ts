import type {TrustAnchor} from '../authorities/authorities.ts';
import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {RevocationSource} from '../verification/revocation.ts';
import {type StepResult, verification} from '../verification/verification.ts';
import {verify} from '../verification/verify.ts';
import {sha256WithRsa, signatureAlgorithms} from './object-identifiers.ts';
import {type PathTrust, pathSteps} from './path-steps.ts';
import type {SignerStepResult} from './signed-data-verification.ts';
import type {SignedAttributes} from './signer-document.ts';

/** The authorities of a centre: the signer's certificate is one of theirs, of the wanted kind. */
export interface AuthorityTrust {
  readonly at: Date;
  readonly trustAnchors: readonly TrustAnchor[];
  /** Default: `digital-signature`, which is what documents are signed with. */
  readonly kind?: CertificateKind;
  readonly revocation?: RevocationSource;
}

/** By whom a signer's certificate is judged: a centre's authorities, or any certificates by RFC 5280. */
export type SignerTrust = AuthorityTrust | PathTrust;

/** Chain, validity, signature and revocation of one signer, by the validator that the trust belongs to. */
export const trustSteps = async (
  signed: SignedAttributes,
  carried: readonly Uint8Array[],
  trust: SignerTrust,
): Promise<readonly SignerStepResult[]> =>
  'material' in trust ? pathSteps(signed, carried, trust) : authoritySteps(signed, trust);

const authoritySteps = async (
  {certificate, toBeSigned: data, digest, signatureAlgorithm, signature}: SignedAttributes,
  {kind = 'digital-signature', ...trust}: AuthorityTrust,
): Promise<readonly StepResult[]> => {
  const request = {...trust, kind, certificate: certificate.der};
  const algorithm = signatureAlgorithms[signatureAlgorithm.oid]?.[digest];
  const {steps} = await verify({...request, signed: {data, signature}});
  // Cards sign by RSA with SHA-256 alone; `verify` knows nothing else.
  return algorithm === sha256WithRsa ? steps : withoutSignature(steps, signatureAlgorithm.oid);
};

/** The same steps up to the signature, which is by an algorithm no card has. */
const withoutSignature = (steps: readonly StepResult[], algorithm: string): readonly StepResult[] => {
  const before = steps.slice(0, 2);
  return before.every(({outcome}) => outcome === 'passed')
    ? verification([
        ...before,
        {step: 'signature', outcome: 'failed', reason: 'algorithm-not-accepted', evidence: {algorithm}},
      ]).steps
    : steps;
};
