import {KazasuError} from '../protocol/index.ts';
import type {KazasuResult, ResultBegin, ScenarioResult} from './result.ts';

/** One format. It hears of a run as it goes; every hook may be left out. */
export interface Reporter {
  /** Names it in messages. */
  readonly name: string;
  onBegin?(begin: ResultBegin): void | Promise<void>;
  onResult?(result: ScenarioResult): void | Promise<void>;
  onEnd?(whole: KazasuResult): void | Promise<void>;
}

/** Several reporters as one. `failures`: why some of them stopped; the others went on. */
export interface ReporterGroup extends Required<Reporter> {
  readonly failures: readonly KazasuError[];
}

/**
 * Tells each reporter in turn. One that fails is told nothing more and is listed under `failures` with
 * `KZS-REPORT-FAILED`; a report that cannot be written must not cost the other reports, nor the verdict.
 */
export const reporterGroup = (reporters: readonly Reporter[]): ReporterGroup => {
  const failures: KazasuError[] = [];
  const active = new Set(reporters);
  const each = async (tell: (reporter: Reporter) => void | Promise<void>): Promise<void> => {
    for (const reporter of active) {
      try {
        await tell(reporter);
      } catch (error) {
        active.delete(reporter);
        failures.push(failure(reporter, error));
      }
    }
  };
  return {
    name: reporters.map(({name}) => name).join(','),
    failures,
    onBegin: (begin) => each((reporter) => reporter.onBegin?.(begin)),
    onResult: (result) => each((reporter) => reporter.onResult?.(result)),
    onEnd: (whole) => each((reporter) => reporter.onEnd?.(whole)),
  };
};

const failure = ({name}: Reporter, error: unknown): KazasuError => {
  const why = error instanceof Error ? error.message : String(error);
  const reason = error instanceof KazasuError ? error.sentence : {en: why, ja: why};
  return new KazasuError(
    'KZS-REPORT-FAILED',
    {
      en: `the ${name} report was to be written, but this came in between: ${reason.en}`,
      ja: `${name} レポートを書き出せませんでした: ${reason.ja}`,
    },
    {cause: error},
  );
};
