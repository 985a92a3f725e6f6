import {z} from 'zod';
import {issuerTypeNames} from '../../../card-management/issuer-types.ts';
import type {IssuerAccount} from '../../../card-management/issuers.ts';
import {bytesOf} from '../../read-request.ts';
import {jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const ground = z.string().min(1).max(100);

const issuer = z.strictObject({
  name: z.string(),
  number: z.int().describe('by which AIDs tell the issuer'),
  type: z.enum(issuerTypeNames),
  municipalityCode: z.string().optional(),
  ordinance: z.string().optional(),
  permission: z.string().optional(),
  keyVersion: z.int(),
  registeredAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

const administrator = z.strictObject({
  name: managementFields.operator,
  password: managementFields.password,
});

const registration = z.strictObject({
  name: managementFields.issuer,
  type: z.enum(issuerTypeNames),
  municipalityCode: z
    .string()
    .regex(/^\d{5}$/)
    .optional()
    .describe('of a municipality'),
  masterKey: z
    .base64()
    .length(44)
    .optional()
    .describe('32 bytes that the issuer’s terminals hold too; without it, one is made that nobody sees'),
  administrator,
});

const grounds = z.strictObject({
  ordinance: ground.nullable().optional().describe('id of the ordinance; null takes it back'),
  permission: ground.nullable().optional().describe('id of the permission; null takes it back'),
});

const named = z.strictObject({name: managementFields.issuer});

/** 発行者, in the registrar's hands; no answer holds a key. */
export const issuerRoutes = ({cardManagement: {issuers}}: RouteParts): Route[] => [
  route({
    method: 'POST',
    path: '/registrar/card-management/issuers',
    operation: 'management/issuers',
    audience: 'registrar',
    summary: 'Register an issuer, with its first operator',
    body: registration,
    answers: {201: {text: 'the issuer', schema: issuer}},
    refusals: [409],
    async handle({body: {masterKey, municipalityCode, ...rest}}) {
      const row = await issuers.register({
        ...rest,
        ...(municipalityCode === undefined ? {} : {municipalityCode}),
        ...(masterKey === undefined ? {} : {masterKey: bytesOf(masterKey)}),
      });
      return jsonAnswer(account(row), {status: 201, outcome: 'registered'});
    },
  }),
  route({
    method: 'GET',
    path: '/registrar/card-management/issuers',
    operation: 'management/issuers',
    audience: 'registrar',
    summary: 'All issuers, those that have ended too',
    answers: {200: {text: 'all of them', schema: z.strictObject({issuers: z.array(issuer)})}},
    handle: () => jsonAnswer({issuers: issuers.all().map(account)}, {outcome: 'given'}),
  }),
  route({
    method: 'POST',
    path: '/registrar/card-management/issuers/:name/grounds',
    operation: 'management/issuers',
    audience: 'registrar',
    summary: 'Record or take back an issuer’s ordinance and permission',
    params: named,
    body: grounds,
    answers: {200: {text: 'the issuer', schema: issuer}},
    refusals: [404],
    handle({params: {name}, body: {ordinance, permission}}) {
      const wanted = {
        ...(ordinance === undefined ? {} : {ordinance}),
        ...(permission === undefined ? {} : {permission}),
      };
      return jsonAnswer(account(issuers.setGrounds(name, wanted)), {outcome: 'recorded'});
    },
  }),
  route({
    method: 'POST',
    path: '/registrar/card-management/issuers/:name/administrator',
    operation: 'management/issuers',
    audience: 'registrar',
    summary: 'Set an administrator of an issuer, new or locked out',
    params: named,
    body: administrator,
    answers: {200: {text: 'the issuer', schema: issuer}},
    refusals: [404],
    async handle({params: {name}, body}) {
      return jsonAnswer(account(await issuers.setAdministrator(name, body)), {outcome: 'set'});
    },
  }),
  route({
    method: 'DELETE',
    path: '/registrar/card-management/issuers/:name',
    operation: 'management/issuers',
    audience: 'registrar',
    summary: 'End an issuer; its operators are refused from now on',
    params: named,
    answers: {200: {text: 'the issuer', schema: issuer}},
    refusals: [404],
    handle: ({params: {name}}) => jsonAnswer(account(issuers.end(name)), {outcome: 'ended'}),
  }),
];

const account = ({registeredAt, endedAt, ...rest}: IssuerAccount): z.infer<typeof issuer> => ({
  ...rest,
  registeredAt: registeredAt.toISOString(),
  ...(endedAt ? {endedAt: endedAt.toISOString()} : {}),
});
