import {dayInJapan, timestampInJapan} from '../japan-time.ts';

/** From 06:30, and until 23:00 as far as beginning goes: what began before goes on. [S8] [S24], C205 */
const opens = '063000';
const closes = '230000';

/** 12-29 to 01-03 kiosks are closed, leap year or not. [S8], C205 */
const firstClosedDay = '12-29';
const lastClosedDay = '01-03';

/** Whether a kiosk takes new work at an instant, by the clock in Japan. Sundays and holidays are days as any other. */
export const isKioskOpen = (at: Date): boolean => {
  const time = timestampInJapan(at).slice(8);
  return !isClosedDay(at) && time >= opens && time < closes;
};

const isClosedDay = (at: Date): boolean => {
  const day = dayInJapan(at).slice(5);
  return day >= firstClosedDay || day <= lastClosedDay;
};
