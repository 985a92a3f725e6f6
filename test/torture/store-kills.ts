import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {openCentreStore} from '../../centre/index.ts';
import {openDatabase} from '../../centre/store/database.ts';
import {noon} from '../support/centre-store-content.ts';
import {dice} from '../support/dice.ts';
import type {Toll} from './power-cuts.ts';

/** What can be wrong with a store or with who uses it, each found by the losses it makes. */
export type StorePlant =
  | 'none'
  /** A transaction in two parts. */
  | 'split-transaction'
  /** Says that it is done before it is. */
  | 'say-before-done'
  /** What is on the disk when nobody waited for the log. */
  | 'file-without-log';

export interface StoreKillOptions {
  readonly kills: number;
  readonly seed: number;
  readonly plant?: StorePlant;
  /** All lives end between two steps: then the seed alone decides what is found. */
  readonly betweenSteps?: boolean;
  readonly progress?: (done: number) => void;
}

const program = fileURLToPath(new URL('./store-life-process.js', import.meta.url));

/** A life ends within so many points between two steps, or within so many ms of its first acknowledgement. */
const mostPoints = 60;
const longestLifeMs = 40;

/**
 * Kills a process at work on a centre's store with SIGKILL, again and again on one file: half of the lives between two
 * steps of its work, half whenever it was. What it had acknowledged is held against a copy of the file and its log.
 */
export const killStores = async ({
  kills,
  seed,
  plant = 'none',
  betweenSteps = false,
  progress,
}: StoreKillOptions): Promise<Toll> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-store-'));
  const file = join(folder, 'centre.db');
  const roll = dice(seed);
  const losses: string[] = [];
  const acknowledged: string[] = [];
  try {
    for (let kill = 1; kill <= kills; kill += 1) {
      const points = betweenSteps || kill % 2 === 0 ? 1 + roll.below(mostPoints) : 0;
      const said = await oneLife([file, String(kill), String(roll.below(2 ** 31)), String(points), plant], {
        killAfterMs: points === 0 ? roll.below(longestLifeMs) : undefined,
      });
      acknowledged.push(...said);
      const last = kill === kills;
      const found = compare(copyOf(file, folder, plant), last ? acknowledged : said);
      losses.push(...found.map((loss) => `kill ${kill} of seed ${seed}: ${loss}`));
      progress?.(kill);
    }
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
  return {cuts: kills, losses};
};

/** Several processes begin at once on one new file and kill themselves at work; what they had acknowledged is there. */
export const beginTogether = async (processes: number, seed: number): Promise<Toll> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-store-'));
  const file = join(folder, 'centre.db');
  const roll = dice(seed);
  try {
    const lives = Array.from({length: processes}, (_, life) => {
      const args = [file, String(life), String(roll.below(2 ** 31)), String(mostPoints), 'none'];
      return oneLife(args, {killAfterMs: undefined});
    });
    const said = (await Promise.all(lives)).flat();
    return {cuts: processes, losses: compare(copyOf(file, folder, 'none'), said)};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
};

/** What a life had acknowledged when it ended. */
const oneLife = async (
  args: readonly string[],
  {killAfterMs}: {readonly killAfterMs: number | undefined},
): Promise<string[]> => {
  const child = spawn(process.execPath, [program, ...args], {stdio: ['ignore', 'pipe', 'pipe']});
  const ended = once(child, 'close');
  const [said, complaint] = [textOf(child.stdout), textOf(child.stderr)];
  if (killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), ended]);
    await wait(killAfterMs);
    child.kill('SIGKILL');
  }
  const [, signal] = await ended;
  if (signal !== 'SIGKILL') {
    throw new Error(`a life was to end by SIGKILL: ${complaint()}`);
  }
  return said().split('\n').slice(0, -1);
};

const textOf = (stream: ChildProcess['stdout']): (() => string) => {
  let text = '';
  stream?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
};

/** A copy, so that whoever opens the file next finds it as the killed process left it, and has to recover it. */
const copyOf = (file: string, folder: string, plant: StorePlant): string => {
  const copy = join(folder, 'copy.db');
  for (const end of ['', '-wal', '-shm']) {
    rmSync(copy + end, {force: true});
  }
  copyFileSync(file, copy);
  if (plant !== 'file-without-log' && existsSync(`${file}-wal`)) {
    copyFileSync(`${file}-wal`, `${copy}-wal`);
  }
  return copy;
};

/** What must not be found after a kill: what it tells of, and where it is. */
const impossible: Readonly<Record<string, string>> = {
  'a certificate without its other one or its link': `
    SELECT c.serial_number FROM certificates c WHERE NOT EXISTS
      (SELECT * FROM certificate_links l WHERE c.serial_number IN (l.from_serial, l.to_serial))`,
  'a certificate without a state': `
    SELECT serial_number FROM certificates WHERE serial_number NOT IN (SELECT serial_number FROM status)`,
  'one of two certificates revoked': `
    SELECT a.serial_number FROM status a JOIN status b
      ON b.serial_number = substr(a.serial_number, 1, length(a.serial_number) - 1) || 'B'
    WHERE a.serial_number LIKE '%A' AND a.changed <> b.changed`,
  'a state that says it has a change and has none': `
    SELECT serial_number FROM status WHERE changed <> EXISTS (SELECT * FROM status_changes WHERE status = id)`,
  'a request without its number': `
    SELECT relying_party AS serial_number FROM requests GROUP BY relying_party
    HAVING max(ordinal) <> (SELECT c.requests FROM request_counts c WHERE c.relying_party = requests.relying_party)`,
};

/** How to see that something acknowledged is there. */
const shown: Readonly<Record<string, string>> = {
  issued: "SELECT 1 FROM certificate_links WHERE from_serial = ? || 'B'",
  challenge: 'SELECT 1 FROM challenges WHERE id = ?',
  revoked: "SELECT 1 FROM status WHERE serial_number = ? || 'A' AND changed = 1",
  spent: 'SELECT 1 FROM challenges WHERE id = ? AND spent = 1',
  asked: 'SELECT 1 FROM requests WHERE serial_number = ?',
};

const compare = (copy: string, acknowledged: readonly string[]): string[] => {
  let store: ReturnType<typeof openCentreStore>;
  try {
    store = openCentreStore(copy);
  } catch (error) {
    return [`the store cannot be opened: ${String(error)}`];
  }
  const database = openDatabase(copy);
  const losses = Object.entries(impossible).flatMap(([what, sql]) =>
    database
      .statement(sql)
      .rows()
      .map((row) => `${what}: ${row['serial_number']}`),
  );
  const statements = Object.fromEntries(
    Object.entries(shown).map(([what, sql]) => [what, database.statement(sql)]),
  );
  for (const line of acknowledged) {
    const [what = '', serial = ''] = line.split(' ');
    if (!statements[what]?.row(serial)) {
      losses.push(`acknowledged and not there: ${line}`);
    }
    if (what === 'spent' && store.challenges.spend(serial) !== 'replayed') {
      losses.push(`a spent challenge could be spent again: ${serial}`);
    }
  }
  for (const check of ['integrity_check', 'foreign_key_check']) {
    const found = database
      .statement(`PRAGMA ${check}`)
      .rows()
      .map((row) => Object.values(row).join(' '));
    losses.push(...found.filter((line) => line !== 'ok').map((line) => `${check}: ${line}`));
  }
  database.close();
  store.close();
  return losses;
};

export interface RaceResult {
  readonly challenges: number;
  /** Who won each challenge, as often as it was won. */
  readonly winners: ReadonlyMap<string, readonly number[]>;
}

/** Two processes spend the same challenges from the same moment on. */
export const raceForChallenges = async (challenges: number, plant = 'none'): Promise<RaceResult> => {
  const folder = mkdtempSync(join(tmpdir(), 'kz-race-'));
  const file = join(folder, 'centre.db');
  try {
    const store = openCentreStore(file);
    store.transaction(() => {
      for (let n = 0; n < challenges; n += 1) {
        store.challenges.add({id: `c${n}`, bytes: Uint8Array.of(1), madeAt: noon});
      }
    });
    const runners = [0, 1].map((runner) => {
      const args = [program, file, String(challenges), 'race', '0', plant];
      const child = spawn(process.execPath, args, {stdio: ['pipe', 'pipe', 'pipe']});
      return {runner, child, said: textOf(child.stdout), ended: once(child, 'close')};
    });
    await Promise.all(runners.map(({child, ended}) => Promise.race([once(child.stdout, 'data'), ended])));
    for (const {child} of runners) {
      child.stdin.write('go\n');
    }
    await Promise.all(runners.map(({ended}) => ended));
    const winners = new Map<string, number[]>();
    for (const {runner, said} of runners) {
      for (const [, id = ''] of said().matchAll(/^won (.+)$/gm)) {
        winners.set(id, [...(winners.get(id) ?? []), runner]);
      }
    }
    store.close();
    return {challenges, winners};
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
};
