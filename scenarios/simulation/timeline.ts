import {type Arrangement, lineOf, type StationKind} from './line.ts';
import {type OutcomeOptions, outcomeOf} from './outcome.ts';
import type {StepTable, WorkStep} from './step-table.ts';

/** A step as it was done, for a picture. Times in ms from the beginning. */
export interface TimelineStep {
  readonly station: StationKind;
  /** Number of the terminal within its station, from 0. */
  readonly terminal: number;
  /** From 0. */
  readonly card: number;
  readonly title: WorkStep['title'];
  readonly part: 'setting' | 'pre-install';
  /** The operator, from 0; none in a wait. */
  readonly operator?: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The steps that begin in the first while of a line's work, in the order in which they end. */
export const timelineOf = (
  arrangement: Arrangement,
  table: StepTable,
  {untilMs, ...options}: OutcomeOptions & {readonly untilMs: number},
): readonly TimelineStep[] => {
  const line = lineOf(arrangement, table);
  const seen: TimelineStep[] = [];
  outcomeOf(line, {
    ...options,
    onStep({station, number, card, step, operator, beganAt, endsAt}) {
      const at = line.stations[station];
      const work = at?.steps[step];
      if (at === undefined || work === undefined || beganAt >= untilMs || endsAt === beganAt) {
        return;
      }
      const [first] = at.parts;
      const part = at.parts.length > 1 && step >= (first?.steps.length ?? 0) ? 'pre-install' : first?.part;
      seen.push({
        station: at.kind,
        terminal: number,
        card,
        title: work.title,
        part: part ?? 'setting',
        ...(operator >= 0 ? {operator} : {}),
        fromMs: beganAt,
        toMs: endsAt,
      });
    },
  });
  return seen;
};

/** Makespan beside bound, with so many terminals of each kind. */
export interface CurvePoint {
  readonly terminals: number;
  readonly makespanMs: number;
  readonly boundMs: number;
}

/** The curve over these numbers of terminals of each kind. */
export const curveOf = (
  arrangement: Arrangement,
  table: StepTable,
  {counts, ...options}: OutcomeOptions & {readonly counts: readonly number[]},
): readonly CurvePoint[] =>
  counts.map((terminals) => {
    const preInstall = arrangement.layout === 'pipelined' ? terminals : 0;
    const line = lineOf({...arrangement, terminals: {setting: terminals, preInstall}}, table);
    const {makespanMs, bound} = outcomeOf(line, options);
    return {terminals, makespanMs, boundMs: bound.ms};
  });
