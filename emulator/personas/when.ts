/**
 * A day `YYYY-MM-DD`, or an ISO 8601 period of years, months and days from some other day: `P2Y`, `-P8Y2M`, `P10D`.
 * A persona that says "five years ago" stays what it is for ever; one with a day grows old.
 */
export type When = string;

const dayPattern = /^(\d{4})-(\d\d)-(\d\d)$/;
const periodPattern = /^(-?)P(?=\d)(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,5})D)?$/;

const pad = (value: number, length: number): string => String(value).padStart(length, '0');

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Whether the text is a day that exists in the calendar. */
export const isDay = (text: string): boolean => {
  const [, year, month, day] = dayPattern.exec(text) ?? [];
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  return m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m);
};

export const isWhen = (text: string): boolean => isDay(text) || periodPattern.test(text);

/** The day meant, a period being counted from `from`. A month too short for the day takes its last one. */
export const dayOf = (when: When, from: string): string => {
  const period = periodPattern.exec(when);
  if (!period) {
    return when;
  }
  const [, minus, years = '0', months = '0', days = '0'] = period;
  const sign = minus === '-' ? -1 : 1;
  const [fromYear = 0, fromMonth = 1, fromDay = 1] = from.split('-').map(Number);
  const month = fromYear * 12 + (fromMonth - 1) + sign * (Number(years) * 12 + Number(months));
  const [year, monthOfYear] = [Math.floor(month / 12), (((month % 12) + 12) % 12) + 1];
  const day = Math.min(fromDay, daysInMonth(year, monthOfYear)) + sign * Number(days);
  return new Date(Date.UTC(year, monthOfYear - 1, day)).toISOString().slice(0, 10);
};

/** The birthday in a year, `YYYY-MM-DD`: who is born on 29 February has it on the 28th in a common year. */
export const birthdayIn = (birthDate: string, year: number): string => {
  const [, month = 1, day = 1] = birthDate.split('-').map(Number);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(Math.min(day, daysInMonth(year, month)), 2)}`;
};

/** The n-th birthday after a day. */
export const nthBirthdayAfter = (birthDate: string, day: string, n: number): string => {
  const year = Number(day.slice(0, 4));
  const first = birthdayIn(birthDate, year) > day ? year : year + 1;
  return birthdayIn(birthDate, first + n - 1);
};

/** Years of age on a day. */
export const ageOn = (birthDate: string, day: string): number => {
  const year = Number(day.slice(0, 4));
  return year - Number(birthDate.slice(0, 4)) - (birthdayIn(birthDate, year) > day ? 1 : 0);
};
