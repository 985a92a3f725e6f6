import {type Bound, cardsPerHourBound, makespanBound} from './bounds.ts';
import {meanDurations, type StationDurations} from './durations.ts';
import type {Line} from './line.ts';
import {type SimulationOptions, simulateLine} from './simulate-line.ts';

/** What came of a line, beside what it could not have been faster than. */
export interface LineOutcome {
  readonly makespanMs: number;
  readonly bound: Bound;
  /** Makespan over bound, 1 or more. */
  readonly ratio: number;
  readonly cardsPerHour: number;
  readonly boundCardsPerHour: number;
  /** Share of the makespan in which operators' hands were on a card. */
  readonly operatorUse: number;
  /** Share of the makespan in which terminals were at a step, by station. */
  readonly terminalUse: readonly number[];
  /** Operators' hands on one card, ms, mean. */
  readonly operatorMsPerCard: number;
  /** Terminals' waiting for an operator on one card, ms, mean. */
  readonly calledMsPerCard: number;
}

export interface OutcomeOptions extends Omit<SimulationOptions, 'expected'> {
  /** What the operator needs to get to a terminal, before every touch, ms. */
  readonly walkMs?: number;
}

const hourMs = 3_600_000;

/** Simulates a line and holds it against its bounds. Durations of a draw have the walks in them already. */
export const outcomeOf = (
  line: Line,
  {walkMs = 0, durations, ...options}: OutcomeOptions = {},
): LineOutcome => {
  const expected: readonly StationDurations[] = meanDurations(line, walkMs);
  const taken = durations ?? expected;
  const run = simulateLine(line, {...options, durations: taken, expected});
  const {makespanMs} = run;
  const bound = makespanBound(line, taken);
  return {
    makespanMs,
    bound,
    ratio: share(makespanMs, bound.ms, 1),
    cardsPerHour: (line.cards * hourMs) / makespanMs,
    boundCardsPerHour: cardsPerHourBound(line, expected),
    operatorUse: share(run.operatorBusyMs, makespanMs * line.operators, 0),
    terminalUse: line.stations.map(({terminals}, station) =>
      share(run.workedMs[station] ?? 0, makespanMs * terminals, 0),
    ),
    operatorMsPerCard: run.operatorBusyMs / line.cards,
    calledMsPerCard: run.calledMs.reduce((sum, ms) => sum + ms, 0) / line.cards,
  };
};

const share = (part: number, whole: number, ofNothing: number): number =>
  whole === 0 ? ofNothing : part / whole;
