import {type Clock, KazasuError, type Random, systemRandom} from '../../protocol/index.ts';
import type {CentreStore, NumberedRequest, RelyingPartyRow, RequestFilter} from '../store/centre-store.ts';
import {type Admission, type RefusalReason, type RefusedRequest, refusalSentence} from './admission.ts';
import {checkedName, checkedQuota, shownName} from './registration.ts';
import {hashOfKey, isKeyOf, newRelyingPartyKey} from './relying-party-key.ts';

export interface RelyingPartyParts {
  readonly store: Pick<CentreStore, 'relyingParties' | 'quotas' | 'requests' | 'transaction'>;
  readonly clock: Pick<Clock, 'wall'>;
  /** Where keys come from. Default: the system's; a seed would give the same keys again after a restart. */
  readonly random?: Random;
}

/** The key is shown here and never again. */
export interface RegisteredRelyingParty {
  readonly relyingParty: RelyingPartyRow;
  readonly key: string;
}

/** A relying party's own request: `number` counts its requests only, so it says nothing of others. */
export type OwnRequest = Omit<NumberedRequest, 'ordinal'>;

/** 検証者: who may ask a centre, how much, and what each has asked. Errors: `KZS-RELYING-PARTY-…`. */
export interface RelyingParties {
  /** Errors: `-NAME` for a name that is none, `-TAKEN` for one that is registered or was, `-QUOTA`. */
  register(name: string, quota: RelyingPartyRow['quota']): RegisteredRelyingParty;
  /** The old key is worth nothing from now on. Errors: `-UNKNOWN`, `-ENDED`. */
  newKey(name: string): RegisteredRelyingParty;
  /** For good: the name stays taken, its history readable. Saying it twice changes nothing. Error: `-UNKNOWN`. */
  end(name: string): RelyingPartyRow;
  all(): RelyingPartyRow[];
  /** Whose key it is, while it is in force. Counts nothing. */
  authenticate(key: string | undefined): RelyingPartyRow | RefusedRequest;
  /** The same, and takes one request from the quota; a refused one takes nothing. */
  admit(key: string | undefined): Admission;
  /** What this relying party has asked, whatever the filter names; nothing of anybody else. Error: `-UNKNOWN`. */
  requestsOf(name: string, filter?: Omit<RequestFilter, 'relyingParty' | 'afterOrdinal'>): OwnRequest[];
}

/** Quotas are counted in windows that open with the first request behind the end of the one before (C71). */
export const openRelyingParties = ({
  store,
  clock,
  random = systemRandom(),
}: RelyingPartyParts): RelyingParties => {
  const {relyingParties, quotas, requests} = store;
  const known = (name: string): RelyingPartyRow => {
    const row = relyingParties.get(name);
    if (!row) {
      throw unknownName(name);
    }
    return row;
  };
  const withNewKey = (row: Omit<RelyingPartyRow, 'keyHash'>): RegisteredRelyingParty => {
    const key = newRelyingPartyKey(random);
    const relyingParty = {...row, keyHash: hashOfKey(key)};
    relyingParties.put(relyingParty);
    return {relyingParty, key};
  };
  const authenticate = (key: string | undefined): RelyingPartyRow | RefusedRequest => {
    // A hash that is found by its index tells nothing of the key; it is compared again all the same.
    const row = relyingParties.byKeyHash(hashOfKey(key ?? ''));
    if (!isKeyOf(key ?? '', row?.keyHash ?? '') || !row) {
      return refused('key-unknown');
    }
    return row.endedAt ? refused('relying-party-ended', row) : row;
  };

  return {
    register: (name, quota) =>
      store.transaction(() => {
        const row = {name: checkedName(name), quota: checkedQuota(quota), registeredAt: clock.wall()};
        if (relyingParties.get(name)) {
          throw nameTaken(name);
        }
        return withNewKey(row);
      }),
    newKey: (name) =>
      store.transaction(() => {
        const {keyHash: _, ...row} = known(name);
        if (row.endedAt) {
          throw ended(name, row.endedAt);
        }
        return withNewKey(row);
      }),
    end: (name) =>
      store.transaction(() => {
        const row = known(name);
        const endedRow = {...row, endedAt: row.endedAt ?? clock.wall()};
        relyingParties.put(endedRow);
        return endedRow;
      }),
    all: () => relyingParties.all(),
    authenticate,
    admit(key) {
      const found = authenticate(key);
      if ('admitted' in found) {
        return found;
      }
      const {granted, left, opensAgain} = quotas.take(found.name, found.quota, clock.wall());
      return granted
        ? {admitted: true, relyingParty: found, left, opensAgain}
        : refused('over-quota', found, opensAgain);
    },
    requestsOf(name, {after, ...filter} = {}) {
      const found = requests.find({
        ...filter,
        ...(after === undefined ? {} : {afterOrdinal: after}),
        relyingParty: known(name).name,
      });
      return found.map(({ordinal, ...request}) => ({...request, number: ordinal}));
    },
  };
};

const refused = (reason: RefusalReason, party?: RelyingPartyRow, opensAgain?: Date): RefusedRequest => ({
  admitted: false,
  reason,
  sentence: refusalSentence(reason, party, opensAgain),
  ...(party ? {name: party.name} : {}),
  ...(opensAgain ? {opensAgain} : {}),
});

const nameTaken = (name: string): KazasuError =>
  new KazasuError('KZS-RELYING-PARTY-TAKEN', {
    en: `a relying party's name is given once and for all, but "${name}" is registered or was`,
    ja: `検証者の名前は一度だけ使いますが、「${name}」はすでに登録されているか、登録されていました`,
  });

const unknownName = (name: string): KazasuError =>
  new KazasuError('KZS-RELYING-PARTY-UNKNOWN', {
    en: `the name of a registered relying party was expected, but ${shownName(name)} is none`,
    ja: `登録済みの検証者の名前が必要ですが、${shownName(name)} は登録されていません`,
  });

const ended = (name: string, at: Date): KazasuError =>
  new KazasuError('KZS-RELYING-PARTY-ENDED', {
    en: `a new key is for a relying party that is registered, but "${name}" ended at ${at.toISOString()}`,
    ja: `新しい鍵は登録中の検証者のものですが、「${name}」は ${at.toISOString()} に終了しています`,
  });
