import type {Persona} from './persona.ts';
import {ageOn, dayOf, nthBirthdayAfter} from './when.ts';

/** For applications from this day on, 18 years make an adult; before, it was 20 (民法). [S40] */
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
 * When a persona's card was issued and until when it is good: to the tenth birthday behind the issue for who was an
 * adult at the application, to the fifth for others, and never beyond the stay period. [S40], D98. `usual` is the day
 * on which a world's cards are issued.
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
  {stayUntil, applied}: Pick<Persona, 'stayUntil' | 'applied'>,
  issuedOn: string,
  birthDate: string,
): {readonly cardByRule: string; readonly certificatesByRule: string} => {
  const appliedOn = dayOf(applied ?? issuedOn, issuedOn);
  const isAdult = ageOn(birthDate, appliedOn) >= (appliedOn >= adultFrom18 ? 18 : 20);
  const stay = stayUntil === undefined ? '9999-12-31' : dayOf(stayUntil, issuedOn);
  const cardByRule = earlier(nthBirthdayAfter(birthDate, issuedOn, isAdult ? 10 : 5), stay);
  return {cardByRule, certificatesByRule: earlier(nthBirthdayAfter(birthDate, issuedOn, 5), cardByRule)};
};

const earlier = (a: string, b: string): string => (a < b ? a : b);
