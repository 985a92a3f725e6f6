import type {Authority} from '../authorities/authority.ts';
import {dayInJapan, startOfDay} from '../japan-time.ts';
import type {CertificateStates} from '../status/certificate-states.ts';
import {certificateList} from './certificate-list.ts';

const minute = 60_000;
const day = 24 * 60 * minute;

/** How long a day's lists take until they can be had; until then the lists of the day before are. [S19], C43 */
export const publicationMs = 10 * minute;

/** The lists of one authority. */
export interface ListIssuer {
  /**
   * The list that can be had at an instant: all certificates, or those of one distribution point (DER of its name).
   * The same list, byte for byte, until the next one is there.
   */
  listAt(at: Date, partition?: Uint8Array): Uint8Array;
}

/** What an authority made is kept this many lists long. */
const kept = 64;

/** When the list that can be had at an instant was made, and when the next one is. */
export const listTimes = (at: Date): {readonly thisUpdate: Date; readonly nextUpdate: Date} => {
  const thisUpdate = startOfDay(dayInJapan(new Date(at.getTime() - publicationMs)));
  return {thisUpdate, nextUpdate: new Date(thisUpdate.getTime() + day)};
};

/** Daily lists from midnight in Japan to the next. Numbers count the days since 1970-01-01. Bench-defined, C43. */
export const openListIssuer = (authority: Authority, states: CertificateStates): ListIssuer => {
  const made = new Map<string, Uint8Array>();
  const keyId = Buffer.from(authority.keyIdentifier).toString('hex');
  return {
    listAt(at, partition) {
      const {thisUpdate, nextUpdate} = listTimes(at);
      const point = partition ? Buffer.from(partition).toString('hex') : undefined;
      const key = `${thisUpdate.getTime()}/${point ?? ''}`;
      const known = made.get(key);
      if (known) {
        return known;
      }
      const list = certificateList(
        {
          issuer: authority.name,
          authorityKeyIdentifier: authority.keyIdentifier,
          thisUpdate,
          nextUpdate,
          number: dayNumber(thisUpdate),
          ...(partition ? {partition} : {}),
          entries: states.revokedAt(keyId, thisUpdate, point),
        },
        authority.sign,
      );
      made.set(key, list);
      const [oldest] = made.keys();
      if (made.size > kept && oldest !== undefined) {
        made.delete(oldest);
      }
      return list;
    },
  };
};

/** Nine hours on, so that midnight in Japan begins a day. */
const dayNumber = (midnight: Date): number => Math.floor((midnight.getTime() + 9 * 60 * minute) / day);
