import {z} from 'zod';
import {KazasuError} from '../../../protocol/index.ts';
import {serviceMisbehaviours} from '../../misbehaviour/service-misbehaviour.ts';
import {fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const request = z.strictObject({
  misbehaviour: z.string().max(60).describe('its name'),
  ms: z.int().min(0).max(600_000).optional().describe('for those that take a time'),
  operation: z.string().max(60).optional(),
  relyingParty: fields.partyName.optional(),
  serialNumber: fields.serialNumber.optional(),
  times: z.int().min(1).max(1_000_000).optional().describe('how often'),
  probability: z.number().min(0).max(1).optional().describe('drawn for every request that fits'),
  seed: z.string().max(100).optional().describe('of the draws'),
});

const rule = z.strictObject({
  ...request.shape,
  serialNumber: z.string().optional(),
  id: z.int(),
  shown: z.int().describe('how often it was shown'),
});

const catalogue = z.strictObject({
  misbehaviours: z.array(
    z.strictObject({
      name: z.string(),
      by: z.enum(['http', 'ocsp', 'crl']),
      title: z.strictObject({en: z.string(), ja: z.string()}),
      ends: z.string().describe('what a question about revocation ends in that meets it'),
    }),
  ),
});

const numbered = z.strictObject({id: z.coerce.number().int().min(1)});

/** What the centre does wrong, and when. */
export const ruleRoutes = ({rules}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/registrar/misbehaviours',
    operation: 'rules',
    audience: 'registrar',
    summary: 'Every misbehaviour there is',
    answers: {200: {text: 'with what it ends in', schema: catalogue}},
    handle: () =>
      jsonAnswer(
        {
          misbehaviours: Object.entries(serviceMisbehaviours).map(([name, {by, title, ends}]) => ({
            name,
            by,
            title: {en: title.en, ja: title.ja},
            ends,
          })),
        },
        {outcome: 'given'},
      ),
  }),
  route({
    method: 'POST',
    path: '/registrar/rules',
    operation: 'rules',
    audience: 'registrar',
    summary: 'Misbehave from now on, where the rule fits',
    body: request,
    answers: {201: {text: 'the rule', schema: rule}},
    handle: ({body}) => jsonAnswer(rules.add(body), {status: 201, outcome: 'added'}),
  }),
  route({
    method: 'GET',
    path: '/registrar/rules',
    operation: 'rules',
    audience: 'registrar',
    summary: 'The rules in force, in their order; the first that fits counts',
    answers: {200: {text: 'all of them', schema: z.strictObject({rules: z.array(rule)})}},
    handle: () => jsonAnswer({rules: rules.list()}, {outcome: 'given'}),
  }),
  route({
    method: 'DELETE',
    path: '/registrar/rules/:id',
    operation: 'rules',
    audience: 'registrar',
    summary: 'Take a rule back',
    params: numbered,
    answers: {200: {text: 'the rules that are left', schema: z.strictObject({rules: z.array(rule)})}},
    refusals: [404],
    handle({params: {id}}) {
      if (!rules.remove(id)) {
        throw new KazasuError('KZS-MISBEHAVIOUR-RULE-UNKNOWN', {
          en: `a rule in force was expected, but none has the number ${id}`,
          ja: `有効な規則の番号が必要ですが、${id} 番の規則はありません`,
        });
      }
      return jsonAnswer({rules: rules.list()}, {outcome: 'removed'});
    },
  }),
];
