import {type CalendarDate, dayInJapan, startOfDay} from '../../../../centre/index.ts';
import type {Stage} from '../../../engine/stage.ts';
import {lifecyclePhases} from '../phases.ts';

const dayMs = 86_400_000;

/** How many days lie between what a mover does. */
export interface MoveDays {
  /** From moving to 転入届; at most 14. */
  readonly notice: number;
  /** From the day that 転出届 named to 転入届; at most 30. */
  readonly planned: number;
  /** From 転入届 to 継続利用; at most 90. */
  readonly continuation: number;
}

/** The same as days of the calendar. */
export interface MovePlan {
  readonly movingOn: CalendarDate;
  readonly movedOn: CalendarDate;
  readonly notifiedOn: CalendarDate;
  readonly continuedOn: CalendarDate;
}

const plans = new WeakMap<Stage['world'], MovePlan>();

/** 転出届 is today, and names tomorrow. A second attempt keeps to the days of the first. */
export const movePlan = ({world}: Stage, {notice, planned, continuation}: MoveDays): MovePlan => {
  const found = plans.get(world);
  if (found) {
    return found;
  }
  const movingOn = daysAfter(dayInJapan(world.wall()), 1);
  const notifiedOn = daysAfter(movingOn, planned);
  const plan = {
    movingOn,
    movedOn: daysAfter(notifiedOn, -notice),
    notifiedOn,
    continuedOn: daysAfter(notifiedOn, continuation),
  };
  plans.set(world, plan);
  return plan;
};

/** Noon of a day, or now where that is past. */
export const waitFor = (stage: Stage, day: CalendarDate): Promise<void> => {
  const noon = startOfDay(day).getTime() + dayMs / 2;
  const usualMs = Math.max(0, noon - stage.world.wall().getTime());
  return stage.step({...lifecyclePhases.daysPass, usualMs}, () => undefined);
};

const daysAfter = (day: CalendarDate, days: number): CalendarDate =>
  dayInJapan(new Date(startOfDay(day).getTime() + days * dayMs));
