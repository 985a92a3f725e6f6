import {randomBytes} from 'node:crypto';
import {
  type CentreStore,
  type CertificateLink,
  type CertificateRow,
  type ChallengeRow,
  keyHashOf,
  type NewKey,
  type RelyingPartyDesk,
  type RelyingPartyRow,
  type RequestFilter,
  type RequestRow,
  statusInMemory,
} from '../../centre/index.ts';
import {type Clock, KazasuError} from '../../protocol/index.ts';

/** A store that forgets everything when the process ends. Its transactions do not roll back. */
export const storeInMemory = (): CentreStore => {
  const certificates = new Map<string, CertificateRow>();
  const links: CertificateLink[] = [];
  const challenges = new Map<string, ChallengeRow & {spent: boolean}>();
  const parties = new Map<string, RelyingPartyRow>();
  let requests: (RequestRow & {number: number})[] = [];
  let last = 0;
  return {
    status: statusInMemory(),
    certificates: {
      add(row) {
        if (certificates.has(row.serialNumber)) {
          throw new KazasuError('KZS-CENTRE-SERIAL-TAKEN', {
            en: `a serial number is given once, but ${row.serialNumber} is taken`,
            ja: `シリアル番号は一度だけ使いますが、${row.serialNumber} は使用済みです`,
          });
        }
        certificates.set(row.serialNumber, row);
      },
      get: (serialNumber) => certificates.get(serialNumber),
      ofHolder: (holder) => [...certificates.values()].filter((row) => row.holder === holder),
      page({after, limit}) {
        const all = [...certificates.values()];
        const from = after === undefined ? 0 : all.findIndex((row) => row.serialNumber === after) + 1;
        return all.slice(from, from + limit);
      },
    },
    links: {
      add: (link) => void links.push(link),
      from: (serialNumber, kind) => links.find((link) => link.from === serialNumber && link.kind === kind),
      to: (serialNumber, kind) => links.filter((link) => link.to === serialNumber && link.kind === kind),
    },
    challenges: {
      add: (row) => void challenges.set(row.id, {...row, spent: false}),
      spend(id, relyingParty) {
        const found = challenges.get(id);
        if (!found || found.relyingParty !== relyingParty) {
          return 'unknown';
        }
        const {spent} = found;
        found.spent = true;
        return spent ? 'replayed' : found;
      },
      forgetBefore: () => undefined,
    },
    relyingParties: {
      put: (row) => void parties.set(row.name, row),
      get: (name) => parties.get(name),
      byKeyHash: (hash) => [...parties.values()].find(({keyHash}) => keyHash === hash),
      all: () => [...parties.values()],
    },
    requests: {
      add(row) {
        last += 1;
        requests.push({...row, number: last});
        return last;
      },
      find: (filter) =>
        requests
          .filter((row) => row.number > (filter.after ?? 0) && fits(row, filter))
          .slice(0, filter.limit),
      clear: () => {
        requests = [];
      },
    },
    transaction: (work) => work(),
    close: () => undefined,
  };
};

const fits = (row: RequestRow, filter: RequestFilter): boolean =>
  (['relyingParty', 'operation', 'serialNumber', 'misbehaviour'] as const).every(
    (name) => filter[name] === undefined || filter[name] === row[name],
  );

/** Relying parties over that store, with a quota in windows. */
export const relyingPartiesInMemory = (
  {relyingParties, requests}: CentreStore,
  clock: Pick<Clock, 'wall'>,
): RelyingPartyDesk => {
  const windows = new Map<string, {readonly until: number; count: number}>();
  const issued = (row: Omit<RelyingPartyRow, 'keyHash'>): NewKey => {
    const key = randomBytes(24).toString('base64url');
    const relyingParty = {...row, keyHash: keyHashOf(key)};
    relyingParties.put(relyingParty);
    return {relyingParty, key};
  };
  const known = (name: string): RelyingPartyRow => {
    const found = relyingParties.get(name);
    if (!found) {
      throw new KazasuError('KZS-RELYING-PARTY-UNKNOWN', {
        en: `the name of a registered relying party was expected, but "${name}" is none`,
        ja: `登録済みの検証者の名前が必要ですが、「${name}」は登録されていません`,
      });
    }
    return found;
  };
  const authenticate: RelyingPartyDesk['authenticate'] = (key) => {
    const found = relyingParties.byKeyHash(keyHashOf(key ?? ''));
    if (!found) {
      return {admitted: false, reason: 'key-unknown', sentence: unknownKey};
    }
    return found.endedAt
      ? {admitted: false, reason: 'relying-party-ended', sentence: endedParty, name: found.name}
      : found;
  };
  return {
    authenticate,
    admit(key) {
      const found = authenticate(key);
      if ('admitted' in found) {
        return found;
      }
      const {name, quota} = found;
      const now = clock.wall().getTime();
      const held = windows.get(name);
      const window = held && now < held.until ? held : {until: now + quota.windowMs, count: 0};
      windows.set(name, window);
      window.count += 1;
      return window.count <= quota.requests
        ? {admitted: true, relyingParty: found}
        : {
            admitted: false,
            reason: 'over-quota',
            sentence: overQuota,
            name,
            opensAgain: new Date(window.until),
          };
    },
    register(name, quota) {
      if (relyingParties.get(name)) {
        throw new KazasuError('KZS-RELYING-PARTY-TAKEN', {
          en: `a relying party's name is given once, but "${name}" is registered or was`,
          ja: `検証者の名前は一度だけ使いますが、「${name}」はすでに登録されています`,
        });
      }
      return issued({name, quota, registeredAt: clock.wall()});
    },
    newKey: (name) => issued(known(name)),
    end(name) {
      const ended = {...known(name), endedAt: clock.wall()};
      relyingParties.put(ended);
      return ended;
    },
    all: relyingParties.all,
    requestsOf: (name, filter = {}) => requests.find({...filter, relyingParty: known(name).name}),
  };
};

const unknownKey = {
  en: 'the key of a registered relying party was expected, but the one that came belongs to nobody',
  ja: '登録済みの検証者の鍵が必要ですが、渡された鍵はどの検証者のものでもありません',
};
const endedParty = {
  en: 'the registration of this relying party has ended, so its key is no longer accepted',
  ja: 'この検証者の登録は終了したため、その鍵は受け付けません',
};
const overQuota = {
  en: 'the quota of this relying party is used up; the header Retry-After says when to come again',
  ja: 'この検証者の割当を使い切りました。再開できる時間はヘッダー Retry-After にあります',
};
