import {join} from 'node:path';
import {writeAtomically} from './atomic-file.ts';
import {toJson} from './json.ts';
import {toJunit} from './junit.ts';
import type {Reporter} from './reporter.ts';
import type {KazasuResult} from './result.ts';
import {toTap} from './tap.ts';
import type {TableOptions} from './text/lines.ts';
import {toTable} from './text/table.ts';

/** What reporters need from outside. */
export interface ReporterContext {
  /** Files go here. */
  readonly directory: string;
  readonly language: TableOptions['language'];
  readonly colour: boolean;
  /** Columns of the terminal; without them lines are as long as they are. */
  readonly columns?: number;
  /** Where the table goes. */
  print(text: string): void;
}

/** Name of the file each format writes in the directory. */
export const reportFiles = {
  json: 'result.json',
  tap: 'result.tap',
  junit: 'result.junit.xml',
} as const;

const file =
  (name: keyof typeof reportFiles, format: (whole: KazasuResult) => string) =>
  ({directory}: ReporterContext): Reporter => ({
    name,
    onEnd: (whole) => writeAtomically(join(directory, reportFiles[name]), format(whole)),
  });

/** Every format by the name a user gives. */
export const reporters = {
  json: file('json', toJson),
  tap: file('tap', toTap),
  junit: file('junit', toJunit),
  table: ({print, ...options}: ReporterContext): Reporter => ({
    name: 'table',
    onEnd: (whole) => print(toTable(whole, options)),
  }),
} as const;

export type ReporterName = keyof typeof reporters;
