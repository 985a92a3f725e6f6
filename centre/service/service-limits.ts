import {requestLimits} from '../ocsp/request.ts';

/** What the service takes from a client, in bytes, milliseconds and pieces. */
export interface ServiceLimits {
  readonly bodyBytes: number;
  readonly ocspBytes: number;
  readonly headerBytes: number;
  /** Until all headers are there; until the whole request is there. */
  readonly headersMs: number;
  readonly requestMs: number;
  /** Without a byte on the connection; also the longest that a silent misbehaviour lasts. */
  readonly idleMs: number;
  readonly keepAliveMs: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
  /** Requests of the public and of relying parties at once; more are answered 503. */
  readonly inFlight: number;
  /** How long stopping waits for what is in flight. */
  readonly stopMs: number;
}

/** Bench-defined, C81 */
export const usualLimits: ServiceLimits = {
  bodyBytes: 65_536,
  ocspBytes: requestLimits.bytes,
  headerBytes: 16_384,
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 60_000,
  keepAliveMs: 5_000,
  connections: 1_000,
  requestsPerConnection: 10_000,
  inFlight: 256,
  stopMs: 5_000,
};
