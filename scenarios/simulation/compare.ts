import {type Conclusions, conclusionsOf} from './conclusions.ts';
import {type Arrangement, type Layout, lineOf} from './line.ts';
import {type LineOutcome, type OutcomeOptions, outcomeOf} from './outcome.ts';
import {type Policy, policyNames} from './policies.ts';
import type {StepTable} from './step-table.ts';

/** How much longer the same cards may take where the claim of 「ほとんど追加負担感なく」 [S8] holds. Bench-defined, W10. */
export const claimedMostChange = 0.05;

/** One way to do pre-install, beside the setting alone with as many operators. */
export interface ComparedPlan {
  readonly arrangement: Arrangement;
  readonly outcome: LineOutcome;
  /** Makespan over that of the setting alone, less 1. */
  readonly change: number;
  /** Whether the change is within what the claim allows. */
  readonly holds: boolean;
}

export interface Comparison {
  readonly baseline: {readonly arrangement: Arrangement; readonly outcome: LineOutcome};
  readonly plans: readonly ComparedPlan[];
  readonly conclusions: Conclusions;
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
  options: OutcomeOptions = {},
): Comparison => {
  const {setting, preInstall} = base.terminals;
  const added = preInstall > 0 ? preInstall : setting;
  const alone: Arrangement = {
    ...base,
    layout: 'setting-only',
    linked: false,
    policy: 'fifo',
    terminals: {setting, preInstall: 0},
  };
  const baseline = {arrangement: alone, outcome: outcomeOf(lineOf(alone, table), options)};
  const plans = [false, true].flatMap((linked) =>
    ways.flatMap(([layout, more, policies]) =>
      policies.map((policy): ComparedPlan => {
        const terminals = {setting, preInstall: more ? added : 0};
        const arrangement: Arrangement = {...base, layout, linked, policy, terminals};
        const outcome = outcomeOf(lineOf(arrangement, table), options);
        const change = outcome.makespanMs / baseline.outcome.makespanMs - 1;
        return {arrangement, outcome, change, holds: change <= claimedMostChange};
      }),
    ),
  );
  return {baseline, plans, conclusions: conclusionsOf(baseline, plans, table)};
};
