import type {Sentence} from '../../protocol/index.ts';
import type {Actor} from '../engine/scenario.ts';

/** Which figure of a series of runs a budget limits; of one run they are all the same. */
export type Statistic = 'p50' | 'p95' | 'p99' | 'max';

export const statistics: readonly Statistic[] = ['p50', 'p95', 'p99', 'max'];

/** A limit in milliseconds on some phases of a scenario, or on all of it when `phases` is left out. */
export interface Budget {
  readonly id: string;
  readonly title: Sentence;
  /** What is usual, for people to compare with; exceeding it alone is no miss. */
  readonly typicalMs?: readonly [number, number];
  readonly statistic: Statistic;
  readonly maxMs: number;
  readonly phases?: readonly string[];
  /** Of the phases that count, only those of these actors. */
  readonly actors?: readonly Actor[];
  /** Where the limit comes from: docs/sources.md (S…) or, where it is ours, docs/deviations.md (T…). */
  readonly source: string;
  /** The words of the source. */
  readonly quote?: string;
}

/** A budget as the catalogue keeps it. One without a scenario waits for the scenario that it is about. */
export interface CataloguedBudget extends Budget {
  /** The one that it is about, or those. */
  readonly scenario: string | readonly string[] | undefined;
  /** What is measured, for people. */
  readonly measured: Sentence;
}
