import type {RevocationSource, RevocationStatus} from '../verification/revocation.ts';
import type {StatusAnswer} from './status-answer.ts';
import type {StatusService} from './status-service.ts';

/** The question a verification asks about revocation, put to the authorities' responders or lists. */
export const revocationByStatus = (service: Pick<StatusService, 'by' | 'ask'>): RevocationSource => ({
  by: service.by,
  status: async ({certificate, authority, at}) => statusOf(await service.ask(certificate, authority, at)),
});

const sources = {ocsp: 'OCSP', crl: 'CRL'} as const;

const statusOf = ({
  source: by,
  reason,
  asOf,
  since,
  revocationReason,
  evidence,
}: StatusAnswer): RevocationStatus => {
  const source = sources[by];
  if (reason === 'good' && asOf) {
    return {status: 'good', source, asOf};
  }
  if (reason === 'revoked' && asOf && since && revocationReason) {
    return {status: 'revoked', source, asOf, since, reason: revocationReason};
  }
  return reason === 'unknown'
    ? {status: 'unknown', source}
    : {
        status: 'unusable',
        source,
        reason: reason === 'good' || reason === 'revoked' ? 'malformed' : reason,
        evidence,
      };
};
