import {z} from 'zod';
import type {AuditRow} from '../../../card-management/rows.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {auditSchema, managementFields} from './management-fields.ts';

const page = z.strictObject(managementFields.page);

const known = z
  .strictObject({
    number: z.coerce.number().int().min(0).optional().describe('number of a row that was seen before'),
    hash: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional()
      .describe('its hash'),
  })
  .refine(({number, hash}) => (number === undefined) === (hash === undefined), {
    error: 'number and hash are given together',
    params: {ja: 'number と hash は両方とも指定します'},
  });

const verdict = z.strictObject({
  intact: z.boolean(),
  rows: z.int(),
  head: z.strictObject({number: z.int(), hash: z.string()}).describe('keep it elsewhere: it shows a cut end'),
  brokenAt: z.int().optional().describe('the first number that is not as it was written, or missing'),
});

const rowsSchema = z.strictObject({audit: auditSchema});

/** The audit log: who did what, and whether it is as it was written. */
export const auditRoutes = ({cardManagement: {audit}}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/card-management/audit',
    operation: 'management/audit',
    audience: 'operator',
    summary: 'The audit log of the own issuer',
    query: page,
    answers: {200: {text: 'a page of it', schema: rowsSchema}},
    handle(asked) {
      const {after, limit} = asked.query;
      return jsonAnswer({audit: audit.own(actorOf(asked), after, limit).map(account)}, {outcome: 'given'});
    },
  }),
  route({
    method: 'GET',
    path: '/registrar/card-management/audit',
    operation: 'management/audit-log',
    audience: 'registrar',
    summary: 'The audit log of all issuers',
    query: page,
    answers: {200: {text: 'a page of it', schema: rowsSchema}},
    handle: ({query: {after, limit}}) =>
      jsonAnswer({audit: audit.after(after, limit).map(account)}, {outcome: 'given'}),
  }),
  route({
    method: 'GET',
    path: '/registrar/card-management/audit/verdict',
    operation: 'management/audit-log',
    audience: 'registrar',
    summary: 'Whether the audit log is as it was written',
    query: known,
    answers: {200: {text: 'the verdict', schema: verdict}},
    handle({query: {number, hash}}) {
      const found = audit.verify(number === undefined || hash === undefined ? undefined : {number, hash});
      return jsonAnswer(found, {outcome: found.intact ? 'intact' : 'broken'});
    },
  }),
];

const account = ({at, ...row}: AuditRow): z.infer<typeof auditSchema>[number] => ({
  ...row,
  at: at.toISOString(),
});
