import {statisticOf} from '../budgets/judge-budget.ts';

/** A series of durations in milliseconds. Of fewer than 100 runs p99 lies between the two slowest. */
export interface Summary {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

export const summaryOf = (series: readonly number[]): Summary => ({
  p50: statisticOf(series, 'p50'),
  p95: statisticOf(series, 'p95'),
  p99: statisticOf(series, 'p99'),
  max: statisticOf(series, 'max'),
});
