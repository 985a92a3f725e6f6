import type {Persona} from './persona.ts';
import {ageOn, dayOf, nthBirthdayAfter} from './when.ts';

/** Since when 18 years make an adult; before, it was 20 (民法). */
const adultFrom18 = '2022-04-01';

/** Days of a card and its certificates, `YYYY-MM-DD` in Japan. */
export interface CardDates {
  readonly issuedOn: string;
  readonly birthDate: string;
  /** The card's last day. */
  readonly cardExpiresOn: string;
  /** The certificates' last day, the certificate authority's own rule apart. */
  readonly certificatesExpireOn: string;
}

/**
 * When a persona's card was issued and until when it is good: an adult's to the tenth birthday, others' to the fifth,
 * and never beyond the stay period. [S40], D98. `usual` is the day on which a world's cards are issued.
 */
export const cardDates = (persona: Persona, usual: string): CardDates => {
  const issuedOn = dayOf(persona.issued ?? usual, usual);
  const birthDate = dayOf(persona.holder.birthDate, issuedOn);
  const {cardByRule, certificatesByRule} = datesByRule(persona, issuedOn, birthDate);
  const cardExpiresOn = dayOf(persona.cardExpiresOn ?? cardByRule, issuedOn);
  const certificatesExpireOn = dayOf(
    persona.certificatesExpireOn ?? earlier(certificatesByRule, cardExpiresOn),
    issuedOn,
  );
  return {issuedOn, birthDate, cardExpiresOn, certificatesExpireOn};
};

/** How long card and certificates would be good at most. */
export const datesByRule = (
  {stayUntil}: Pick<Persona, 'stayUntil'>,
  issuedOn: string,
  birthDate: string,
): {readonly cardByRule: string; readonly certificatesByRule: string} => {
  const isAdult = ageOn(birthDate, issuedOn) >= (issuedOn >= adultFrom18 ? 18 : 20);
  const stay = stayUntil === undefined ? '9999-12-31' : dayOf(stayUntil, issuedOn);
  const cardByRule = earlier(nthBirthdayAfter(birthDate, issuedOn, isAdult ? 10 : 5), stay);
  return {cardByRule, certificatesByRule: earlier(nthBirthdayAfter(birthDate, issuedOn, 5), cardByRule)};
};

const earlier = (a: string, b: string): string => (a < b ? a : b);
