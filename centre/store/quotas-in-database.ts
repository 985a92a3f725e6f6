import type {QuotaCounts} from './centre-store.ts';
import type {Database} from './database.ts';
import {numberIn} from './row-values.ts';

/** Counts in SQLite: they hold over all processes at one file, and outlive a restart. */
export const quotasInDatabase = (database: Database): QuotaCounts => {
  const window = database.statement('SELECT * FROM quota_windows WHERE relying_party = ?');
  const keep = database.statement(`
    INSERT INTO quota_windows (relying_party, opened_at, requests) VALUES (?, ?, ?)
    ON CONFLICT (relying_party) DO UPDATE SET opened_at = excluded.opened_at, requests = excluded.requests`);

  return {
    take(relyingParty, {requests, windowMs}, at) {
      const now = at.getTime();
      return database.relaxed(() =>
        database.transaction(() => {
          const row = window.row(relyingParty);
          const [openedAt, taken] = row ? [numberIn(row, 'opened_at'), numberIn(row, 'requests')] : [now, 0];
          // A clock that was put back must not shut anybody out.
          const over = now < openedAt || now >= openedAt + windowMs;
          const [from, before] = over ? [now, 0] : [openedAt, taken];
          const granted = before < requests;
          if (granted) {
            keep.run(relyingParty, from, before + 1);
          }
          const left = Math.max(0, requests - before - (granted ? 1 : 0));
          return {granted, left, opensAgain: new Date(from + windowMs)};
        }),
      );
    },
  };
};
