import {createHash} from 'node:crypto';
import type {FastifyReply, FastifyRequest} from 'fastify';
import type {Clock, Recorder} from '../../protocol/index.ts';
import type {Actor} from '../card-management/context.ts';
import type {RequestHistory, RequestRow} from '../store/centre-store.ts';

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
}

/** Begins the account of a request; when its answer is out, or its connection gone, it becomes row and event. */
export const beginRequest = (
  {clock, history, record, onRequest}: RequestLog,
  request: FastifyRequest,
  reply: FastifyReply,
): void => {
  const beganNs = clock.now();
  const context: RequestContext = {at: clock.wall(), beganNs};
  request.kazasu = context;
  reply.raw.once('close', () => {
    const endNs = clock.now();
    const operation = request.routeOptions.config.operation ?? 'no-route';
    const {relyingParty, misbehaviour, serialNumber, requestHash} = context;
    const gone = !reply.raw.writableFinished && misbehaviour === undefined;
    const outcome = gone ? 'client-gone' : (context.outcome ?? String(reply.raw.statusCode));
    const row: RequestRow = {
      at: context.at,
      duration: (endNs - beganNs) / 1e6,
      operation,
      httpStatus: reply.raw.headersSent ? reply.raw.statusCode : 0,
      outcome,
      ...(relyingParty === undefined ? {} : {relyingParty}),
      ...(misbehaviour === undefined ? {} : {misbehaviour}),
      ...(serialNumber === undefined ? {} : {serialNumber}),
      ...(requestHash === undefined ? {} : {requestHash}),
    };
    history.add(row);
    record?.({type: 'centre', at: beganNs, end: endNs, operation, outcome, side: 'centre'});
    onRequest?.(row);
  });
};

/** Hex; undefined for no body. */
export const hashOf = (body: string | Uint8Array): string | undefined =>
  body.length === 0 ? undefined : createHash('sha256').update(body).digest('hex');
