import {type CalendarDate, calendarDate} from '../japan-time.ts';

/** Each era with its digit and first day; a day on which one ended and the next began counts to the next. */
const eras = [
  {digit: '5', name: '令和', begins: '2019-05-01'},
  {digit: '4', name: '平成', begins: '1989-01-08'},
  {digit: '3', name: '昭和', begins: '1926-12-25'},
  {digit: '2', name: '大正', begins: '1912-07-30'},
  {digit: '1', name: '明治', begins: '1868-01-25'},
] as const;

/** The digit for a day before 明治, or an unknown one. */
const unknownEra = '0';

/** A birth date as the certificate carries it: `EYYYYMMDD`, the era's digit before the Gregorian date. */
export const birthDateWithEra = (birthDate: CalendarDate): string => {
  const day = calendarDate(birthDate);
  const era = eras.find(({begins}) => day >= begins);
  return `${era?.digit ?? unknownEra}${day.replaceAll('-', '')}`;
};
