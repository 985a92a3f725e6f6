import {KazasuError} from '../../protocol/index.ts';

/** First days of the eras, `YYYY-MM-DD`; the day on which one ended and the next began counts to the next. */
const firstDays = ['2019-05-01', '1989-01-08', '1926-12-25', '1912-07-30', '1868-01-25'];

/**
 * A date as six digits YYMMDD with the year of its era, as the card face prints a birth date: 1980-02-17 (昭和55) is
 * 550217. The era itself is not told.
 * @throws KazasuError `KZS-ERA-DATE` for a date before 明治, or none.
 */
export const eraDate = (date: string): string => {
  const begins = firstDays.find((day) => date >= day);
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || begins === undefined) {
    throw new KazasuError('KZS-ERA-DATE', {
      en: `a date (YYYY-MM-DD) from 1868-01-25 on was expected, but "${date}" came`,
      ja: `1868-01-25 以降の日付(YYYY-MM-DD)が必要ですが、「${date}」が届きました`,
    });
  }
  const [year = '', month = '', day = ''] = date.split('-');
  const eraYear = Number(year) - Number(begins.slice(0, 4)) + 1;
  return String(eraYear).padStart(2, '0') + month + day;
};
