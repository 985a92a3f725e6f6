import type {Sentence} from '../../protocol/index.ts';
import {type CardDates, cardDates, datesByRule} from './card-dates.ts';
import {mostAddressCharacters} from './person.ts';
import type {Persona} from './persona.ts';
import {dayOf} from './when.ts';

/** What is wrong with a persona, and in which field. */
export interface PersonaFault {
  readonly path: readonly string[];
  readonly what: Sentence;
}

interface Rule {
  readonly path: readonly string[];
  readonly holds: (persona: Persona, dates: CardDates, today: string) => boolean;
  readonly what: (dates: CardDates, persona: Persona) => Sentence;
}

/** The first cards were given out in January 2016. */
const firstCards = '2016-01-01';
/** The first day of 明治: the card prints no earlier era. */
const firstBirthDate = '1868-01-25';

const length = (text: string): number => [...text].length;
const byRule = (persona: Persona, {issuedOn, birthDate}: CardDates): ReturnType<typeof datesByRule> =>
  datesByRule(persona, issuedOn, birthDate);

/** In the order in which they build on each other. */
const rules: readonly Rule[] = [
  {
    path: ['issued'],
    holds: (_, {issuedOn}, today) => issuedOn >= firstCards && issuedOn <= today,
    what: ({issuedOn}) => ({
      en: `a card is issued from ${firstCards} on and not in the future, but here it is on ${issuedOn}`,
      ja: `カードの発行日は ${firstCards} 以降で未来でない日ですが、${issuedOn} です`,
    }),
  },
  {
    path: ['holder', 'birthDate'],
    holds: (_, {birthDate, issuedOn}) => birthDate >= firstBirthDate && birthDate <= issuedOn,
    what: ({birthDate, issuedOn}) => ({
      en: `a holder is born from ${firstBirthDate} on and not after the card's issue on ${issuedOn}, but here on ${birthDate}`,
      ja: `生年月日は ${firstBirthDate} 以降、カードの発行日 ${issuedOn} 以前ですが、${birthDate} です`,
    }),
  },
  {
    path: ['holder', 'certificateName'],
    holds: ({holder}) => length(holder.certificateName ?? holder.name) === length(holder.name),
    what: (_, {holder}) => ({
      en: `certificates have as many characters as the name, ${length(holder.name)}`,
      ja: `証明書の氏名は氏名と同じ ${length(holder.name)} 文字です`,
    }),
  },
  {
    path: ['holder', 'address'],
    holds: ({holder}) => length(holder.address) <= mostAddressCharacters,
    what: (_, {holder}) => ({
      en: `an address has at most ${mostAddressCharacters} characters, but here ${length(holder.address)}`,
      ja: `住所は${mostAddressCharacters}文字以内ですが、${length(holder.address)} 文字です`,
    }),
  },
  {
    path: ['holder', 'certificateAddress'],
    holds: ({holder}) => length(holder.certificateAddress ?? holder.address) === length(holder.address),
    what: (_, {holder}) => ({
      en: `certificates have as many characters as the address, ${length(holder.address)}`,
      ja: `証明書の住所は住所と同じ ${length(holder.address)} 文字です`,
    }),
  },
  {
    path: ['applied'],
    holds: ({applied}, {birthDate, issuedOn}) => {
      const day = dayOf(applied ?? issuedOn, issuedOn);
      return day >= birthDate && day <= issuedOn;
    },
    what: ({birthDate, issuedOn}) => ({
      en: `a card is applied for from the holder's birth on ${birthDate} on and not after its issue on ${issuedOn}`,
      ja: `カードの申請日は生年月日 ${birthDate} 以降、発行日 ${issuedOn} 以前です`,
    }),
  },
  {
    path: ['stayUntil'],
    holds: (persona, dates) =>
      persona.stayUntil === undefined || byRule(persona, dates).cardByRule > dates.issuedOn,
    what: ({issuedOn}) => ({
      en: `the stay period ends after the card's issue on ${issuedOn}`,
      ja: `在留期間の満了日はカードの発行日 ${issuedOn} より後です`,
    }),
  },
  {
    path: ['cardExpiresOn'],
    holds: (persona, dates) =>
      dates.cardExpiresOn > dates.issuedOn && dates.cardExpiresOn <= byRule(persona, dates).cardByRule,
    what: (dates, persona) => ({
      en: `the card's last day comes after its issue on ${dates.issuedOn} and not after ${byRule(persona, dates).cardByRule}, the last by rule`,
      ja: `カードの有効期限は発行日 ${dates.issuedOn} より後、規則上の期限 ${byRule(persona, dates).cardByRule} 以前です`,
    }),
  },
  {
    path: ['certificatesExpireOn'],
    holds: (persona, {certificatesExpireOn: day, issuedOn, cardExpiresOn, birthDate}) =>
      day > issuedOn &&
      day <= cardExpiresOn &&
      day <= datesByRule(persona, issuedOn, birthDate).certificatesByRule,
    what: (dates, persona) => ({
      en: `the certificates' last day comes after the issue on ${dates.issuedOn} and not after the card's (${dates.cardExpiresOn}) or the fifth birthday (${byRule(persona, dates).certificatesByRule})`,
      ja: `証明書の有効期限は発行日 ${dates.issuedOn} より後で、カードの有効期限(${dates.cardExpiresOn})と5回目の誕生日(${byRule(persona, dates).certificatesByRule})を超えません`,
    }),
  },
  {
    path: ['ages'],
    holds: ({ages: [least, most] = [0, 0]}) => least <= most,
    what: () => ({
      en: 'the least age comes first and is not above the most',
      ja: '最小の年齢を先に書き、最大の年齢を超えません',
    }),
  },
];

/** What cannot be about a persona whose fields each have the right form: the first fault of each field. */
export const personaFaults = (persona: Persona, usualIssueDay: string, today: string): PersonaFault[] => {
  const dates = cardDates(persona, usualIssueDay);
  return rules
    .filter(({holds}) => !holds(persona, dates, today))
    .map(({path, what}) => ({path, what: what(dates, persona)}));
};
