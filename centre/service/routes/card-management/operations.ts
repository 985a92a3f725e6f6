import {z} from 'zod';
import {fromHex} from '../../../../protocol/index.ts';
import {areaNames} from '../../../card-management/areas.ts';
import type {OperationRequest} from '../../../card-management/operation-request.ts';
import {cardObjects, operationKinds} from '../../../card-management/plan.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {contentSchema, managementFields} from './management-fields.ts';

const {requestId, cardId, userId, place, day, aid} = managementFields;

const places = z.array(place).min(1).max(6);

const order = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('install'),
    cardId,
    profile: managementFields.name.optional().describe('a pre-install profile, instead of applications'),
    applications: places.optional(),
    userId: userId.optional().describe('may be left out where a register is linked'),
  }),
  z.strictObject({kind: z.enum(['delete', 'stop', 'resume']), cardId, applications: places}),
  z.strictObject({
    kind: z.literal('move-in'),
    cardId,
    movedOn: day.describe('the day of moving'),
    notifiedOn: day.describe('the day of 転入届'),
  }),
]);

const beginning = z
  .strictObject({requestId, order})
  .refine(
    ({order: one}) =>
      one.kind !== 'install' || (one.profile === undefined) !== (one.applications === undefined),
    {
      error: 'either profile or applications is given',
      params: {ja: 'profile と applications のどちらか一方を指定します'},
    },
  );

const step = z.strictObject({
  do: z.enum([
    'create-domain',
    'load',
    'install',
    'personalise',
    'read-back',
    'lock',
    'unlock',
    'delete',
    'empty',
  ]),
  area: z.enum(areaNames),
  aid: aid.optional(),
  kind: managementFields.kind.optional(),
  loadFile: aid.optional(),
  object: z.enum(cardObjects).optional(),
});

const steps = z.array(step).describe('what is done to the card, in order');

const begun = z.strictObject({
  requestId,
  kind: z.enum(operationKinds),
  cardId,
  steps,
  userId: userId.optional(),
  userIdFrom: z.enum(['typed', 'looked-up']).optional(),
  keyVersion: z.int().describe('version of the issuer’s keys on the card; the keys are told nowhere'),
});

const state = z.enum(['begun', 'committed', 'aborted', 'abandoned']);

const operation = z.strictObject({
  requestId,
  kind: z.enum(operationKinds),
  cardId,
  steps,
  userId: userId.optional(),
  state,
  readBack: z
    .array(z.strictObject({aid, told: z.enum(['same', 'nothing'])}))
    .describe(
      'applications whose id was read back; nothing: over a channel that does not encrypt answers, or by a program of the issuer’s own that tells none',
    ),
  towards: z.literal('absent').optional().describe('it is to be taken back, and cannot be committed'),
});

const reconciliation = z.strictObject({
  state,
  towards: z.enum(['whole', 'absent']),
  steps: steps.describe('what the card still has to do before it is asked again; none: it has ended'),
});

const named = z.strictObject({requestId});
const reading = z.strictObject({
  cardId: cardId.describe('of the card that shows it'),
  content: contentSchema,
});
const told = z.strictObject({
  aid,
  id: z
    .string()
    .regex(/^([0-9A-F]{2}){1,64}$/)
    .optional()
    .describe(
      'the id that the application tells, hex; left out where the channel does not encrypt answers, or a program of the issuer’s own tells none; where another application tells none, it is to be taken back',
    ),
});
const common = {operation: 'management/operations', audience: 'operator'} as const;

/** Two-phase commits with a card: begin, write the card, commit; or reconcile, after a crash. */
export const operationRoutes = ({cardManagement: {operations}}: RouteParts): Route[] => [
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operations',
    summary: 'Begin: what is to be done to the card',
    body: beginning,
    answers: {201: {text: 'the plan', schema: begun}},
    refusals: [404, 409],
    handle(asked) {
      const {requestId: id, order: wanted} = asked.body;
      const answer = operations.begin(actorOf(asked), id, withoutAbsent(wanted));
      return jsonAnswer(answer, {status: 201, outcome: 'begun'});
    },
  }),
  route({
    ...common,
    method: 'GET',
    path: '/card-management/operations/:requestId',
    summary: 'How an operation of the own issuer stands',
    params: named,
    answers: {200: {text: 'the operation', schema: operation}},
    refusals: [404],
    handle: (asked) => jsonAnswer(operations.get(actorOf(asked), asked.params.requestId), {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operations/:requestId/read-back',
    summary: 'Say which id an application tells that was personalised',
    params: named,
    body: told,
    answers: {200: {text: 'the operation', schema: operation}},
    refusals: [404, 409],
    handle({body: {aid: application, id}, ...asked}) {
      const found = id === undefined ? undefined : fromHex(id);
      const answer = operations.readBack(actorOf(asked), asked.params.requestId, application, found);
      return jsonAnswer(answer, {outcome: 'read back'});
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operations/:requestId/commit',
    summary: 'Commit, by what GET STATUS shows',
    params: named,
    body: reading,
    answers: {200: {text: 'the operation', schema: operation}},
    refusals: [404, 409],
    handle: (asked) =>
      jsonAnswer(operations.commit(actorOf(asked), asked.params.requestId, asked.body), {
        outcome: 'committed',
      }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/operations/:requestId/reconcile',
    summary: 'Bring card and system to one state after a crash',
    params: named,
    body: reading,
    answers: {200: {text: 'an end, or what is left to do', schema: reconciliation}},
    refusals: [404, 409],
    handle(asked) {
      const answer = operations.reconcile(actorOf(asked), asked.params.requestId, asked.body);
      return jsonAnswer(answer, {outcome: answer.state});
    },
  }),
];

/** An optional property that was not sent is not there. */
const withoutAbsent = (wanted: z.infer<typeof order>): OperationRequest => {
  if (wanted.kind !== 'install') {
    return wanted;
  }
  const {profile, applications, userId: typed, ...rest} = wanted;
  return {
    ...rest,
    ...(profile === undefined ? {} : {profile}),
    ...(applications === undefined ? {} : {applications}),
    ...(typed === undefined ? {} : {userId: typed}),
  };
};
