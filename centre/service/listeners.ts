import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import type {FastifyInstance} from 'fastify';
import {KazasuError} from '../../protocol/index.ts';
import type {MisbehaviourRules} from '../misbehaviour/rules.ts';
import {httpError} from './http-errors.ts';
import {problemOf} from './problem.ts';
import type {ServiceLimits} from './service-limits.ts';

export interface Listening {
  /** All routes. */
  readonly url: string;
  /** A second port for OCSP, lists and authorities' certificates only, which `http-closed` closes. */
  readonly statusUrl: string;
}

export interface Listeners {
  /** Errors: `KZS-CENTRE-LISTEN`. */
  listen(where: {
    readonly host: string;
    readonly port: number;
    readonly statusPort: number;
  }): Promise<Listening>;
  /** Takes no more, finishes what is in flight as long as the limits allow, and closes. */
  stop(): Promise<void>;
}

/** What the second port serves. */
const statusPaths = /^\/(ocsp|crl|authorities)(\/|$)/;

/** The two ports of a service: one for everything, one that can be closed. */
export const openListeners = (
  app: FastifyInstance,
  limits: ServiceLimits,
  rules: MisbehaviourRules,
): Listeners => {
  const status = statusServer(app, limits);
  let where: {readonly host: string; readonly port: number} | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const opened = (wanted: boolean): Promise<void> =>
    !where || status.listening === wanted
      ? Promise.resolve()
      : wanted
        ? listenOn(status, where)
        : closed(status);
  rules.onChange(() => {
    turn = turn
      .then(() => opened(!rules.list().some(({misbehaviour}) => misbehaviour === 'http-closed')))
      .catch(() => undefined);
  });
  return {
    async listen({host, port, statusPort}) {
      try {
        const url = await app.listen({host, port});
        await listenOn(status, {host, port: statusPort});
        where = {host, port: (status.address() as AddressInfo).port};
        return {url, statusUrl: statusUrl(url, where)};
      } catch (error) {
        await app.close();
        throw cannotListen(host, error);
      }
    },
    async stop() {
      await turn;
      where = undefined;
      const late = setTimeout(() => {
        app.server.closeAllConnections();
        status.closeAllConnections();
      }, limits.stopMs);
      await Promise.all([app.close(), status.listening ? closing(status) : undefined]);
      clearTimeout(late);
    },
  };
};

/** Who listens on every address is reached at loopback, as `url` says already. */
const statusUrl = (url: string, {host, port}: {readonly host: string; readonly port: number}): string => {
  const {hostname} = new URL(url);
  const named = host.includes(':') ? `[${host}]` : host;
  return `http://${host === '0.0.0.0' || host === '::' ? hostname : named}:${port}`;
};

const statusServer = (app: FastifyInstance, limits: ServiceLimits): Server => {
  const {headersMs: headersTimeout, requestMs: requestTimeout, headerBytes: maxHeaderSize} = limits;
  const server = createServer(
    {
      headersTimeout,
      requestTimeout,
      maxHeaderSize,
      connectionsCheckingInterval: Math.min(500, headersTimeout),
    },
    (request, response) => {
      if (statusPaths.test(request.url ?? '')) {
        app.routing(request, response);
        return;
      }
      const {status, headers, body} = problemOf(
        httpError('KZS-HTTP-NOT-FOUND'),
        request.headers['accept-language'],
      );
      response.writeHead(status, headers).end(body);
    },
  );
  server.keepAliveTimeout = limits.keepAliveMs;
  server.maxConnections = limits.connections;
  server.timeout = limits.idleMs;
  return server;
};

const listenOn = (
  server: Server,
  {host, port}: {readonly host: string; readonly port: number},
): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

/** At once, with every connection. */
const closed = (server: Server): Promise<void> => {
  const ended = closing(server);
  server.closeAllConnections();
  return ended;
};

/** When what is in flight has ended. */
const closing = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });

const cannotListen = (host: string, error: unknown): KazasuError => {
  const why = error instanceof Error ? error.message : String(error);
  return new KazasuError('KZS-CENTRE-LISTEN', {
    en: `the service was expected to listen on ${host}, but it cannot: ${why}`,
    ja: `サービスが ${host} で待ち受けられません: ${why}`,
  });
};
