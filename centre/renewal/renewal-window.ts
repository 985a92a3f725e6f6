import {KazasuError} from '../../protocol/index.ts';
import {type CalendarDate, dayInJapan, isLeapYear, startOfDay} from '../japan-time.ts';

/** From how many months before its last day a certificate is renewed. [S85] */
export const renewalMonths = 3;

/**
 * The first instant of renewal: the day of the month three months before the last day, from midnight in Japan, or
 * the month's last day where it has no such day. Bench-defined, C91.
 */
export const renewableFrom = (notAfter: Date): Date =>
  startOfDay(monthsBefore(dayInJapan(notAfter), renewalMonths));

/**
 * Refuses a renewal that comes too early, or once the certificate has ended: then one is issued anew.
 * @throws KazasuError `KZS-CENTRE-RENEWAL-EARLY`, `KZS-CENTRE-RENEWAL-LATE`.
 */
export const checkRenewable = (serialNumber: string, notAfter: Date, at: Date): void => {
  const from = renewableFrom(notAfter);
  if (at < from) {
    throw new KazasuError('KZS-CENTRE-RENEWAL-EARLY', {
      en: `a certificate that ends on ${dayInJapan(notAfter)} is renewed from ${dayInJapan(from)}, but ${serialNumber} was to be renewed on ${dayInJapan(at)}`,
      ja: `${dayInJapan(notAfter)} に満了する証明書の更新は ${dayInJapan(from)} からですが、${serialNumber} の更新が ${dayInJapan(at)} に求められました`,
    });
  }
  if (at > notAfter) {
    throw new KazasuError('KZS-CENTRE-RENEWAL-LATE', {
      en: `a certificate is renewed until it ends, but ${serialNumber} ended on ${dayInJapan(notAfter)}; one is issued anew`,
      ja: `更新できるのは満了までですが、${serialNumber} は ${dayInJapan(notAfter)} に満了しています(新規の発行になります)`,
    });
  }
};

const monthsBefore = (day: CalendarDate, months: number): CalendarDate => {
  const [year = 0, month = 1, dayOfMonth = 1] = day.split('-').map(Number);
  const counted = year * 12 + (month - 1) - months;
  const [thatYear, thatMonth] = [Math.floor(counted / 12), (counted % 12) + 1];
  const last =
    thatMonth === 2 ? (isLeapYear(thatYear) ? 29 : 28) : [4, 6, 9, 11].includes(thatMonth) ? 30 : 31;
  return `${thatYear}-${twoDigits(thatMonth)}-${twoDigits(Math.min(dayOfMonth, last))}`;
};

const twoDigits = (n: number): string => String(n).padStart(2, '0');
