import {z} from 'zod';
import type {RequestFilter, RequestRow} from '../../store/centre-store.ts';
import {fields} from '../read-request.ts';
import {jsonAnswer, type Route, relyingPartyOf, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const own = z.strictObject({
  operation: z.string().max(60).optional(),
  serialNumber: fields.serialNumber.optional(),
  after: z.coerce.number().int().min(0).optional().describe('only those behind this number'),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const anybody = z.strictObject({
  ...own.shape,
  relyingParty: fields.partyName.optional(),
  misbehaviour: z.string().max(60).optional(),
});

const entry = z.strictObject({
  number: z.int(),
  at: z.iso.datetime(),
  duration: z.number().describe('ms'),
  operation: z.string(),
  httpStatus: z.int().describe('0 where no answer was begun'),
  outcome: z.string(),
  relyingParty: z.string().optional(),
  serialNumber: z.string().optional(),
  requestHash: z.string().optional().describe('SHA-256 of the body, hex'),
});

const full = z.strictObject({...entry.shape, misbehaviour: z.string().optional()});

/** What was asked: of the registrar’s own, and for a relying party its own; and the clean slate between tests. */
export const historyRoutes = ({store: {requests}, relyingParties, rules}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/history',
    operation: 'history',
    audience: 'relying-party',
    summary: 'The requests of whoever asks, in their order',
    query: own,
    answers: {200: {text: 'a page', schema: z.strictObject({requests: z.array(entry)})}},
    handle(asked) {
      const found = relyingParties.requestsOf(relyingPartyOf(asked), filterOf(asked.query));
      // Whether it was misled is not for the one under test to read.
      return jsonAnswer({requests: found.map(({misbehaviour: _, ...row}) => told(row))}, {outcome: 'given'});
    },
  }),
  route({
    method: 'GET',
    path: '/registrar/history',
    operation: 'history-of-all',
    audience: 'registrar',
    summary: 'All requests, in their order',
    query: anybody,
    answers: {200: {text: 'a page', schema: z.strictObject({requests: z.array(full)})}},
    handle: ({query}) => jsonAnswer({requests: requests.find(filterOf(query)).map(told)}, {outcome: 'given'}),
  }),
  route({
    method: 'POST',
    path: '/registrar/reset',
    operation: 'reset',
    audience: 'registrar',
    summary: 'Between tests: no rules, no history; certificates and relying parties stay',
    answers: {
      200: {
        text: 'what was cleared',
        schema: z.strictObject({rules: z.int(), requests: z.literal('cleared')}),
      },
    },
    handle() {
      const count = rules.list().length;
      rules.clear();
      requests.clear();
      return jsonAnswer({rules: count, requests: 'cleared'}, {outcome: 'reset'});
    },
  }),
];

const filterOf = (query: {[K in keyof RequestFilter]?: RequestFilter[K] | undefined}): RequestFilter =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

const told = (row: RequestRow & {readonly number: number}): z.infer<typeof full> => {
  const {number, at, duration, operation, httpStatus, outcome} = row;
  const {relyingParty, serialNumber, requestHash, misbehaviour} = row;
  return {
    number,
    at: at.toISOString(),
    duration,
    operation,
    httpStatus,
    outcome,
    ...(relyingParty === undefined ? {} : {relyingParty}),
    ...(serialNumber === undefined ? {} : {serialNumber}),
    ...(requestHash === undefined ? {} : {requestHash}),
    ...(misbehaviour === undefined ? {} : {misbehaviour}),
  };
};
