import {createHash} from 'node:crypto';
import type {FastifyInstance} from 'fastify';
import type {Clock, Random, Recorder} from '../../protocol/index.ts';
import type {CardManagement} from '../card-management/card-management.ts';
import type {Centre} from '../centre.ts';
import {type MisbehaviourRules, openMisbehaviourRules} from '../misbehaviour/rules.ts';
import type {RelyingParties} from '../relying-parties/relying-parties.ts';
import type {CentreStore, RequestRow} from '../store/centre-store.ts';
import {answerBrokenRequest, brokenAddress} from './broken-requests.ts';
import {type Listeners, openListeners} from './listeners.ts';
import {openapiHead} from './openapi.ts';
import {requestAccounts} from './request-context.ts';
import {serviceRoutes} from './routes/service-routes.ts';
import {answerFailures, serveRoutes} from './serve-routes.ts';
import {type ServiceLimits, usualLimits} from './service-limits.ts';

export interface CentreServiceParts {
  /** One that keeps states. */
  readonly centre: Centre;
  readonly store: CentreStore;
  readonly relyingParties: RelyingParties;
  readonly cardManagement: CardManagement;
  readonly clock: Clock;
  readonly random: Random;
  /** SHA-256 of the administrator's key, hex. */
  readonly adminKeyHash: string;
  /** Each request as a `centre` event. */
  readonly record?: Recorder;
  /** Whether a request may name its own misbehaviour (header `Kazasu-Misbehave`). Bench-defined, C80 */
  readonly misbehaviourByRequest: boolean;
  readonly limits?: Partial<ServiceLimits>;
  readonly onRequest?: (row: RequestRow) => void;
  /** Hears of defects, and of rows of the history that could not be kept. */
  readonly onDefect?: (error: unknown) => void;
}

export interface CentreService extends Listeners {
  readonly rules: MisbehaviourRules;
  /** The OpenAPI document. */
  document(): unknown;
}

/**
 * The centre over HTTP: registrar, relying parties, OCSP, lists and card management. The store is this centre's from then on.
 * @throws KazasuError `KZS-CENTRE-STORE-SEED` for a store of a centre with other authorities.
 */
export const openCentreService = async (parts: CentreServiceParts): Promise<CentreService> => {
  const {centre, store, relyingParties, cardManagement, clock, random, adminKeyHash, record, onRequest} =
    parts;
  const limits = {...usualLimits, ...parts.limits};
  const rules = openMisbehaviourRules();
  store.claim(await fingerprintOf(centre));
  // Loaded here, so that commands that serve nothing do not wait for it.
  const [{fastify}, {default: swagger}] = await Promise.all([import('fastify'), import('@fastify/swagger')]);
  const app = bareServer(fastify, limits);
  app.decorateRequest('kazasu');
  const onDefect = parts.onDefect ?? (() => undefined);
  const accounts = requestAccounts({
    clock,
    history: store.requests,
    ...(record ? {record} : {}),
    ...(onRequest ? {onRequest} : {}),
    onLost: onDefect,
  });
  app.addHook('onRequest', async (request, reply) => accounts.begin(request, reply));
  await app.register(swagger, {openapi: openapiHead});
  const document = (): unknown => app.swagger();
  const serving = {
    clock,
    rules,
    limits,
    adminKeyHash,
    desk: relyingParties,
    operatorOf: cardManagement.operators.actor,
    misbehaviourByRequest: parts.misbehaviourByRequest,
    onDefect,
  };
  answerFailures(app, serving);
  serveRoutes(
    app,
    serviceRoutes({centre, store, relyingParties, cardManagement, clock, random, rules, document}),
    serving,
  );
  await app.ready();
  const listeners = openListeners(app, limits, rules);
  return {
    rules,
    document,
    listen: listeners.listen,
    async stop() {
      await listeners.stop();
      accounts.end();
    },
  };
};

/** Of the authority that every centre begins with, whatever the day: SHA-256, hex. */
const fingerprintOf = async ({authorities}: Pick<Centre, 'authorities'>): Promise<string> => {
  const {certificate} = await authorities.generation('user-authentication', 1);
  return createHash('sha256').update(certificate).digest('hex');
};

/** The framework with limits, and with bodies as they came. */
const bareServer = (fastify: typeof import('fastify').fastify, limits: ServiceLimits): FastifyInstance => {
  const app = fastify({
    logger: false,
    bodyLimit: limits.bodyBytes,
    connectionTimeout: limits.idleMs,
    keepAliveTimeout: limits.keepAliveMs,
    requestTimeout: limits.requestMs,
    maxRequestsPerSocket: limits.requestsPerConnection,
    http: {
      headersTimeout: limits.headersMs,
      maxHeaderSize: limits.headerBytes,
      connectionsCheckingInterval: Math.min(500, limits.headersMs),
    },
    routerOptions: {maxParamLength: limits.headerBytes},
    clientErrorHandler: answerBrokenRequest,
    frameworkErrors: brokenAddress,
  });
  app.server.maxConnections = limits.connections;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', {parseAs: 'string'}, (_request, body, done) =>
    done(null, body),
  );
  app.addContentTypeParser('application/ocsp-request', {parseAs: 'buffer'}, (_request, body, done) =>
    done(null, body),
  );
  // The routes read bodies and addresses by their own schemas, and send bytes.
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (value) => String(value));
  return app;
};
