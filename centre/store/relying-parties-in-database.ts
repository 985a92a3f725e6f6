import {KazasuError} from '../../protocol/index.ts';
import type {RelyingPartyRow, RelyingPartyStore} from './centre-store.ts';
import type {Database} from './database.ts';
import {type DatabaseRow, dateIn, dateValue, given, numberIn, optionalDateIn, textIn} from './row-values.ts';
import {constraintOf} from './store-error.ts';

/** Relying parties in SQLite, in the order of registration. */
export const relyingPartiesInDatabase = (database: Database): RelyingPartyStore => {
  const upsert = database.statement(`
    INSERT INTO relying_parties (name, key_hash, quota_requests, quota_window_ms, registered_at, ended_at)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (name) DO UPDATE SET key_hash = excluded.key_hash, quota_requests = excluded.quota_requests,
      quota_window_ms = excluded.quota_window_ms, registered_at = excluded.registered_at,
      ended_at = excluded.ended_at`);
  const named = database.statement('SELECT * FROM relying_parties WHERE name = ?');
  const hashed = database.statement('SELECT * FROM relying_parties WHERE key_hash = ?');
  const all = database.statement('SELECT * FROM relying_parties ORDER BY registration');
  const optionalRow = (row: DatabaseRow | undefined): RelyingPartyRow | undefined => row && relyingParty(row);

  return {
    put({name, keyHash, quota, registeredAt, endedAt}) {
      try {
        const {requests, windowMs} = quota;
        upsert.run(name, keyHash, requests, windowMs, registeredAt.getTime(), dateValue(endedAt));
      } catch (error) {
        throw constraintOf(error) === 'unique' ? keyTaken(name) : error;
      }
    },
    get: (name) => optionalRow(named.row(name)),
    byKeyHash: (keyHash) => optionalRow(hashed.row(keyHash)),
    all: () => all.rows().map(relyingParty),
  };
};

const relyingParty = (row: DatabaseRow): RelyingPartyRow => ({
  name: textIn(row, 'name'),
  keyHash: textIn(row, 'key_hash'),
  quota: {requests: numberIn(row, 'quota_requests'), windowMs: numberIn(row, 'quota_window_ms')},
  registeredAt: dateIn(row, 'registered_at'),
  ...given('endedAt', optionalDateIn(row, 'ended_at')),
});

const keyTaken = (name: string): KazasuError =>
  new KazasuError('KZS-RELYING-PARTY-KEY-TAKEN', {
    en: `each relying party has a key of its own, but the one for ${name} is another's`,
    ja: `鍵は検証者ごとに異なるものですが、${name} の鍵は別の検証者のものです`,
  });
