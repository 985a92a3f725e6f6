import {createHash} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {Clock, Recorder} from '../../protocol/index.ts';
import type {Actor} from '../card-management/context.ts';
import type {RequestHistory, RequestRow} from '../store/centre-store.ts';
import {whenOver} from './when-over.ts';

/** What becomes known of a request on its way; none of it is personal. */
export interface RequestContext {
  readonly at: Date;
  readonly beganNs: number;
  relyingParty?: string;
  actor?: Actor;
  outcome?: string;
  misbehaviour?: string;
  serialNumber?: string;
  requestHash?: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    kazasu: RequestContext;
  }
  interface FastifyContextConfig {
    operation?: string;
  }
}

export interface RequestLog {
  readonly clock: Clock;
  readonly history: RequestHistory;
  readonly record?: Recorder;
  /** Hears of each row. */
  readonly onRequest?: (row: RequestRow) => void;
  /** Hears of a row or an event that cannot be kept; there is nobody left who could be answered. */
  readonly onLost: (error: unknown) => void;
}

export interface RequestAccounts {
  /** Begins the account of a request; when its answer is out, or its connection gone, it becomes row and event. */
  begin(request: FastifyRequest, reply: FastifyReply): void;
  /** Ends those still open, once their connections have been closed and before the store is. */
  end(): void;
}

/** The accounts of a service's requests. */
export const requestAccounts = (log: RequestLog): RequestAccounts => {
  const open = new Set<() => void>();
  return {
    begin(request, reply) {
      const context: RequestContext = {at: log.clock.wall(), beganNs: log.clock.now()};
      request.kazasu = context;
      const ended = (): void => {
        if (open.delete(ended)) {
          keep(log, context, request, reply);
        }
      };
      open.add(ended);
      whenOver(request.raw, reply.raw, ended);
    },
    end() {
      for (const ended of [...open]) {
        ended();
      }
    },
  };
};

const keep = (
  {clock, history, record, onRequest, onLost}: RequestLog,
  context: RequestContext,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const {at, beganNs} = context;
  const endNs = clock.now();
  const operation = request.routeOptions.config.operation ?? 'no-route';
  const {relyingParty, misbehaviour, serialNumber, requestHash} = context;
  const gone = !reply.raw.writableFinished && misbehaviour === undefined;
  const outcome = gone ? 'client-gone' : (context.outcome ?? String(reply.raw.statusCode));
  const row: RequestRow = {
    at,
    duration: (endNs - beganNs) / 1e6,
    operation,
    httpStatus: reply.raw.headersSent ? reply.raw.statusCode : 0,
    outcome,
    ...(relyingParty === undefined ? {} : {relyingParty}),
    ...(misbehaviour === undefined ? {} : {misbehaviour}),
    ...(serialNumber === undefined ? {} : {serialNumber}),
    ...(requestHash === undefined ? {} : {requestHash}),
  };
  for (const tell of [
    () => history.add(row),
    () => record?.({type: 'centre', at: beganNs, end: endNs, operation, outcome, side: 'centre'}),
    () => onRequest?.(row),
  ]) {
    try {
      tell();
    } catch (error) {
      // A locked store or a full disk costs the row, never the service. C172
      onLost(error);
    }
  }
};

/** Hex; undefined for no body. */
export const hashOf = (body: string | Uint8Array): string | undefined =>
  body.length === 0 ? undefined : createHash('sha256').update(body).digest('hex');
