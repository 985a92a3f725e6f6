import {type AskResponder, type FetchList, NoAnswerInTime} from './check-status.ts';
import {usualTimeoutNs} from './transport.ts';

/** Where status is asked for, and how long and how much is taken. */
export interface StatusOverHttp {
  /** Of the responder, or of the list. */
  readonly url: string;
  /** From the first byte sent to the last received. */
  readonly timeoutMs?: number;
  /** Default: 256 KiB for an OCSP answer, 64 MiB for a list. */
  readonly mostBytes?: number;
}

/** Both ways to ask, in the terms of `checkStatus`. */
export interface StatusClients {
  readonly ask: AskResponder;
  readonly fetch: FetchList;
}

/** C46 for answers; a list of a million entries has some 40 MB. Bench-defined, C82 */
const usualBytes = {ask: 262_144, fetch: 67_108_864} as const;

const requestType = 'application/ocsp-request';
const responseType = 'application/ocsp-response';
const listType = 'application/pkix-crl';

/**
 * An OCSP responder (RFC 6960 appendix A) or a list (RFC 2585) over HTTP. No redirect is followed. What has another
 * type, or is too long, reads as nothing, so that `checkStatus` calls it malformed; any other status than 200 and
 * any broken connection is a rejection, which it calls unreachable.
 */
export const statusOverHttp = ({
  url,
  timeoutMs = usualTimeoutNs / 1e6,
  mostBytes,
}: StatusOverHttp): StatusClients => ({
  ask: (request) =>
    exchange(url, {
      init: {method: 'POST', headers: {'content-type': requestType, accept: responseType}, body: request},
      type: responseType,
      timeoutMs,
      mostBytes: mostBytes ?? usualBytes.ask,
    }),
  fetch: () =>
    exchange(url, {
      init: {headers: {accept: listType}},
      type: listType,
      timeoutMs,
      mostBytes: mostBytes ?? usualBytes.fetch,
    }),
});

interface Exchange {
  readonly init: {
    readonly method?: string;
    readonly headers: Record<string, string>;
    readonly body?: Uint8Array;
  };
  readonly type: string;
  readonly timeoutMs: number;
  readonly mostBytes: number;
}

const nothing = new Uint8Array();

const exchange = async (url: string, {init, type, timeoutMs, mostBytes}: Exchange): Promise<Uint8Array> => {
  const ending = new AbortController();
  const timer = setTimeout(() => ending.abort(), timeoutMs);
  try {
    const response = await fetch(url, {...init, redirect: 'manual', signal: ending.signal});
    if (response.status !== 200) {
      throw new Error(`status 200 was expected, but ${response.status} came`);
    }
    const [came = ''] = (response.headers.get('content-type') ?? '').split(';');
    return came.trim().toLowerCase() === type && response.body
      ? await collected(response.body, mostBytes)
      : nothing;
  } catch (error) {
    throw ending.signal.aborted ? new NoAnswerInTime() : error;
  } finally {
    clearTimeout(timer);
    // Whatever has not been read is not waited for.
    ending.abort();
  }
};

const collected = async (body: AsyncIterable<Uint8Array>, mostBytes: number): Promise<Uint8Array> => {
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of body) {
    length += piece.length;
    if (length > mostBytes) {
      return nothing;
    }
    pieces.push(piece);
  }
  return Uint8Array.from(Buffer.concat(pieces));
};
