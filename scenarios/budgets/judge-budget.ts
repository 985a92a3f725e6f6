import {quantile} from 'simple-statistics';
import type {Sentence} from '../../protocol/index.ts';
import type {Basis, BudgetOutcome} from '../engine/outcome.ts';
import type {Budget, Statistic} from './budget.ts';

const shares: Readonly<Record<Statistic, number>> = {p50: 0.5, p95: 0.95, p99: 0.99, max: 1};

/** A statistic of a series, interpolated between ranks (type 7), in the unit of the series; 0 of an empty one. */
export const statisticOf = (series: readonly number[], statistic: Statistic): number =>
  series.length === 0 ? 0 : quantile([...series], shares[statistic]);

/** How the series came about. */
export interface Judging {
  /** The durations say something of a card. */
  readonly judgeable: boolean;
  readonly basis: Basis;
  /** How much of a duration is people’s, milliseconds. */
  readonly reckonedMs?: number;
}

/** What came of a budget over a series of runs, in milliseconds. */
export const judgeBudget = (
  budget: Budget,
  seriesMs: readonly number[],
  {judgeable, basis, reckonedMs = 0}: Judging,
): BudgetOutcome => {
  const {id, title, typicalMs, statistic, maxMs, source, phases, actors} = budget;
  const actualMs = statisticOf(seriesMs, statistic);
  return {
    id,
    title,
    ...(typicalMs ? {typicalMs} : {}),
    statistic,
    whole: phases === undefined && actors === undefined,
    maxMs,
    actualMs,
    runs: seriesMs.length,
    verdict: !judgeable || seriesMs.length === 0 ? 'not-judged' : actualMs <= maxMs ? 'met' : 'missed',
    basis,
    ...(reckonedMs > 0 ? {reckonedMs} : {}),
    source,
  };
};

/** Why a budget over no run at all is not judged. */
export const nothingToJudge = ({id}: Pick<Budget, 'id'>): Sentence => ({
  en: `${id}: none of the phases that it limits was come to, so it is not judged.`,
  ja: `${id}: 対象のフェーズが実行されなかったため、判定しません。`,
});
