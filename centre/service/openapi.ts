import type {FastifySchema} from 'fastify';
import {z} from 'zod';
import {problemSchema} from './problem.ts';
import type {AnswerDescription, Route} from './route.ts';

/** The document's head, OpenAPI 3.1. */
export const openapiHead = {
  openapi: '3.1.0',
  info: {
    title: 'Kazasu test centre',
    version: '1',
    description:
      'A test centre in the manner of the JPKI: it issues, revokes, answers and verifies, and can be told to misbehave. The interfaces of the real centre are not public; these are the bench’s own.',
  },
  tags: [
    {name: 'registrar', description: 'with the administrator’s key'},
    {name: 'relying-party', description: 'with a relying party’s key'},
    {name: 'operator', description: 'with the token of an operator’s log-in'},
    {name: 'public', description: 'for anybody'},
  ],
  components: {securitySchemes: {key: {type: 'http' as const, scheme: 'bearer'}}},
};

/** JSON Schema 2020-12 of a schema, as OpenAPI 3.1 takes it in place. */
const jsonSchema = (schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> => {
  const {$schema: _, ...rest} = z.toJSONSchema(schema, {io});
  return rest;
};

const refusalTexts: Readonly<Record<number, string>> = {
  400: 'the body is no JSON, or the request no HTTP',
  401: 'no key, or nobody’s',
  403: 'the key is another’s',
  404: 'there is none',
  408: 'the request did not arrive in the time allowed',
  409: 'the state does not allow it',
  413: 'the body is too long',
  415: 'the body is of another type',
  422: 'the request does not fit',
  429: 'the quota is used up; Retry-After says when to come again',
  500: 'a defect of the bench',
  503: 'too much at once, the store held by another program, or stopping; Retry-After says when to come again',
};

/** The statuses a kind of route can always refuse with. */
export const usualRefusals = ({method, audience, body, params, query}: Route): number[] => [
  ...(audience === 'public' ? [] : [401, 403]),
  ...(audience === 'relying-party' ? [429] : []),
  ...(audience === 'registrar' ? [] : [403]),
  // A body may be sent along also where none is wanted.
  ...(method === 'GET' ? [] : [400, 408, 413, 415]),
  ...(body ? [422] : []),
  // An address that cannot be decoded.
  ...(params ? [400] : []),
  422,
  ...(params || query ? [422] : []),
  500,
  503,
];

/** What the document says of a route, in the framework's terms. */
export const documented = (route: Route): FastifySchema => {
  const {method, path, audience, operation, summary, params, query, body, bodyType, answers} = route;
  const refusals = [...new Set([...usualRefusals(route), ...(route.refusals ?? [])])];
  return {
    ...(route.hidden ? {hide: true} : {}),
    summary,
    tags: [audience],
    operationId: `${method.toLowerCase()}${path.replace(/[/:.](\w)/g, (_, first: string) => first.toUpperCase())}`,
    description: `Operation \`${operation}\` in the history and in rules of misbehaviour.`,
    ...(audience === 'public' ? {} : {security: [{key: []}]}),
    ...(params ? {params: jsonSchema(params, 'input')} : {}),
    ...(query ? {querystring: jsonSchema(query, 'input')} : {}),
    ...(body ? {body: jsonSchema(body, 'input')} : {}),
    ...(bodyType ? {consumes: [bodyType], body: {type: 'string', format: 'binary'}} : {}),
    response: {
      ...Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, answerOf(answer)])),
      ...Object.fromEntries(
        refusals.sort((a, b) => a - b).map((status) => [status, problemAnswer(refusalTexts[status] ?? '')]),
      ),
    },
  };
};

const answerOf = (answer: AnswerDescription): Record<string, unknown> => {
  if ('empty' in answer) {
    return {description: answer.text, type: 'null'};
  }
  return {
    description: answer.text,
    content:
      'schema' in answer
        ? {'application/json': {schema: jsonSchema(answer.schema, 'output')}}
        : {[answer.type]: {schema: {type: 'string', format: 'binary'}}},
  };
};

const problemAnswer = (description: string): Record<string, unknown> => ({
  description,
  content: {'application/problem+json': {schema: jsonSchema(problemSchema, 'output')}},
});
