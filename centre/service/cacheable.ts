import {createHash} from 'node:crypto';
import type {Answer, Asked} from './route.ts';

export interface Cacheable {
  readonly body: Uint8Array;
  readonly type: string;
  readonly modified: Date;
  readonly expires: Date;
}

/** Bytes that are good until they expire, or 304 where the client has them; RFC 9110 clause 13, RFC 5019 clause 6. */
export const cacheableAnswer = (
  {body, type, modified, expires}: Cacheable,
  {at, header}: Pick<Asked<unknown, unknown, unknown>, 'at' | 'header'>,
  outcome: string,
): Answer => {
  const tag = `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`;
  const seconds = Math.max(0, Math.floor((expires.getTime() - at.getTime()) / 1000));
  const headers = {
    etag: tag,
    'last-modified': modified.toUTCString(),
    expires: expires.toUTCString(),
    'cache-control': `public, max-age=${seconds}, no-transform, must-revalidate`,
  };
  return clientHasIt(tag, modified, header)
    ? {status: 304, body: '', headers, outcome: 'not-modified'}
    : {status: 200, body, headers: {...headers, 'content-type': type}, outcome};
};

/** If-None-Match counts where it is there; If-Modified-Since only without. */
const clientHasIt = (tag: string, modified: Date, header: (name: string) => string | undefined): boolean => {
  const tags = header('if-none-match');
  if (tags !== undefined) {
    return tags.split(',').some((one) => ['*', tag].includes(one.trim().replace(/^W\//, '')));
  }
  const since = Date.parse(header('if-modified-since') ?? '');
  return modified.getTime() <= since;
};
