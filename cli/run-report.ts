import {rmSync} from 'node:fs';
import {join} from 'node:path';
import {type ReporterGroup, reporterGroup} from '../reports/reporter.ts';
import {type ReporterContext, type ReporterName, reporters, reportFiles} from '../reports/reporters.ts';
import type {KazasuResult, ResultBegin} from '../reports/result.ts';
import {wantsColour} from '../reports/text/lines.ts';
import type {BenchDescription, ScenarioOutcome} from '../scenarios/index.ts';
import type {PcscPort} from '../terminal/index.ts';
import {type Language, say} from './language.ts';
import {machine} from './machine.ts';
import {print, remark} from './output.ts';
import {productName, productVersion} from './product.ts';
import {terminalWidth} from './terminal-width.ts';

/** What a run depends on besides its bench. */
export interface RunSettings {
  readonly timing: string;
  readonly timingSeed: number | 'none';
  /** How well the profile's numbers are known, and where the documents say so. */
  readonly timingEvidence: {readonly grade: string; readonly reference: string};
  readonly card: {readonly id: string; readonly persona: string; readonly profile: string};
  readonly clock: 'real' | 'virtual';
  readonly binding: PcscPort['binding'];
}

/** The reports of one run, in the making. */
export interface RunReport {
  begin(bench: BenchDescription, settings: RunSettings): Promise<void>;
  add(outcome: ScenarioOutcome): Promise<void>;
  /**
   * Writes the files and prints the result. False when a report could not be written, which is said on standard
   * error: a CI that reads the files must not take the run for a good one.
   */
  end(): Promise<boolean>;
}

export interface RunReportOptions {
  readonly directory: string;
  readonly language: Language;
  /** Print the result as JSON instead of the table. */
  readonly json: boolean;
}

/** The files every run leaves in its directory. */
const files: readonly ReporterName[] = ['json', 'tap', 'junit'];

/** Begins the reports: result.json, TAP and JUnit in the directory, and the table (or JSON) on standard output. */
export const runReport = ({directory, language, json}: RunReportOptions): RunReport => {
  const context: ReporterContext = {
    directory,
    language,
    colour: wantsColour(process.stdout, process.env),
    columns: terminalWidth(),
    print,
  };
  const names: readonly ReporterName[] = json ? files : [...files, 'table'];
  const group: ReporterGroup = reporterGroup(names.map((name) => reporters[name](context)));
  const results: ScenarioOutcome[] = [];
  // Whatever becomes of this run, the files of the one before it must not stand for it.
  for (const name of Object.values(reportFiles)) {
    removeOld(join(directory, name));
  }
  let begun: ResultBegin | undefined;
  return {
    async begin(bench, settings) {
      if (begun) {
        return;
      }
      begun = resultBegin(bench, settings);
      await group.onBegin(begun);
    },
    async add(outcome) {
      results.push(outcome);
      await group.onResult(outcome);
    },
    async end() {
      if (!begun) {
        return true;
      }
      const whole: KazasuResult = {...begun, finishedAt: new Date().toISOString(), results};
      await group.onEnd(whole);
      if (json) {
        print(JSON.stringify(whole, null, 2));
      }
      for (const failure of group.failures) {
        remark(`kazasu: ${failure.id}: ${say(failure.sentence, language)}`);
      }
      return group.failures.length === 0;
    },
  };
};

const removeOld = (path: string): void => {
  try {
    rmSync(path, {force: true});
  } catch {
    // What stands in the way is told when the new report cannot be written.
  }
};

const resultBegin = (bench: BenchDescription, settings: RunSettings): ResultBegin => ({
  kind: 'kazasu-result',
  version: 1,
  product: {name: productName, version: productVersion},
  startedAt: new Date().toISOString(),
  environment: {
    ...machine,
    ...bench,
    ...settings,
  },
});
