import {z} from 'zod';
import type {LoginResult} from '../login.ts';
import {verificationSteps} from '../verification/verification.ts';
import {certificateOf} from '../x509/certificate.ts';
import {magnitudeOf} from '../x509/serial-number.ts';

/** A verification as a machine reads it. */
export const verificationSchema = z.strictObject({
  result: z.enum(['valid', 'invalid']),
  reason: z.string().describe('stable id: passed, or why not'),
  steps: z
    .array(
      z.strictObject({
        step: z.enum(verificationSteps),
        outcome: z.enum(['passed', 'failed', 'not-checked']),
        reason: z.string(),
        evidence: z
          .record(z.string(), z.string())
          .describe('what the step saw; no name, address or birth date'),
      }),
    )
    .describe('always all four, in order'),
});

export const verificationAccount = ({
  result,
  reason,
  steps,
}: LoginResult): z.infer<typeof verificationSchema> => ({
  result,
  reason,
  steps: steps.map((step) => ({...step, evidence: {...step.evidence}})),
});

/** Upper-case hex; undefined for what is no certificate. */
export const serialNumberIn = (certificate: Uint8Array): string | undefined => {
  try {
    return magnitudeOf(certificateOf(certificate).serialNumber);
  } catch {
    return undefined;
  }
};
