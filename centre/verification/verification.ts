import type {StatusReason} from '../status/status-answer.ts';

/** The four questions, in the order they are asked; the first refusal ends the asking. */
export const verificationSteps = ['chain', 'validity', 'signature', 'revocation'] as const;

export type VerificationStep = (typeof verificationSteps)[number];

/** Why a step passed, failed or was not asked. */
export type StepReason =
  | 'passed'
  | 'not-reached'
  // chain
  | 'unparsable'
  | 'issuer-unknown'
  | 'issuer-signature-wrong'
  | 'algorithm-not-accepted'
  | 'authority-not-yet-valid'
  | 'authority-expired'
  | 'wrong-certificate-kind'
  | 'key-usage-missing'
  | 'critical-extension-unknown'
  // validity
  | 'not-yet-valid'
  | 'expired'
  // signature
  | 'key-not-accepted'
  | 'signature-wrong'
  // revocation
  | 'no-revocation-source'
  | 'revoked'
  | `revocation-${Exclude<StatusReason, 'good' | 'revoked'>}`
  | 'revocation-unavailable';

export interface StepResult {
  readonly step: VerificationStep;
  readonly outcome: 'passed' | 'failed' | 'not-checked';
  readonly reason: StepReason;
  /** What the step saw, by name: issuer, serial number, times, policies. No name, address or birth date. */
  readonly evidence: Readonly<Record<string, string>>;
}

/**
 * The answer for a certificate and what its key signed. `reason` is that of the failed step; a valid one says
 * `passed`, or `no-revocation-source` where nobody was there to ask about revocation.
 */
export interface Verification {
  readonly result: 'valid' | 'invalid';
  readonly reason: StepReason;
  /** Always all four, in order. */
  readonly steps: readonly StepResult[];
}

/** The answer made of the steps that were taken; those after a failure are filled in as not reached. */
export const verification = (taken: readonly StepResult[]): Verification => {
  const steps = verificationSteps.map(
    (step, i): StepResult => taken[i] ?? {step, outcome: 'not-checked', reason: 'not-reached', evidence: {}},
  );
  const failed = steps.find(({outcome}) => outcome === 'failed');
  const last = steps.at(-1)?.reason ?? 'not-reached';
  return failed ? {result: 'invalid', reason: failed.reason, steps} : {result: 'valid', reason: last, steps};
};
