import {z} from 'zod';
import {lifeCycleStates} from '../../../../protocol/index.ts';
import {transitionNames} from '../../../card-management/card-states.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const {requestId, cardId} = managementFields;
const lifeCycle = z.enum(lifeCycleStates);
const state = z.enum(['begun', 'committed', 'aborted', 'abandoned']);

const account = z.strictObject({
  requestId,
  cardId,
  transition: z.enum(transitionNames),
  from: lifeCycle,
  to: lifeCycle.describe('what the chip is given between begin and commit'),
  state,
});

const reconciliation = z.strictObject({
  state,
  towards: z.enum(['whole', 'absent']),
  write: lifeCycle.optional().describe('what the chip is still to be given before it is asked again'),
});

const named = z.strictObject({requestId});
const reading = z.strictObject({
  cardId: cardId.describe('of the card that says it'),
  chip: lifeCycle.describe('what the chip says of itself'),
});
const common = {operation: 'management/transitions', audience: 'operator'} as const;

/** Two-phase commits of a card's state with its chip: begin, write the chip, commit; or reconcile, after a cut. */
export const transitionRoutes = ({cardManagement: {transitions}}: RouteParts): Route[] => [
  route({
    ...common,
    method: 'POST',
    path: '/card-management/transitions',
    summary: 'Begin to change the state of a card and its chip',
    body: z.strictObject({requestId, cardId, transition: z.enum(transitionNames)}),
    answers: {201: {text: 'what the chip is to be given', schema: account}},
    refusals: [404, 409],
    handle(asked) {
      const {requestId: id, ...request} = asked.body;
      return jsonAnswer(transitions.begin(actorOf(asked), id, request), {status: 201, outcome: 'begun'});
    },
  }),
  route({
    ...common,
    method: 'GET',
    path: '/card-management/transitions/:requestId',
    summary: 'How a change of a card’s state stands',
    params: named,
    answers: {200: {text: 'the transition', schema: account}},
    refusals: [404],
    handle: (asked) =>
      jsonAnswer(transitions.get(actorOf(asked), asked.params.requestId), {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/transitions/:requestId/commit',
    summary: 'Commit a change of state, by what the chip says',
    params: named,
    body: reading,
    answers: {200: {text: 'the transition', schema: account}},
    refusals: [404, 409],
    handle: (asked) =>
      jsonAnswer(transitions.commit(actorOf(asked), asked.params.requestId, asked.body), {
        outcome: 'committed',
      }),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/transitions/:requestId/reconcile',
    summary: 'Bring card and chip to one state after a cut',
    params: named,
    body: reading,
    answers: {200: {text: 'an end, or what the chip is to be given', schema: reconciliation}},
    refusals: [404, 409],
    handle(asked) {
      const answer = transitions.reconcile(actorOf(asked), asked.params.requestId, asked.body);
      return jsonAnswer(answer, {outcome: answer.state});
    },
  }),
];
