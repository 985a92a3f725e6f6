import {KazasuError} from '../../protocol/index.ts';
import {type CalendarDate, calendarDate, dayInJapan, endOfDay, isLeapYear} from '../japan-time.ts';

/** Times a certificate is valid from and to, both included, in whole seconds. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface ValidityRule {
  readonly issuedAt: Date;
  readonly birthDate: CalendarDate;
  /** The card's last day; no certificate outlives its card. */
  readonly cardExpiresOn?: CalendarDate;
  /** For digital signature: the end of the holder's certificate for user authentication. */
  readonly notLaterThan?: Date;
  /** It replaces one that was renewed before its end. */
  readonly renews?: boolean;
}

/** Birthdays after the issue: the last one is the last day. A renewal gains the months it came early. [S85] */
const birthdays = {first: 5, renewal: 6} as const;

/**
 * From the issue to 23:59:59 in Japan on the fifth birthday after it, on the sixth after a renewal, or the card's end
 * if that comes first (公的個人認証法施行規則; observed 2025-10-27 → 2030-02-17 for a birthday on 17 February).
 * @throws KazasuError `KZS-CENTRE-VALIDITY` when nothing is left, `KZS-CENTRE-DATE`.
 */
export const certificateValidity = (rule: ValidityRule): Validity => {
  const notBefore = new Date(Math.floor(rule.issuedAt.getTime() / 1000) * 1000);
  const count = rule.renews ? birthdays.renewal : birthdays.first;
  const ends = [endOfDay(nthBirthday(count, rule.birthDate, dayInJapan(rule.issuedAt)))];
  if (rule.cardExpiresOn !== undefined) {
    ends.push(endOfDay(rule.cardExpiresOn));
  }
  if (rule.notLaterThan) {
    ends.push(rule.notLaterThan);
  }
  const notAfter = new Date(Math.min(...ends.map((end) => end.getTime())));
  if (notAfter <= notBefore) {
    const [from, to] = [notBefore.toISOString(), notAfter.toISOString()];
    throw new KazasuError('KZS-CENTRE-VALIDITY', {
      en: `a certificate ends after it begins, but one issued at ${from} would end at ${to}`,
      ja: `証明書の有効期間の終わりは始まりより後ですが、${from} に発行すると ${to} に終わってしまいます`,
    });
  }
  return {notBefore, notAfter};
};

const nthBirthday = (n: number, birthDate: CalendarDate, issued: CalendarDate): CalendarDate => {
  const monthAndDay = calendarDate(birthDate).slice(5);
  const year = Number(issued.slice(0, 4));
  const first = birthdayIn(year, monthAndDay) > issued ? year : year + 1;
  return birthdayIn(first + n - 1, monthAndDay);
};

/** Who is born on 29 February has the birthday on the 28th in a common year. */
const birthdayIn = (year: number, monthAndDay: string): CalendarDate =>
  `${year}-${monthAndDay === '02-29' && !isLeapYear(year) ? '02-28' : monthAndDay}`;
