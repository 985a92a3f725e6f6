import {z} from 'zod';
import type {CertificateState} from '../status/certificate-states.ts';
import type {StatusService} from '../status/status-service.ts';
import type {CentreStore, CertificateRow} from '../store/centre-store.ts';
import {certificateUnknown} from './http-errors.ts';
import {fields} from './read-request.ts';

export const statusSchema = z.strictObject({
  state: z
    .enum(['valid', 'revoked', 'unknown', 'unlisted'])
    .describe('now; a hold is revoked by certificateHold'),
  reason: z.string().optional().describe('CRLReason, RFC 5280 clause 5.3.1'),
  since: z.iso.datetime().optional(),
  invalidSince: z.iso.datetime().optional(),
});

export const linksSchema = z.strictObject({
  replaces: z.string().optional().describe('the older certificate'),
  replacedBy: z.array(z.string()).describe('newer ones'),
  belongsTo: z.string().optional().describe('the user authentication certificate of a signature certificate'),
  hasBelonging: z.array(z.string()).describe('signature certificates of a user authentication certificate'),
});

export const certificateSchema = z.strictObject({
  serialNumber: z.string(),
  kind: fields.kind,
  generation: z.int().describe('of the authority that issued it'),
  notBefore: z.iso.datetime(),
  notAfter: z.iso.datetime(),
  holderId: z.string().describe('opaque; the same for all certificates of a person'),
  status: statusSchema,
});

export const serialParams = z.strictObject({serialNumber: fields.serialNumber});

/** The row of a certificate. Else `KZS-CENTRE-CERTIFICATE-UNKNOWN`. */
export const certificateRow = ({certificates}: CentreStore, serialNumber: string): CertificateRow => {
  const row = certificates.get(serialNumber);
  if (!row) {
    throw certificateUnknown(serialNumber);
  }
  return row;
};

export const statusAccount = (found: CertificateState): z.infer<typeof statusSchema> =>
  found.state === 'revoked'
    ? {
        state: found.state,
        reason: found.reason,
        since: found.since.toISOString(),
        ...(found.invalidSince ? {invalidSince: found.invalidSince.toISOString()} : {}),
      }
    : {state: found.state};

export const certificateAccount = (
  {serialNumber, kind, generation, notBefore, notAfter, holder}: CertificateRow,
  {states}: Pick<StatusService, 'states'>,
  at: Date,
): z.infer<typeof certificateSchema> => ({
  serialNumber,
  kind,
  generation,
  notBefore: notBefore.toISOString(),
  notAfter: notAfter.toISOString(),
  holderId: holder,
  status: statusAccount(states.stateAt(serialNumber, at)),
});

export const linksAccount = ({links}: CentreStore, serialNumber: string): z.infer<typeof linksSchema> => {
  const older = links.from(serialNumber, 'replaces')?.to;
  const login = links.from(serialNumber, 'belongs-to')?.to;
  return {
    ...(older === undefined ? {} : {replaces: older}),
    replacedBy: links.to(serialNumber, 'replaces').map(({from}) => from),
    ...(login === undefined ? {} : {belongsTo: login}),
    hasBelonging: links.to(serialNumber, 'belongs-to').map(({from}) => from),
  };
};
