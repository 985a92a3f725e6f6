import {createRequire} from 'node:module';
import type LibsqlDatabase from 'libsql';
import {type ColumnValue, columnValues, type DatabaseRow} from './row-values.ts';
import {storeError, storeUnusable} from './store-error.ts';

/** A statement that is prepared once, when it is first used. */
export interface Statement {
  /** How many rows it changed. */
  run(...values: ColumnValue[]): number;
  /** The first row. */
  row(...values: ColumnValue[]): DatabaseRow | undefined;
  /** All rows at once: two readers of one statement would take rows from each other. */
  rows(...values: ColumnValue[]): DatabaseRow[];
}

/** A connection to SQLite. Errors of all methods: those of `store-error.ts`. */
export interface Database {
  statement(sql: string): Statement;
  exec(sql: string): void;
  pragma(name: string): ColumnValue;
  /** Kept together or not at all. Inside another one it is a part of it that can fail alone. */
  transaction<T>(work: () => T): T;
  /** Writes without waiting for the disk: outlives a killed process, and perhaps not a power cut. */
  relaxed<T>(work: () => T): T;
  close(): void;
}

interface Prepared {
  run(values: readonly ColumnValue[]): {changes: number};
  get(values: readonly ColumnValue[]): DatabaseRow | undefined;
  all(values: readonly ColumnValue[]): DatabaseRow[];
}

interface Connection {
  readonly inTransaction: boolean;
  prepare(sql: string): Prepared;
  exec(sql: string): void;
  close(): void;
}

const require = createRequire(import.meta.url);

/** Loaded when a store is opened: its binary takes longer to load than most commands to run. */
const libsql = (): typeof LibsqlDatabase => require('libsql');

/** `busyMs`: how long another process's lock is waited for. `place` is named in errors. */
export const openDatabase = (path: string, {place = path, busyMs = 5_000} = {}): Database => {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw storeError(place, error);
    }
  };
  const connection: Connection = guarded(
    () => new (libsql())(path, {timeout: busyMs}) as unknown as Connection,
  );
  let open = true;
  let depth = 0;

  /** libsql runs prepared statements also after `close`; and SQLite gives up a transaction by itself when a disk is full. */
  const ready = (): void => {
    if (!open) {
      throw storeUnusable(place, {en: 'it has been closed', ja: 'すでに閉じられています'});
    }
    if (depth > 0 && !connection.inTransaction) {
      throw storeUnusable(place, {
        en: 'the transaction has been given up',
        ja: 'トランザクションが取り消されました',
      });
    }
  };
  const exec = (sql: string): void => guarded(() => connection.exec(sql));

  const statement = (sql: string): Statement => {
    let prepared: Prepared | undefined;
    const call = <T>(
      work: (of: Prepared, values: readonly ColumnValue[]) => T,
      values: readonly unknown[],
    ): T => {
      ready();
      return guarded(() => {
        // To prepare all of a store's statements takes longer than to make its tables.
        prepared ??= connection.prepare(sql);
        return work(prepared, columnValues(values));
      });
    };
    return {
      run: (...values) => call((of, all) => of.run(all).changes, values),
      row: (...values) => call((of, all) => of.get(all), values),
      rows: (...values) => call((of, all) => of.all(all), values),
    };
  };

  return {
    statement,
    exec(sql) {
      ready();
      exec(sql);
    },
    pragma(name) {
      const found = statement(`SELECT * FROM pragma_${name}`).row() ?? {};
      return (Object.values(found)[0] ?? null) as ColumnValue;
    },
    transaction(work) {
      ready();
      const name = `part_${depth}`;
      // Writers queue at once: whoever first reads and then wants to write could be turned away in the middle.
      exec(depth === 0 ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${name}`);
      depth += 1;
      try {
        const result = finished(work());
        ready();
        exec(depth === 1 ? 'COMMIT' : `RELEASE ${name}`);
        return result;
      } catch (error) {
        if (connection.inTransaction) {
          exec(depth === 1 ? 'ROLLBACK' : `ROLLBACK TO ${name}; RELEASE ${name}`);
        }
        throw error;
      } finally {
        depth -= 1;
      }
    },
    relaxed(work) {
      if (depth > 0) {
        return work();
      }
      ready();
      exec('PRAGMA synchronous = NORMAL');
      try {
        return work();
      } finally {
        exec('PRAGMA synchronous = FULL');
      }
    },
    close() {
      if (!open) {
        return;
      }
      // The connection lives on inside libsql until its statements are collected; what is kept goes into the file now.
      try {
        statement('PRAGMA wal_checkpoint(TRUNCATE)').rows();
      } catch {
        // Somebody else is at work on it, who will do so.
      }
      open = false;
      connection.close();
    },
  };
};

/** A transaction that went on after its end would be none. */
const finished = <T>(result: T): T => {
  if (typeof (result as {then?: unknown} | null | undefined)?.then === 'function') {
    throw new TypeError('the work of a transaction ends before it returns, but a promise came');
  }
  return result;
};
