import {makespanBound} from './bounds.ts';
import {meanDurations} from './durations.ts';
import type {Line} from './line.ts';
import {type SimulationOptions, simulateLine} from './simulate-line.ts';

/** A part of the day in which cards are worked on. Times in ms after midnight. */
export interface Shift {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface PlannedShift extends Shift {
  /** How many cards it holds. */
  readonly cards: number;
  /** When the last of them is done, ms after the shift began. */
  readonly makespanMs: number;
  /** More than this no policy could do. */
  readonly boundCards: number;
}

/** How many days the cards take. A shift ends with empty terminals and an empty tray. Bench-defined, W9. */
export interface DayPlan {
  readonly shifts: readonly PlannedShift[];
  readonly cardsADay: number;
  /** Undefined where not one card fits into any shift. */
  readonly days?: number;
  readonly boundDays?: number;
}

export interface DayOptions {
  readonly shifts: readonly Shift[];
  readonly walkMs: number;
  /** How busy hours tell in a simulation that begins at this time of day. */
  readonly busyFrom?: (startMs: number) => Pick<SimulationOptions, 'systemEnd' | 'beginsAt'>;
}

export const planDays = (line: Line, {shifts, walkMs, busyFrom}: DayOptions): DayPlan => {
  const durations = meanDurations(line, walkMs);
  const planned = shifts.map((shift): PlannedShift => {
    const length = shift.toMs - shift.fromMs;
    const busy = busyFrom?.(shift.fromMs);
    const makespanOf = (cards: number): number =>
      simulateLine({...line, cards}, {durations, expected: durations, ...busy}).makespanMs;
    const boundCards = mostThatFit(
      line.cards,
      (cards) => makespanBound({...line, cards}, durations).ms <= length,
    );
    const cards = mostThatFit(boundCards, (some) => makespanOf(some) <= length);
    return {...shift, cards, makespanMs: cards === 0 ? 0 : makespanOf(cards), boundCards};
  });
  const cardsADay = total(planned, 'cards');
  const bound = total(planned, 'boundCards');
  return {
    shifts: planned,
    cardsADay,
    ...(cardsADay > 0 ? {days: Math.ceil(line.cards / cardsADay)} : {}),
    ...(bound > 0 ? {boundDays: Math.ceil(line.cards / bound)} : {}),
  };
};

/** The largest number up to `most` that fits, by halving: the next larger one does not. 0 where none does. */
const mostThatFit = (most: number, fits: (n: number) => boolean): number => {
  let low = 0;
  let high = most + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return low;
};

const total = (shifts: readonly PlannedShift[], key: 'cards' | 'boundCards'): number =>
  shifts.reduce((sum, shift) => sum + shift[key], 0);
