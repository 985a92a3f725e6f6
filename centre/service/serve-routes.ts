import type {FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods} from 'fastify';
import {KazasuError} from '../../protocol/index.ts';
import {type AnswerParts, answerOfError, answerRequest, send} from './answer-request.ts';
import {type Authentication, identified} from './authentication.ts';
import {httpError, tooLarge, wrongType} from './http-errors.ts';
import {documented} from './openapi.ts';
import type {Route} from './route.ts';
import type {ServiceLimits} from './service-limits.ts';
import {whenOver} from './when-over.ts';

export interface ServeParts extends AnswerParts, Authentication {
  readonly limits: ServiceLimits;
}

/** Registers the routes, and for each address an answer to the methods it does not take. */
export const serveRoutes = (app: FastifyInstance, routes: readonly Route[], parts: ServeParts): void => {
  const {limits} = parts;
  let inFlight = 0;
  const admission = (request: FastifyRequest, reply: FastifyReply, route: Route): void => {
    if (route.audience === 'registrar' || route.operation === 'health') {
      return;
    }
    if (inFlight >= limits.inFlight) {
      throw httpError('KZS-HTTP-BUSY');
    }
    inFlight += 1;
    whenOver(request.raw, reply.raw, () => {
      inFlight -= 1;
    });
    request.kazasu.outcome = 'unanswered';
  };
  for (const route of routes) {
    app.route({
      method: route.method,
      url: route.path,
      schema: documented(route),
      config: {operation: route.operation},
      bodyLimit: route.bodyType ? limits.ocspBytes : limits.bodyBytes,
      onRequest: async (request, reply) => {
        admission(request, reply, route);
        admitParty(parts, route, request, reply);
        refuseOtherType(route, request);
      },
      handler: (request, reply) => answerRequest(parts, route, request, reply),
    });
  }
  for (const [path, taken] of methodsByPath(routes)) {
    app.route({
      method: everyMethod.filter((method) => !taken.includes(method)),
      url: path,
      schema: {hide: true},
      onRequest: async (_request, reply) => {
        reply.header('allow', taken.join(', '));
        throw httpError('KZS-HTTP-METHOD');
      },
      handler: () => undefined,
    });
  }
};

/** What fastify itself refuses, in our words. */
export const answerFailures = (app: FastifyInstance, parts: ServeParts): void => {
  app.setErrorHandler((error: unknown, request, reply) =>
    send(reply, request, answerOfError(inOurWords(error, request, parts), parts, request)),
  );
  app.setNotFoundHandler((request, reply) =>
    send(reply, request, answerOfError(httpError('KZS-HTTP-NOT-FOUND'), parts, request)),
  );
};

const admitParty = (
  {adminKeyHash, desk, operatorOf, clock}: ServeParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const {relyingParty, actor, refused, retryAt} = identified(
    {adminKeyHash, desk, operatorOf},
    route.audience,
    request.headers.authorization,
  );
  if (relyingParty !== undefined) {
    request.kazasu.relyingParty = relyingParty;
  }
  if (actor !== undefined) {
    request.kazasu.actor = actor;
  }
  if (retryAt) {
    const seconds = Math.max(1, Math.ceil((retryAt.getTime() - clock.wall().getTime()) / 1000));
    reply.header('retry-after', String(seconds));
  }
  if (refused) {
    throw refused;
  }
};

const jsonType = /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const refuseOtherType = ({body, bodyType}: Route, {headers}: FastifyRequest): void => {
  const type = headers['content-type'] ?? '';
  if (body && !jsonType.test(type)) {
    throw wrongType('application/json');
  }
  if (bodyType && type.split(';')[0]?.trim().toLowerCase() !== bodyType) {
    throw wrongType(bodyType);
  }
};

const everyMethod: readonly HTTPMethods[] = [
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
];

/** The methods that each address takes; an address that can be read can be asked for its head. */
const methodsByPath = (routes: readonly Route[]): Map<string, HTTPMethods[]> => {
  const found = new Map<string, HTTPMethods[]>();
  for (const {path, method} of routes) {
    const taken = found.get(path) ?? [];
    taken.push(method, ...(method === 'GET' ? (['HEAD'] as const) : []));
    found.set(path, taken);
  }
  return found;
};

const inOurWords = (error: unknown, request: FastifyRequest, {limits}: ServeParts): unknown => {
  if (error instanceof KazasuError) {
    return error;
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return tooLarge(request.routeOptions.bodyLimit ?? limits.bodyBytes);
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return wrongType('application/json');
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_CTP_EMPTY_TYPE':
    case 'ECONNRESET':
      return httpError('KZS-HTTP-REQUEST-LINE');
    default:
      return error;
  }
};
