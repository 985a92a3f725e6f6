import type {BudgetResult} from './result.ts';

/** How a budget's figure came about, and how much of it is people's time, which nobody measured. */
export const budgetBasis = ({basis, reckonedMs = 0}: Pick<BudgetResult, 'basis' | 'reckonedMs'>): string =>
  basis === 'reckoned'
    ? 'reckoned, all of it'
    : reckonedMs > 0
      ? `${basis}, ${reckonedMs.toFixed(1)} ms of it reckoned`
      : basis;
