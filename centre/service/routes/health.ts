import {z} from 'zod';
import {jsonAnswer, type Route, route} from '../route.ts';
import type {RouteParts} from '../route-parts.ts';

const health = z.strictObject({status: z.literal('ok'), at: z.iso.datetime().describe('the centre’s time')});

/** Whether the service is there, and what it offers. */
export const healthRoutes = ({document}: RouteParts): Route[] => [
  route({
    method: 'GET',
    path: '/health',
    operation: 'health',
    audience: 'public',
    summary: 'Whether the service answers',
    answers: {200: {text: 'it does', schema: health}},
    handle: ({at}) => jsonAnswer({status: 'ok', at: at.toISOString()}, {outcome: 'ok'}),
  }),
  route({
    method: 'GET',
    path: '/openapi.json',
    operation: 'openapi',
    audience: 'public',
    summary: 'This document',
    answers: {200: {text: 'OpenAPI 3.1', schema: z.looseObject({openapi: z.string()})}},
    handle: () => jsonAnswer(document(), {outcome: 'ok'}),
  }),
];
