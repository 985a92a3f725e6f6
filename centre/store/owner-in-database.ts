import type {Database} from './database.ts';
import {textIn} from './row-values.ts';
import {storeOfAnotherSeed} from './store-error.ts';

/** Whose store it is: the first that asks, and then nobody else. `place` is named in the error. */
export const ownerInDatabase = (database: Database, place: string): ((authority: string) => void) => {
  const insert = database.statement('INSERT OR IGNORE INTO owner (only, authority) VALUES (1, ?)');
  const kept = database.statement('SELECT authority FROM owner');
  return (authority) => {
    insert.run(authority);
    const row = kept.row();
    const owner = row ? textIn(row, 'authority') : authority;
    if (owner !== authority) {
      throw storeOfAnotherSeed(place, owner, authority);
    }
  };
};
