import {z} from 'zod';
import {roleNames} from '../../../card-management/roles.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const operator = z.strictObject({
  name: z.string(),
  role: z.enum(roleNames),
  locked: z.boolean().describe('after wrong passwords'),
  ended: z.boolean(),
});

const login = z.strictObject({
  token: z.string().describe('for the header Authorization: Bearer; told once'),
  until: z.iso.datetime(),
  role: z.enum(roleNames),
});

const named = z.strictObject({name: managementFields.operator});

const common = {operation: 'management/operators', audience: 'operator'} as const;

/** オペレータ認証: operators, and their log-ins. */
export const operatorRoutes = ({cardManagement: {operators}}: RouteParts): Route[] => [
  route({
    method: 'POST',
    path: '/card-management/log-in',
    operation: 'management/log-in',
    audience: 'public',
    summary: 'Log an operator in',
    body: z.strictObject({
      issuer: managementFields.issuer,
      operator: managementFields.operator,
      password: z.string().max(200),
    }),
    answers: {201: {text: 'the log-in', schema: login}},
    refusals: [401, 403],
    async handle({body: {issuer, operator: name, password}}) {
      const {token, until, role} = await operators.logIn(issuer, name, password);
      return jsonAnswer({token, until: until.toISOString(), role}, {status: 201, outcome: 'logged-in'});
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/log-out',
    operation: 'management/log-in',
    summary: 'End the log-in',
    answers: {200: {text: 'that it has ended', schema: z.strictObject({ended: z.literal(true)})}},
    handle({header}) {
      operators.logOut(/^Bearer +(\S+) *$/i.exec(header('authorization') ?? '')?.[1] ?? '');
      return jsonAnswer({ended: true}, {outcome: 'logged-out'});
    },
  }),
  route({
    ...common,
    method: 'GET',
    path: '/card-management/operators',
    summary: 'The operators of the own issuer',
    answers: {200: {text: 'all of them', schema: z.strictObject({operators: z.array(operator)})}},
    handle: (asked) => jsonAnswer({operators: operators.all(actorOf(asked))}, {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operators',
    summary: 'Add an operator of the own issuer',
    body: z.strictObject({
      name: managementFields.operator,
      role: z.enum(roleNames),
      password: managementFields.password,
    }),
    answers: {201: {text: 'the operator', schema: operator}},
    refusals: [409],
    async handle(asked) {
      const added = await operators.add(actorOf(asked), asked.body);
      return jsonAnswer(added, {status: 201, outcome: 'added'});
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operators/:name/password',
    summary: 'Set another password; unlocks the operator and ends its log-ins',
    params: named,
    body: z.strictObject({password: managementFields.password}),
    answers: {200: {text: 'the operator', schema: operator}},
    refusals: [404],
    async handle(asked) {
      const {params, body} = asked;
      const changed = await operators.setPassword(actorOf(asked), params.name, body.password);
      return jsonAnswer(changed, {outcome: 'changed'});
    },
  }),
  route({
    ...common,
    method: 'DELETE',
    path: '/card-management/operators/:name',
    summary: 'End an operator and its log-ins',
    params: named,
    answers: {200: {text: 'the operator', schema: operator}},
    refusals: [404],
    handle: (asked) => jsonAnswer(operators.end(actorOf(asked), asked.params.name), {outcome: 'ended'}),
  }),
];
