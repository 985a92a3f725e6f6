import type {ChallengeStore} from './centre-store.ts';
import {challengeTaken} from './challenges-in-memory.ts';
import type {Database} from './database.ts';
import {bytesIn, dateIn, given, optionalTextIn} from './row-values.ts';
import {constraintOf} from './store-error.ts';

/** Challenges in SQLite; which of two processes spends one is decided by a single statement. */
export const challengesInDatabase = (database: Database): ChallengeStore => {
  const insert = database.statement(
    'INSERT INTO challenges (id, bytes, made_at, relying_party) VALUES (?, ?, ?, ?)',
  );
  const spend = database.statement(`
    UPDATE challenges SET spent = 1 WHERE id = ? AND relying_party IS ? AND spent = 0
    RETURNING bytes, made_at, relying_party`);
  const spent = database.statement('SELECT spent FROM challenges WHERE id = ? AND relying_party IS ?');
  const old = database.statement('SELECT id FROM challenges WHERE made_at < ? LIMIT 1');
  const forget = database.statement('DELETE FROM challenges WHERE made_at < ?');

  return {
    add({id, bytes, madeAt, relyingParty}) {
      try {
        // One that a power cut takes is asked for anew; that one is spent must not be forgotten.
        database.relaxed(() => insert.run(id, bytes, madeAt.getTime(), relyingParty ?? null));
      } catch (error) {
        throw constraintOf(error) === 'unique' ? challengeTaken() : error;
      }
    },
    spend(id, relyingParty) {
      // The id is what a client sent, whatever that is.
      if (typeof id !== 'string') {
        return 'unknown';
      }
      const row = spend.row(id, relyingParty ?? null);
      if (!row) {
        return spent.row(id, relyingParty ?? null) ? 'replayed' : 'unknown';
      }
      return {
        id,
        bytes: bytesIn(row, 'bytes'),
        madeAt: dateIn(row, 'made_at'),
        ...given('relyingParty', optionalTextIn(row, 'relying_party')),
      };
    },
    forgetBefore(instant) {
      // To find nothing needs no lock.
      if (old.row(instant.getTime())) {
        forget.run(instant.getTime());
      }
    },
  };
};
