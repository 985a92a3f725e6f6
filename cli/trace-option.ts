import {realpathSync} from 'node:fs';
import type {Clock} from '../protocol/index.ts';
import {exitStatus} from './exit-status.ts';
import type {Language} from './language.ts';
import {printError} from './output.ts';
import {openRecordFile, type RecordFile} from './record-file.ts';
import {UsageError} from './usage-error.ts';

/** The option of the commands that keep a record. */
export const traceOption = {
  trace: {type: 'string', describe: 'Write the record (JSON Lines) to this file'},
} as const;

const sameFile = (a: string, b: string): boolean => {
  try {
    return realpathSync(a) === realpathSync(b);
  } catch {
    return a === b;
  }
};

/** The record file that `--trace` asks for, if any. One that stops in the middle is told and fails the command. */
export const openTrace = (
  {
    trace,
    card,
    timing,
    'timing-seed': timingSeed,
  }: {trace: string | undefined; card: string | undefined; timing: string; 'timing-seed': string},
  clock: Clock,
  language: Language,
): RecordFile | undefined => {
  if (trace === undefined) {
    return undefined;
  }
  if (card !== undefined && sameFile(trace, card)) {
    throw new UsageError({
      en: `--trace and --card were expected to be two files, but both are ${trace}`,
      ja: `--trace と --card は別のファイルにしてください(どちらも ${trace} です)`,
    });
  }
  return openRecordFile(trace, clock, {timing, timingSeed}, (error) => {
    printError(error, language);
    process.exitCode = exitStatus.environment;
  });
};
