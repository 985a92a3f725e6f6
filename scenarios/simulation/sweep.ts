import {type DayOptions, type DayPlan, planDays} from './day-plan.ts';
import {type Arrangement, lineOf} from './line.ts';
import {type LineOutcome, type OutcomeOptions, outcomeOf} from './outcome.ts';
import type {StepTable} from './step-table.ts';

/** What a sweep varies, from and to, both included. `terminals` are those of each kind. */
export const sweepNames = ['terminals', 'setting', 'preinstall', 'operators', 'cards'] as const;
export type SweepName = (typeof sweepNames)[number];
export type SweepRanges = Readonly<Partial<Record<SweepName, readonly [from: number, to: number]>>>;

export interface SweptPlan {
  readonly arrangement: Arrangement;
  readonly outcome: LineOutcome;
  readonly days?: DayPlan;
}

/** Every arrangement of the ranges, the last range varying fastest. */
export const arrangementsOf = (base: Arrangement, ranges: SweepRanges): readonly Arrangement[] =>
  sweepNames.reduce<readonly Arrangement[]>(
    (plans, name) => {
      const [from, to] = ranges[name] ?? [];
      if (from === undefined || to === undefined) {
        return plans;
      }
      const values = Array.from({length: to - from + 1}, (_, i) => from + i);
      return plans.flatMap((plan) => values.map((value) => varied[name](plan, value)));
    },
    [base],
  );

const varied: Readonly<Record<SweepName, (plan: Arrangement, value: number) => Arrangement>> = {
  terminals: (plan, value) => ({
    ...plan,
    terminals: {setting: value, preInstall: plan.layout === 'pipelined' ? value : 0},
  }),
  setting: (plan, setting) => ({...plan, terminals: {...plan.terminals, setting}}),
  preinstall: (plan, preInstall) => ({...plan, terminals: {...plan.terminals, preInstall}}),
  operators: (plan, operators) => ({...plan, operators}),
  cards: (plan, cards) => ({...plan, cards}),
};

/** Simulates all of them. */
export const sweep = (
  plans: readonly Arrangement[],
  table: StepTable,
  options: OutcomeOptions & {readonly days?: DayOptions},
): readonly SweptPlan[] =>
  plans.map((arrangement) => {
    const line = lineOf(arrangement, table);
    const {days, ...rest} = options;
    return {
      arrangement,
      outcome: outcomeOf(line, rest),
      ...(days ? {days: planDays(line, days)} : {}),
    };
  });
