import {once} from 'node:events';
import type {FastifyReply} from 'fastify';
import type {Clock} from '../../protocol/index.ts';
import type {TransportFault} from '../misbehaviour/transport.ts';
import type {Answer} from './route.ts';

type Kind = TransportFault['kind'];
type Play = (wire: Wire) => Promise<void> | void;

/** A connection whose answer is no longer the framework's. */
interface Wire {
  readonly reply: FastifyReply;
  readonly raw: FastifyReply['raw'];
  readonly answer: Answer;
  readonly clock: Clock;
  readonly ms: number;
}

/** Faults that come instead of the answer: it need not be made. */
export const withoutAnswer: ReadonlySet<Kind> = new Set(['silence', 'reset', 'closed', 'status', 'redirect']);

/** How the answer is changed, where it is still an answer. */
export const changedBy: Readonly<Partial<Record<Kind, (answer: Answer) => Answer>>> = {
  'content-type': (answer) => ({
    ...answer,
    headers: {...answer.headers, 'content-type': 'text/html; charset=utf-8'},
  }),
  empty: (answer) => ({...answer, body: ''}),
  truncate: (answer) => ({...answer, body: Buffer.from(answer.body).subarray(0, -7)}),
};

const plays: Readonly<Partial<Record<Kind, Play>>> = {
  silence: ({reply}) => gone(reply),
  reset: ({raw}) => void raw.socket?.resetAndDestroy(),
  closed: ({raw}) => void raw.socket?.resetAndDestroy(),
  drop: async ({raw, answer}) => {
    const body = Buffer.from(answer.body);
    raw.writeHead(answer.status, {...answer.headers, 'content-length': body.length});
    await new Promise<void>((sent) => raw.write(body.subarray(0, body.length / 2), () => sent()));
    raw.socket?.destroy();
  },
  drip: async ({reply, raw, answer, clock, ms}) => {
    const body = Buffer.from(answer.body);
    raw.writeHead(answer.status, {...answer.headers, 'content-length': body.length});
    raw.flushHeaders();
    for (const byte of body) {
      await pause(ms, clock, reply);
      if (raw.destroyed) {
        return;
      }
      raw.write(Buffer.of(byte));
    }
    raw.end();
  },
  endless: async ({raw, answer}) => {
    raw.writeHead(answer.status, answer.headers);
    const piece = Buffer.alloc(65_536);
    const ended = new AbortController();
    raw.once('close', () => ended.abort());
    while (!raw.destroyed) {
      if (!raw.write(piece)) {
        await once(raw, 'drain', {signal: ended.signal}).catch(() => undefined);
      }
    }
  },
  'bad-chunk': ({raw, answer}) => {
    const type = `content-type: ${answer.headers['content-type'] ?? 'text/plain'}`;
    raw.socket?.end(
      `HTTP/1.1 200 OK\r\n${type}\r\ntransfer-encoding: chunked\r\n\r\nmany\r\nbytes\r\n0\r\n\r\n`,
    );
  },
  'giant-header': ({raw, answer}) => {
    const body = Buffer.from(answer.body);
    raw.writeHead(answer.status, {
      ...answer.headers,
      'content-length': body.length,
      'x-filler': 'x'.repeat(262_144),
    });
    raw.end(body);
  },
};

/** Whether the fault takes the connection over. */
export const takesOver = (kind: Kind): boolean => Object.hasOwn(plays, kind);

/** Plays the fault on the connection itself; ends when the connection or the answer has. */
export const playFault = async (
  fault: TransportFault,
  reply: FastifyReply,
  answer: Answer,
  clock: Clock,
): Promise<void> => {
  reply.hijack();
  const {raw} = reply;
  // A client that has gone is what most of these faults end in.
  raw.on('error', () => undefined);
  await plays[fault.kind]?.({reply, raw, answer, clock, ms: 'ms' in fault ? fault.ms : 0});
};

/** When the connection is closed, by whichever side. */
export const gone = ({raw}: Pick<FastifyReply, 'raw'>): Promise<void> =>
  raw.destroyed ? Promise.resolve() : new Promise((resolve) => raw.once('close', resolve));

/** So many milliseconds, or until the connection is gone; nothing waits on behind it. */
export const pause = async (ms: number, clock: Clock, reply: Pick<FastifyReply, 'raw'>): Promise<void> => {
  if (clock.kind === 'virtual') {
    await clock.sleep(ms * 1e6);
    return;
  }
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      reply.raw.off('close', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    reply.raw.once('close', over);
  });
};

/** The answers of a broken server or a proxy before it. */
export const insteadOfAnswer = (fault: TransportFault, url: string): Answer | undefined => {
  if (fault.kind === 'status') {
    const text = fault.status === 500 ? 'Internal Server Error' : 'Service Unavailable';
    return {
      status: fault.status,
      body: `<html><title>${fault.status} ${text}</title></html>`,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        ...(fault.status === 503 ? {'retry-after': '1'} : {}),
      },
      outcome: String(fault.status),
    };
  }
  return fault.kind === 'redirect'
    ? {status: 307, body: '', headers: {location: url}, outcome: '307'}
    : undefined;
};
