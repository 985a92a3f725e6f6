import {closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {performance} from 'node:perf_hooks';
import {
  type ChallengeStore,
  certificateStates,
  challengesInMemory,
  openCentreStore,
  type StatusStore,
  statusInMemory,
} from '../../centre/index.ts';
import {openDatabase} from '../../centre/store/database.ts';
import {virtualClock} from '../../protocol/index.ts';
import {afterNoon, noon, statusRow} from '../support/centre-store-content.ts';
import type {Measurement} from './measurement.ts';

const works = 500;
const rows = 1_000_000;
/** As many distribution points as there are municipalities, about. */
const partitions = 1_900;

type Kept = {readonly status: StatusStore; readonly challenges: ChallengeStore};

/** A store on the disk beside the bare disk and one in memory; and one partition among a million rows. */
export const measureCentreStore = async (): Promise<Measurement[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'kazasu-store-'));
  try {
    const onDisk = openCentreStore(join(folder, 'rates.db'));
    const inMemory: Kept = {status: statusInMemory(), challenges: challengesInMemory()};
    const forced = forcedWrites(join(folder, 'forced'));
    const [disk, memory] = [ratesOf(onDisk), ratesOf(inMemory)];
    onDisk.close();
    const rates = Object.entries(disk).map(([name, rate]) => ({
      name: `${name} in a centre's store on the disk / bare forced writes of 4 KiB`,
      value: `${(rate / forced).toFixed(2)} (${rate.toFixed(0)} / ${forced.toFixed(0)} a second; a store in memory ${memory[name as Work].toFixed(0)})`,
      aim: '≥ 0.2',
      met: rate / forced >= 0.2,
    }));
    return [...rates, onePartition(join(folder, 'million.db'))];
  } finally {
    rmSync(folder, {recursive: true});
  }
};

type Work = 'certificates enrolled' | 'certificates revoked' | 'challenges made and spent';

const ratesOf = ({status, challenges}: Kept): Readonly<Record<Work, number>> => {
  const states = certificateStates(virtualClock(noon), status);
  const challenge = {bytes: new Uint8Array(32), madeAt: noon};
  return {
    'certificates enrolled': rate((n) => status.put(statusRow(`S${n}`, {changes: []}))),
    'certificates revoked': rate((n) => states.revoke(`S${n}`, {reason: 'keyCompromise'})),
    'challenges made and spent': rate((n) => {
      challenges.add({id: `C${n}`, ...challenge});
      challenges.spend(`C${n}`);
    }),
  };
};

/** What the disk itself allows: a block written and forced, again and again. */
const forcedWrites = (file: string): number => {
  const descriptor = openSync(file, 'w');
  const block = new Uint8Array(4_096);
  try {
    return rate(() => {
      writeSync(descriptor, block);
      fdatasyncSync(descriptor);
    });
  } finally {
    closeSync(descriptor);
  }
};

const rate = (work: (n: number) => void): number => {
  const from = performance.now();
  for (let n = 0; n < works; n += 1) {
    work(n);
  }
  return works / ((performance.now() - from) / 1_000);
};

/** A million certificates, all revoked, written by SQLite itself, which takes seconds and not a minute. */
const million = `
  INSERT INTO partitions (id, authority, distribution_point)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${partitions - 1})
    SELECT i + 1, 'A1', 'D' || i FROM n;
  INSERT INTO status (id, serial_number, partition, not_after, changed)
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${rows - 1})
    SELECT i + 1, i, 1 + i % ${partitions}, ${afterNoon(86_400_000).getTime()}, 1 FROM n;
  INSERT INTO status_changes (status, position, kind, at, reason)
    SELECT id, 0, 'revoked', ${noon.getTime()}, 'keyCompromise' FROM status;`;

const onePartition = (file: string): Measurement => {
  const store = openCentreStore(file);
  const database = openDatabase(file);
  database.transaction(() => database.exec(million));
  database.close();
  const memory = statusInMemory();
  for (let n = 0; n < rows; n += 1) {
    memory.put(statusRow(String(n), {distributionPoint: `D${n % partitions}`}));
  }
  const ask = (status: StatusStore): number => {
    const states = certificateStates(virtualClock(noon), status);
    const from = performance.now();
    const found = states.revokedAt('A1', afterNoon(1), 'D7').length;
    const took = performance.now() - from;
    if (found !== Math.ceil((rows - 7) / partitions)) {
      throw new Error(`${found} rows were found in the partition`);
    }
    return took;
  };
  const took = Math.min(...Array.from({length: 5}, () => ask(store.status)));
  const inMemory = Math.min(...Array.from({length: 5}, () => ask(memory)));
  store.close();
  return {
    name: "a list's entries of one partition among a million rows, all in memory / in SQLite",
    value: `${(inMemory / took).toFixed(1)} (${inMemory.toFixed(1)} ms / ${took.toFixed(1)} ms)`,
    aim: '≥ 1',
    met: took <= inMemory,
  };
};
