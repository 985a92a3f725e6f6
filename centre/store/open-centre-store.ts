import {cardManagementInDatabase} from './card-management-in-database.ts';
import type {CentreStore} from './centre-store.ts';
import {certificatesInDatabase} from './certificates-in-database.ts';
import {challengesInDatabase} from './challenges-in-database.ts';
import {type Database, openDatabase} from './database.ts';
import {linksInDatabase} from './links-in-database.ts';
import {applicationId, type Migration, migrations} from './migrations.ts';
import {ownerInDatabase} from './owner-in-database.ts';
import {quotasInDatabase} from './quotas-in-database.ts';
import {relyingPartiesInDatabase} from './relying-parties-in-database.ts';
import {requestsInDatabase} from './requests-in-database.ts';
import {statusInDatabase} from './status-in-database.ts';
import {notAStore, storeBusy, storeNewer, storeUnusable} from './store-error.ts';
import {storeFile} from './store-file.ts';

export interface CentreStoreOptions {
  /** How long another process's lock is waited for, in ms. Default 5,000. */
  readonly busyMs?: number;
  /** How many requests are remembered of each relying party; default `rememberedRequests`. */
  readonly requests?: number;
}

/** Requests remembered of each relying party, and as many of nobody's. Bench-defined, C72. */
export const rememberedRequests = 100_000;

/**
 * A centre's store in a SQLite file, made or brought up to date, or in memory. Several processes may open one file.
 * What a call has returned from is on the disk. Holders are opaque ids; certificates for digital signature hold names.
 * @throws KazasuError `KZS-CENTRE-STORE`, `-FORMAT`, `-NEWER`, `-BUSY`; the file is then left as it was.
 */
export const openCentreStore = (
  file: string | ':memory:',
  {busyMs = 5_000, requests = rememberedRequests}: CentreStoreOptions = {},
): CentreStore => {
  const database = openDatabase(file === ':memory:' ? file : storeFile(file), {place: file, busyMs});
  try {
    bringUpToDate(database, file, busyMs);
    return {
      status: statusInDatabase(database),
      certificates: certificatesInDatabase(database),
      links: linksInDatabase(database),
      challenges: challengesInDatabase(database),
      relyingParties: relyingPartiesInDatabase(database),
      quotas: quotasInDatabase(database),
      requests: requestsInDatabase(database, requests),
      claim: ownerInDatabase(database, file),
      management: cardManagementInDatabase(database),
      transaction: database.transaction,
      close: database.close,
    };
  } catch (error) {
    database.close();
    throw error;
  }
};

/** Looks before it writes: nothing is changed in a file that is not ours to change. */
export const bringUpToDate = (
  database: Database,
  place: string,
  busyMs = 5_000,
  steps: readonly Migration[] = migrations,
): void => {
  const tables = Number(database.statement('SELECT count(*) FROM sqlite_schema').row()?.['count(*)'] ?? 0);
  const found = Number(database.pragma('application_id'));
  const version = (): number => Number(database.pragma('user_version'));
  if (found !== applicationId && (found !== 0 || tables > 0 || version() !== 0)) {
    throw notAStore(place, {en: "another program's database", ja: '別のプログラムのデータベース'});
  }
  if (version() > migrations.length) {
    throw storeNewer(place, version(), migrations.length);
  }
  useWriteAheadLog(database, place, busyMs);
  database.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
  if (version() === steps.length) {
    return;
  }
  database.transaction(() => {
    // Somebody else may have been faster.
    for (const [index, {sql}] of steps.entries()) {
      if (index >= version()) {
        database.exec(
          `${sql}\nPRAGMA user_version = ${index + 1}; PRAGMA application_id = ${applicationId};`,
        );
      }
    }
  });
};

/** SQLite does not wait for others when it changes the journal, so this does. */
const useWriteAheadLog = (database: Database, place: string, busyMs: number): void => {
  const end = performance.now() + busyMs;
  for (;;) {
    try {
      const mode = database.statement('PRAGMA journal_mode = WAL').row()?.['journal_mode'];
      if (mode === 'wal' || mode === 'memory') {
        return;
      }
      throw storeUnusable(place, {
        en: `its file system allows no write-ahead log (journal mode ${mode})`,
        ja: `ファイルシステムが書き込み先行ログに対応していません (ジャーナルモード ${mode})`,
      });
    } catch (error) {
      if ((error as {id?: string}).id !== storeBusy(place).id || performance.now() > end) {
        throw error;
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
};
