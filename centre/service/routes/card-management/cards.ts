import {z} from 'zod';
import {lifeCycleStates} from '../../../../protocol/index.ts';
import {transitionNames} from '../../../card-management/card-states.ts';
import {actorOf, jsonAnswer, type Route, route} from '../../route.ts';
import type {RouteParts} from '../../route-parts.ts';
import {managementFields} from './management-fields.ts';

const card = z.strictObject({
  cardId: managementFields.cardId,
  state: z.enum(lifeCycleStates),
  residence: z.string().describe('code of the municipality'),
  movingOn: z.iso.date().optional().describe('the day named in 転出届'),
  applications: z
    .array(
      z.strictObject({
        ...managementFields.place.shape,
        aid: managementFields.aid,
        userId: managementFields.userId,
        stopped: z.boolean(),
      }),
    )
    .describe('of the own issuer'),
  otherIssuers: z.int().describe('how many other issuers have applications on the card'),
  openOperation: z.string().optional().describe('request id of an own operation that has not ended'),
});

const {requestId, cardId} = managementFields;
const named = z.strictObject({cardId});
const common = {operation: 'management/cards', audience: 'operator'} as const;

/** The registry of cards and what becomes of them. */
export const cardRoutes = ({cardManagement: {cards}}: RouteParts): Route[] => [
  route({
    ...common,
    method: 'POST',
    path: '/card-management/cards',
    summary: 'Register a card that has arrived, as the municipality of residence',
    body: z.strictObject({requestId, cardId}),
    answers: {201: {text: 'the card', schema: card}},
    refusals: [409],
    handle: (asked) =>
      jsonAnswer(cards.register(actorOf(asked), asked.body.requestId, asked.body.cardId), {
        status: 201,
        outcome: 'registered',
      }),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/card-management/cards',
    summary: 'The cards with applications of the own issuer',
    query: z.strictObject({
      after: z.string().max(32).default('').describe('only those behind this card'),
      limit: managementFields.page.limit,
    }),
    answers: {200: {text: 'their ids', schema: z.strictObject({cards: z.array(cardId)})}},
    handle: (asked) =>
      jsonAnswer(
        {cards: cards.all(actorOf(asked), asked.query.after, asked.query.limit)},
        {outcome: 'given'},
      ),
  }),
  route({
    ...common,
    method: 'GET',
    path: '/card-management/cards/:cardId',
    summary: 'A card and the own issuer’s applications on it',
    params: named,
    answers: {200: {text: 'the card', schema: card}},
    refusals: [404],
    handle: (asked) => jsonAnswer(cards.get(actorOf(asked), asked.params.cardId), {outcome: 'given'}),
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/cards/:cardId/state',
    summary: 'Change a card’s state, as the municipality of residence',
    params: named,
    body: z.strictObject({requestId, transition: z.enum(transitionNames)}),
    answers: {200: {text: 'the card', schema: card}},
    refusals: [404, 409],
    handle(asked) {
      const {requestId: id, transition} = asked.body;
      const changed = cards.change(actorOf(asked), id, asked.params.cardId, transition);
      return jsonAnswer(changed, {outcome: changed.state});
    },
  }),
  route({
    ...common,
    method: 'POST',
    path: '/card-management/cards/:cardId/move-out',
    summary: 'Record that the holder moves out (転出届)',
    params: named,
    body: z.strictObject({requestId, movingOn: managementFields.day}),
    answers: {200: {text: 'the card', schema: card}},
    refusals: [404, 409],
    handle(asked) {
      const {requestId: id, movingOn} = asked.body;
      const changed = cards.moveOut(actorOf(asked), id, asked.params.cardId, movingOn);
      return jsonAnswer(changed, {outcome: 'moving-out'});
    },
  }),
];
