import {KazasuError} from '../../protocol/index.ts';
import type {RelyingPartyRow} from '../store/centre-store.ts';
import {keyPrefix} from './relying-party-key.ts';

/** Letters and digits of any script, with blanks, dots, hyphens, underscores and `・` between; at most 64. */
const namePattern = /^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N} ._・-]{0,62}[\p{L}\p{M}\p{N}])?$/u;

/** Neither number reaches where sums of dates are no longer exact. */
const mostRequests = 1_000_000_000;
const longestWindowMs = 366 * 86_400_000;

/** The name, if it is one. */
export const checkedName = (name: string): string => {
  if (!namePattern.test(name) || name.includes(keyPrefix)) {
    throw new KazasuError('KZS-RELYING-PARTY-NAME', {
      en: `a relying party's name has 1 to 64 letters and digits, with blanks or one of ._- between, but ${shownName(name)} came`,
      ja: `検証者の名前は1〜64文字の文字と数字で、間に空白と . _ - を使えますが、${shownName(name)} が渡されました`,
    });
  }
  return name;
};

/** A name in an error. A key that was given in its place is not repeated. */
export const shownName = (name: string): string =>
  name.includes(keyPrefix) ? `"${keyPrefix}…"` : JSON.stringify(name);

export const checkedQuota = (quota: RelyingPartyRow['quota']): RelyingPartyRow['quota'] => {
  const {requests, windowMs} = quota;
  const within = (value: number, most: number): boolean =>
    Number.isInteger(value) && value >= 1 && value <= most;
  if (!within(requests, mostRequests) || !within(windowMs, longestWindowMs)) {
    throw new KazasuError('KZS-RELYING-PARTY-QUOTA', {
      en: `a quota is 1 to ${mostRequests} requests in 1 to ${longestWindowMs} whole ms, but ${requests} in ${windowMs} ms came`,
      ja: `割当は 1〜${longestWindowMs} ミリ秒あたり 1〜${mostRequests} 回の整数ですが、${windowMs} ミリ秒あたり ${requests} 回が渡されました`,
    });
  }
  return {requests, windowMs};
};
