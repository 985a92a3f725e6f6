import {dayInJapan, type IssuedCertificate} from '../../../../centre/index.ts';
import {Refused} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import {registeredHolder} from '../../../world/registered-holder.ts';
import {lastDayOfCard} from './last-day.ts';

/** How many birthdays a certificate sees that was renewed, or issued anew. [S85] */
const birthdays = {renewed: 6, 'issued-anew': 5} as const;

/**
 * The new certificate ends on the sixth or fifth birthday behind its issue, or with the card, or with the log-in certificate
 * that it belongs to. Reckoned here without the centre's own rule.
 */
export const checkLastDay = (
  stage: Stage,
  {kind, serialNumber, notBefore, notAfter}: IssuedCertificate,
  how: keyof typeof birthdays = 'renewed',
): void => {
  const ends = [
    lastBirthday(registeredHolder(stage.image).birthDate, notBefore, birthdays[how]),
    lastDayOfCard(stage.image),
  ];
  const {linkage, certificates} = stage.world;
  const belongsTo = linkage.authenticationOf(serialNumber, notBefore);
  if (kind === 'digital-signature' && belongsTo.outcome === 'linked') {
    const logIn = certificates.register.get(belongsTo.to);
    ends.push(...(logIn ? [dayInJapan(logIn.notAfter)] : []));
  }
  const [expected = ''] = ends.sort();
  const came = dayInJapan(notAfter);
  if (came !== expected) {
    throw new Refused(
      {
        en: `the ${kind} certificate was expected to end on ${expected}, but it ends on ${came}`,
        ja: `${kind} の証明書の満了日は ${expected} のはずですが、${came} です`,
      },
      'last-day',
    );
  }
};

/** Who is born on 29 February has the birthday on the 28th in a common year. */
const lastBirthday = (birthDate: string, issuedAt: Date, count: number): string => {
  const issued = dayInJapan(issuedAt);
  const year = Number(issued.slice(0, 4));
  const first = birthdayIn(birthDate, year) > issued ? year : year + 1;
  return birthdayIn(birthDate, first + count - 1);
};

const birthdayIn = (birthDate: string, year: number): string => {
  const day = birthDate.slice(5);
  const common = new Date(Date.UTC(year, 1, 29)).getUTCMonth() !== 1;
  return `${year}-${day === '02-29' && common ? '02-28' : day}`;
};
