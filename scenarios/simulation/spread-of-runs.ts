import {seededRandom} from '../../protocol/index.ts';
import {drawDurations, type Spread} from './draw-durations.ts';
import type {Line} from './line.ts';
import {type LineOutcome, type OutcomeOptions, outcomeOf} from './outcome.ts';

/** What many runs with drawn durations came to. */
export interface SpreadOutcome {
  readonly runs: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly maxMs: number;
  /** Makespan over the bound of the same draw: the best and the worst run. */
  readonly leastRatio: number;
  readonly mostRatio: number;
}

export interface SpreadOptions extends Pick<OutcomeOptions, 'systemEnd' | 'beginsAt'> {
  readonly spread: Spread;
  readonly seed: string;
  readonly runs: number;
}

/** Runs a line with durations drawn from the seed. The n-th run of two lines has the same cards. */
export const spreadOfRuns = (line: Line, {spread, seed, runs, ...busy}: SpreadOptions): SpreadOutcome => {
  const random = seededRandom(`simulation/${seed}`);
  const outcomes = Array.from({length: runs}, (_, number) =>
    outcomeOf(line, {
      ...busy,
      durations: drawDurations(line, spread, random.fork(String(number))),
      walkMs: spread.walkMs,
    }),
  );
  const makespans = outcomes.map(({makespanMs}) => makespanMs).sort((a, b) => a - b);
  const ratios = outcomes.map(({ratio}) => ratio).sort((a, b) => a - b);
  return {
    runs,
    p50Ms: atRank(makespans, 0.5),
    p95Ms: atRank(makespans, 0.95),
    maxMs: atRank(makespans, 1),
    leastRatio: atRank(ratios, 0),
    mostRatio: atRank(ratios, 1),
  };
};

/** Nearest rank of ascending numbers. */
const atRank = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;

/** What plans are compared by, ms: the median where durations were drawn, else the makespan by the means. */
export const comparedMs = ({
  spread,
  outcome,
}: {
  readonly spread?: SpreadOutcome;
  readonly outcome: LineOutcome;
}): number => spread?.p50Ms ?? outcome.makespanMs;
