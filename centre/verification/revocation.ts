import type {TrustAnchor} from '../authorities/authorities.ts';
import type {StatusReason, StatusSource} from '../status/status-answer.ts';
import type {StepReason, StepResult} from './verification.ts';

/** Which certificate is asked about: issuer name and serial number, as in a CRL or an OCSP request. */
export interface RevocationQuestion {
  /** The name's DER in hex. */
  readonly issuer: string;
  /** Upper-case hex. */
  readonly serialNumber: string;
  /** DER. */
  readonly certificate: Uint8Array;
  /** The authority that issued it, as the chain found. */
  readonly authority: TrustAnchor;
  readonly at: Date;
}

/** `source` names what answered and `asOf` how fresh it is; a hold is `revoked` with `certificateHold`. */
export type RevocationStatus =
  | {readonly status: 'good'; readonly source: string; readonly asOf: Date}
  | {
      readonly status: 'revoked';
      readonly source: string;
      readonly asOf: Date;
      readonly since: Date;
      readonly reason: string;
    }
  | {readonly status: 'unknown'; readonly source: string}
  | {
      readonly status: 'unusable';
      readonly source: string;
      readonly reason: Exclude<StatusReason, 'good' | 'revoked' | 'unknown'>;
      readonly evidence: StepResult['evidence'];
    };

/** Whoever knows about revocation: a CRL or an OCSP responder. A rejection means that it could not be asked. */
export interface RevocationSource {
  /** How it asks, where it asks somebody. */
  readonly by?: StatusSource;
  status(question: RevocationQuestion): Promise<RevocationStatus>;
}

/** The last step. Without a source it says so, and passes no judgement. */
export const checkRevocation = async (
  source: RevocationSource | undefined,
  question: RevocationQuestion,
): Promise<StepResult> => {
  if (!source) {
    return {step: 'revocation', outcome: 'not-checked', reason: 'no-revocation-source', evidence: {}};
  }
  try {
    return judged(await source.status(question));
  } catch {
    return {step: 'revocation', outcome: 'failed', reason: 'revocation-unavailable', evidence: {}};
  }
};

const judged = (answer: RevocationStatus): StepResult => {
  const step = 'revocation';
  const {source} = answer;
  switch (answer.status) {
    case 'good':
      return {step, outcome: 'passed', reason: 'passed', evidence: {source, asOf: answer.asOf.toISOString()}};
    case 'revoked':
      return {
        step,
        outcome: 'failed',
        reason: 'revoked',
        evidence: {
          source,
          asOf: answer.asOf.toISOString(),
          since: answer.since.toISOString(),
          revocationReason: answer.reason,
        },
      };
    case 'unknown':
      return {step, outcome: 'failed', reason: 'revocation-unknown', evidence: {source}};
    case 'unusable': {
      const reason: StepReason = `revocation-${answer.reason}`;
      return {step, outcome: 'failed', reason, evidence: {source, ...answer.evidence}};
    }
  }
};
