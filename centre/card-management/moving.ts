import type {Sentence} from '../../protocol/index.ts';
import {type CalendarDate, calendarDate} from '../japan-time.ts';

/** What a holder who has moved in says. */
export interface MoveIn {
  /** The day of moving. */
  readonly movedOn: CalendarDate;
  /** The day of 転入届. */
  readonly notifiedOn: CalendarDate;
}

/** Days within which each follows (継続利用); after that the card is at its end. [S88] */
export const movingDays = {
  /** From moving to 転入届. */
  notice: 14,
  /** From the day that 転出届 named to 転入届. */
  planned: 30,
  /** From 転入届 to 継続利用. */
  continuation: 90,
} as const;

/** Why the card cannot be used on; undefined where it can. `planned` is the day 転出届 named. */
export const lateMove = (
  planned: CalendarDate,
  {movedOn, notifiedOn}: MoveIn,
  today: CalendarDate,
): Sentence | undefined => {
  const limits = [
    {name: 'notice', from: movedOn, to: notifiedOn},
    {name: 'planned', from: planned, to: notifiedOn},
    {name: 'continuation', from: notifiedOn, to: today},
  ] as const;
  const late = limits.find(({name, from, to}) => daysBetween(from, to) > movingDays[name]);
  if (!late) {
    return undefined;
  }
  const {name, from, to} = late;
  const days = daysBetween(from, to);
  return {
    en: `${days} days lie between ${from} and ${to}, where at most ${movingDays[name]} may`,
    ja: `${from} から ${to} まで${days}日、上限は${movingDays[name]}日`,
  };
};

const daysBetween = (from: CalendarDate, to: CalendarDate): number =>
  (Date.parse(calendarDate(to)) - Date.parse(calendarDate(from))) / 86_400_000;
