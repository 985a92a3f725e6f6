import {z} from 'zod';
import type {RelyingPartyRow} from '../../store/centre-store.ts';
import {fields} from '../read-request.ts';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const quota = z.strictObject({
  requests: z.int().min(1).max(1_000_000),
  windowMs: z.int().min(1).max(86_400_000),
});

/** Where none is given. Bench-defined, C83 */
const usualQuota = {requests: 1_000, windowMs: 60_000};

const registration = z.strictObject({name: fields.partyName, quota: quota.default(usualQuota)});

const party = z.strictObject({
  name: z.string(),
  quota,
  registeredAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});

const withKey = z.strictObject({
  ...party.shape,
  key: z.string().describe('told once; only its hash is kept'),
});

const named = z.strictObject({name: fields.partyName});

/** 検証者: whoever may ask the centre. */
export const relyingPartyRoutes = ({relyingParties}: RouteParts): Route[] => [
  route({
    method: 'POST',
    path: '/registrar/relying-parties',
    operation: 'relying-parties',
    audience: 'registrar',
    summary: 'Register a relying party',
    body: registration,
    answers: {201: {text: 'the party and its key', schema: withKey}},
    refusals: [409],
    handle({body: {name, quota: wanted}}) {
      const {relyingParty: row, key} = relyingParties.register(name, wanted);
      return jsonAnswer({...account(row), key}, {status: 201, outcome: 'registered'});
    },
  }),
  route({
    method: 'GET',
    path: '/registrar/relying-parties',
    operation: 'relying-parties',
    audience: 'registrar',
    summary: 'All relying parties, those that have ended too',
    answers: {200: {text: 'all of them', schema: z.strictObject({relyingParties: z.array(party)})}},
    handle: () => jsonAnswer({relyingParties: relyingParties.all().map(account)}, {outcome: 'given'}),
  }),
  route({
    method: 'POST',
    path: '/registrar/relying-parties/:name/key',
    operation: 'relying-parties',
    audience: 'registrar',
    summary: 'A new key; the old one ends at once',
    params: named,
    answers: {201: {text: 'the party and its new key', schema: withKey}},
    refusals: [403, 404],
    handle({params: {name}}) {
      const {relyingParty: row, key} = relyingParties.newKey(name);
      return jsonAnswer({...account(row), key}, {status: 201, outcome: 'rotated'});
    },
  }),
  route({
    method: 'DELETE',
    path: '/registrar/relying-parties/:name',
    operation: 'relying-parties',
    audience: 'registrar',
    summary: 'End a relying party; its key is refused from now on',
    params: named,
    answers: {200: {text: 'the party', schema: party}},
    refusals: [404],
    handle: ({params: {name}}) => jsonAnswer(account(relyingParties.end(name)), {outcome: 'ended'}),
  }),
];

const account = ({
  name,
  quota: {requests, windowMs},
  registeredAt,
  endedAt,
}: RelyingPartyRow): z.infer<typeof party> => ({
  name,
  quota: {requests, windowMs},
  registeredAt: registeredAt.toISOString(),
  ...(endedAt ? {endedAt: endedAt.toISOString()} : {}),
});
