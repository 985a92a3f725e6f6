import type {CertificateKind} from '../authorities/certificate-kind.ts';
import type {Met} from '../misbehaviour/rules.ts';
import {revocationByStatus} from '../status/revocation-by-status.ts';
import type {StatusSource} from '../status/status-answer.ts';
import {openStatusService, type StatusService, type StatusServiceParts} from '../status/status-service.ts';
import type {Verification} from '../verification/verification.ts';
import {type Signed, type VerificationRequest, verify} from '../verification/verify.ts';

export interface JudgeParts extends Omit<StatusServiceParts, 'by' | 'misbehaviour'> {
  readonly trustAnchors: (at: Date) => Promise<VerificationRequest['trustAnchors']>;
}

export interface JudgeRequest {
  /** What the certificate must be for. */
  readonly kind: CertificateKind;
  /** DER. */
  readonly certificate: Uint8Array;
  readonly signed: Signed;
  readonly at: Date;
  /** How to ask about revocation; a misbehaviour that is met names its own way. Default: OCSP. */
  readonly check?: StatusSource;
  readonly met?: Met | undefined;
}

/** A verification, and how revocation was asked. */
export type Judged = Verification & {readonly check: StatusSource};

export type CertificateJudge = (request: JudgeRequest) => Promise<Judged>;

/** The verification that routes of the service have in common, also where whoever is asked about revocation misbehaves. */
export const certificateJudge = ({trustAnchors, ...parts}: JudgeParts): CertificateJudge => {
  const made = new Map<string, StatusService>();
  const sourceFor = (wanted: StatusSource, met: Met | undefined): StatusService => {
    const misbehaviour = met && met.misbehaviour.by !== 'http' ? met.misbehaviour : undefined;
    const by = misbehaviour?.by ?? wanted;
    const key = `${by}/${misbehaviour ? met?.name : ''}`;
    const source =
      made.get(key) ?? openStatusService({...parts, by, ...(misbehaviour ? {misbehaviour} : {})});
    made.set(key, source);
    return source;
  };
  return async ({check: wanted = 'ocsp', met, ...request}) => {
    const source = sourceFor(wanted, met);
    const found = await verify({
      ...request,
      trustAnchors: await trustAnchors(request.at),
      revocation: revocationByStatus(source),
    });
    return {...found, check: source.by};
  };
};
