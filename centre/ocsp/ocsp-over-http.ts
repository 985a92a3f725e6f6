import type {IncomingMessage, RequestListener, ServerResponse} from 'node:http';
import {requestLimits} from './request.ts';
import type {Responder} from './responder.ts';

const requestType = 'application/ocsp-request';
const responseType = 'application/ocsp-response';

/** OCSP by HTTP POST, RFC 6960 appendix A.1: 405 for another method, 415 for another type, 413 for too much. */
export const ocspOverHttp =
  ({respond}: Pick<Responder, 'respond'>): RequestListener =>
  (request, response) => {
    if (request.method !== 'POST') {
      refuse(response, 405);
    } else if (request.headers['content-type'] !== requestType) {
      refuse(response, 415);
    } else {
      answer(request, response, respond);
    }
  };

const answer = (request: IncomingMessage, response: ServerResponse, respond: Responder['respond']): void => {
  const chunks: Buffer[] = [];
  let length = 0;
  request.on('error', () => response.destroy());
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= requestLimits.bytes) {
      chunks.push(chunk);
    }
  });
  request.on('end', () => {
    if (length > requestLimits.bytes) {
      refuse(response, 413);
      return;
    }
    const bytes = respond(Buffer.concat(chunks));
    response.writeHead(200, {'content-type': responseType, 'content-length': bytes.length});
    response.end(bytes);
  });
};

const refuse = (response: ServerResponse, status: number): void => {
  response.writeHead(status, {'content-length': 0});
  response.end();
};
