import {KazasuError} from '../protocol/index.ts';

const hour = 3_600_000;
const ahead = 9 * hour;

/** A day of the calendar, `YYYY-MM-DD`; two of them compare as text. */
export type CalendarDate = string;

/** The day it is in Japan at an instant. Reckoned from UTC (+09:00, no summer time), whatever the machine's zone. */
export const dayInJapan = (instant: Date): CalendarDate =>
  new Date(instant.getTime() + ahead).toISOString().slice(0, 10);

/** `YYYYMMDDhhmmss` in Japan. */
export const timestampInJapan = (instant: Date): string =>
  new Date(instant.getTime() + ahead).toISOString().slice(0, 19).replace(/\D/g, '');

/** The instant a day begins in Japan. */
export const startOfDay = (day: CalendarDate): Date =>
  new Date(Date.parse(`${calendarDate(day)}T00:00:00Z`) - ahead);

/** 23:59:59 in Japan, the last second of a day: 14:59:59Z. */
export const endOfDay = (day: CalendarDate): Date => new Date(startOfDay(day).getTime() + 24 * hour - 1000);

export const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/**
 * The text itself, once it is a day that exists.
 * @throws KazasuError `KZS-CENTRE-DATE`.
 */
export const calendarDate = (text: string): CalendarDate => {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new KazasuError('KZS-CENTRE-DATE', {
      en: `a day is written YYYY-MM-DD and exists in the calendar, but "${text}" came`,
      ja: `日付は暦にある日を YYYY-MM-DD で書きますが、「${text}」が渡されました`,
    });
  }
  return text;
};
