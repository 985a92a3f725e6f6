import {dayInJapan} from '../../../../emulator/index.ts';
import type {Precondition, Title} from '../../../engine/scenario.ts';

const dayMs = 24 * 3_600_000;

/** `MM-DD` from Christmas to the second week of January: a day and the next one are ordinary outside them. */
const aroundNewYear = {from: '12-25', to: '01-10'} as const;

/** An ordinary day, the next one too. */
export const ordinaryDay = (day: string): boolean => {
  const monthAndDay = day.slice(5);
  return monthAndDay < aroundNewYear.from && monthAndDay > aroundNewYear.to;
};

/** The next instant behind `now` at which it is that time (`HH:MM:SS`) in Japan on a day that fits (`YYYY-MM-DD`). */
export const nextInJapan = (now: Date, time: string, fits: (day: string) => boolean): Date => {
  for (let days = 0; days <= 366; days += 1) {
    const day = dayInJapan(new Date(now.getTime() + days * dayMs));
    const at = new Date(`${day}T${time}+09:00`);
    if (at > now && fits(day)) {
      return at;
    }
  }
  throw new RangeError(`no day within a year fits ${time}`);
};

/** The centre's calendar stands there when the scenario begins; nobody waits. */
export const calendarAt = (time: string, fits: (day: string) => boolean, title: Title): Precondition => ({
  id: 'calendar',
  title,
  establish: async ({world}) => {
    const now = world.wall();
    world.moveCalendarMs(nextInJapan(now, time, fits).getTime() - now.getTime());
  },
});
