import {main} from '../../cli/command-line.ts';
import type {Ended} from './kazasu.ts';

/** The C locale, and columns enough for a test to find a sentence in one line. */
export const usualEnvironment = {LANG: 'C.UTF-8', COLUMNS: '1000'} as const;

let last: Promise<unknown> = Promise.resolve();

/**
 * Runs a command line in the test's own process, in the language of the C locale. Standard output and error are taken
 * meanwhile, so commands take turns.
 */
export const kazasuHere = (words: readonly string[]): Promise<Ended> => {
  const turn = last.then(() => runNow(words));
  last = turn.catch(() => undefined);
  return turn;
};

const runNow = async (words: readonly string[]): Promise<Ended> => {
  const taken = {stdout: '', stderr: ''};
  const before = {
    stdout: process.stdout.write,
    stderr: process.stderr.write,
    status: process.exitCode,
    LANG: process.env['LANG'],
    COLUMNS: process.env['COLUMNS'],
  };
  for (const name of ['stdout', 'stderr'] as const) {
    process[name].write = (piece: Uint8Array | string): boolean => {
      taken[name] += typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8');
      return true;
    };
  }
  process.exitCode = undefined;
  Object.assign(process.env, usualEnvironment);
  try {
    await main(words);
  } finally {
    process.stdout.write = before.stdout;
    process.stderr.write = before.stderr;
    for (const name of ['LANG', 'COLUMNS'] as const) {
      if (before[name] === undefined) {
        delete process.env[name];
      } else {
        process.env[name] = before[name];
      }
    }
  }
  const status = Number(process.exitCode ?? 0);
  process.exitCode = before.status;
  return {status, signal: null, ...taken, said: taken.stdout + taken.stderr};
};
