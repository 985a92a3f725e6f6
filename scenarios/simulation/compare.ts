import {type Conclusions, conclusionsOf} from './conclusions.ts';
import {type Arrangement, type Layout, lineOf} from './line.ts';
import {type LineOutcome, type OutcomeOptions, outcomeOf} from './outcome.ts';
import {type Policy, policyNames} from './policies.ts';
import {comparedMs, type SpreadOptions, type SpreadOutcome, spreadOfRuns} from './spread-of-runs.ts';
import type {StepTable} from './step-table.ts';

/** How much longer the same cards may take where the claim of 「ほとんど追加負担感なく」 [S8] holds. Bench-defined, W10. */
export const claimedMostChange = 0.05;

export interface Simulated {
  readonly arrangement: Arrangement;
  readonly outcome: LineOutcome;
  /** Where durations were drawn; then its median is what is compared. */
  readonly spread?: SpreadOutcome;
}

/** One way to do pre-install, beside the setting alone with as many operators. */
export interface ComparedPlan extends Simulated {
  /** Makespan over that of the setting alone, less 1. */
  readonly change: number;
  /** Whether the change is within what the claim allows. */
  readonly holds: boolean;
}

export interface Comparison {
  readonly baseline: Simulated;
  readonly plans: readonly ComparedPlan[];
  readonly conclusions: Conclusions;
}

export interface CompareOptions extends OutcomeOptions {
  readonly draws?: SpreadOptions;
}

/** The ways compared: without a further terminal, with those added that each do both, and with a second station. */
const ways: readonly (readonly [layout: Layout, added: boolean, policies: readonly Policy[]])[] = [
  ['combined', false, ['fifo']],
  ['combined', true, ['fifo']],
  ['pipelined', true, policyNames],
];

/**
 * Setting alone against the ways to add pre-install, each with and without a link, for the same cards, operators and
 * setting terminals. Where no terminals are added, as many again are.
 */
export const comparePlans = (
  base: Arrangement,
  table: StepTable,
  {draws, ...options}: CompareOptions = {},
): Comparison => {
  const simulated = (arrangement: Arrangement): Simulated => {
    const line = lineOf(arrangement, table);
    const outcome = outcomeOf(line, options);
    return {arrangement, outcome, ...(draws ? {spread: spreadOfRuns(line, draws)} : {})};
  };
  const {setting, preInstall} = base.terminals;
  const added = preInstall > 0 ? preInstall : setting;
  const baseline = simulated({
    ...base,
    layout: 'setting-only',
    linked: false,
    policy: 'fifo',
    terminals: {setting, preInstall: 0},
  });
  const plans = [false, true].flatMap((linked) =>
    ways.flatMap(([layout, more, policies]) =>
      policies.map((policy): ComparedPlan => {
        const terminals = {setting, preInstall: more ? added : 0};
        const one = simulated({...base, layout, linked, policy, terminals});
        const change = comparedMs(one) / comparedMs(baseline) - 1;
        return {...one, change, holds: change <= claimedMostChange};
      }),
    ),
  );
  return {baseline, plans, conclusions: conclusionsOf(baseline, plans, table)};
};

/** How many lines a comparison simulates. */
export const comparedLines = 1 + 2 * ways.reduce((sum, [, , policies]) => sum + policies.length, 0);
