import type {Sentence} from '../../../protocol/index.ts';
import {statisticOf} from '../../budgets/judge-budget.ts';
import type {ProfiledRun} from '../profiled-run.ts';
import type {Rule} from './advice.ts';
import {foreignProbes, needlessQuery, readAgain, repeatedSelect, sentTwice} from './repeated-exchanges.ts';
import {smallReads} from './small-reads.ts';
import {connectByReset, idleGaps, revocationInLine} from './waits.ts';

/** The rules in the order in which they look: an exchange that one has claimed is not counted by another. */
export const rules: readonly Rule[] = [
  foreignProbes,
  repeatedSelect,
  readAgain,
  needlessQuery,
  sentTwice,
  smallReads,
  connectByReset,
  idleGaps,
  revocationInLine,
];

/** One piece of advice over all runs. */
export interface Advice {
  readonly rule: string;
  readonly title: Sentence;
  readonly remedy: Sentence;
  /** How often in a run (median), and in how many runs. */
  readonly count: number;
  readonly runs: number;
  /** Milliseconds a run that following it would spare, median over the runs that have it. */
  readonly savedMs: number;
}

/** Savings below this are not worth a line. */
const worthMs = 0.1;

/** Gathers advice over runs, one at a time, so that a long series needs no memory for its exchanges. */
export interface AdviceCollector {
  add(run: ProfiledRun): void;
  /** What could be spared, the dearest first. A waste that fewer than half of the runs show is chance, and not told. */
  advice(): readonly Advice[];
}

interface Found {
  readonly advice: Pick<Advice, 'rule' | 'title' | 'remedy'>;
  readonly counts: number[];
  readonly saved: number[];
}

export const adviceCollector = (): AdviceCollector => {
  const found = new Map<string, Found>();
  let runs = 0;
  return {
    add(run) {
      runs += 1;
      const spent = new Set<number>();
      for (const {id, remedy, find} of rules) {
        for (const {place, title, count, savedNs} of find(run, spent)) {
          const key = `${id} ${place}`;
          const known = found.get(key) ?? {advice: {rule: id, title, remedy}, counts: [], saved: []};
          found.set(key, known);
          known.counts.push(count);
          known.saved.push(savedNs / 1e6);
        }
      }
    },
    advice: () =>
      [...found.values()]
        .map(({advice, counts, saved}) => ({
          ...advice,
          count: statisticOf(counts, 'p50'),
          runs: counts.length,
          savedMs: statisticOf(saved, 'p50'),
        }))
        .filter((advice) => advice.runs * 2 >= runs && advice.savedMs >= worthMs)
        .sort((a, b) => b.savedMs - a.savedMs),
  };
};
