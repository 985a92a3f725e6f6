import type {Socket} from 'node:net';
import type {FastifyInstance, FastifyReply, FastifyRequest} from 'fastify';
import {httpError} from './http-errors.ts';
import {problemOf} from './problem.ts';

/** What Node's parser complains of, and which error that is. */
const errorByCode: Readonly<Record<string, Parameters<typeof httpError>[0]>> = {
  HPE_HEADER_OVERFLOW: 'KZS-HTTP-HEADERS',
  ERR_HTTP_REQUEST_TIMEOUT: 'KZS-HTTP-TIMEOUT',
};

/** Answers what never became a request, and closes. */
export function answerBrokenRequest(
  this: FastifyInstance,
  error: Error & {code?: string},
  socket: Socket,
): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const {status, headers, body} = problemOf(
    httpError(errorByCode[error.code ?? ''] ?? 'KZS-HTTP-REQUEST-LINE'),
    undefined,
  );
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('');
  socket.end(`HTTP/1.1 ${status} \r\n${lines}\r\n${body}`);
}

/** An address that cannot be decoded. */
export const brokenAddress = (_error: Error, request: FastifyRequest, reply: FastifyReply): void => {
  const {status, headers, body} = problemOf(
    httpError('KZS-HTTP-REQUEST-LINE'),
    request.headers['accept-language'],
  );
  // As bytes: to a text the framework would add a charset.
  void reply.code(status).headers(headers).send(Buffer.from(body));
};
