import {z} from 'zod';
import {areaNames} from '../../../card-management/areas.ts';
import {instanceStates} from '../../../card-management/card-content.ts';
import {passwordLength} from '../../../card-management/secret.ts';
import {fields} from '../../read-request.ts';

/** type-a, type-d, common, or a kind of the issuer's own. */
const kind = fields.name.describe('type-a, type-d, common, or the name of an own kind');

const aid = z.string().regex(/^[0-9A-F]{10,32}$/);

/** What several routes of the card management system take. */
export const managementFields = {
  issuer: fields.name.describe('name of an issuer'),
  operator: fields.name.describe('name of an operator'),
  name: fields.name,
  requestId: fields.name.describe(
    'stands for one request of the issuer: said again, it gets the same answer',
  ),
  cardId: z
    .string()
    .regex(/^[0-9A-F]{16,32}$/)
    .describe('the id the card says of itself, 16 to 32 upper-case hex digits'),
  userId: z.string().min(1).max(64).describe('opaque id of the user that the application gives'),
  password: z.string().min(passwordLength.min).max(passwordLength.max),
  aid: aid.describe('AID, upper-case hex'),
  place: z.strictObject({area: z.enum(areaNames), kind}),
  kind,
  day: z.iso.date(),
  page: {
    after: z.coerce.number().int().min(0).default(0).describe('only those behind this number'),
    limit: z.coerce.number().int().min(1).max(1000).default(100),
  },
} as const;

/** GET STATUS of both areas. */
export const contentSchema = z
  .array(
    z.discriminatedUnion('object', [
      z.strictObject({
        area: z.enum(areaNames),
        object: z.literal('instance'),
        aid,
        state: z.enum(instanceStates),
      }),
      z.strictObject({
        area: z.enum(areaNames),
        object: z.literal('domain'),
        aid,
        state: z.enum(instanceStates).optional().describe('installed: it has no keys of its own yet'),
      }),
      z.strictObject({area: z.enum(areaNames), object: z.literal('load-file'), aid}),
    ]),
  )
  .max(200)
  .describe('everything that GET STATUS lists in the two areas');

export const auditSchema = z.array(
  z.strictObject({
    number: z.int(),
    at: z.iso.datetime(),
    issuer: z.string(),
    operator: z.string(),
    operation: z.string(),
    subject: z.string(),
    outcome: z.string().describe('done, or the id of the refusal'),
    hash: z.string().describe('HMAC-SHA-256 over the row and the hash before it, hex'),
  }),
);
