import {dayInJapan, endOfDay, startOfDay} from '../japan-time.ts';

const firstYear = 2015;
const yearsBetween = 4;
const yearsOfLife = 10;

/** An authority's key lives through one generation; all generations bear one name. */
export interface Generation {
  readonly number: number;
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/**
 * Generation n: from 16 July 2015 + 4(n − 1), Japan's midnight, for ten years less a second. The real authorities
 * began 2015-10-20, 2019-09-14 and 2023-07-16; the even rhythm is bench-defined.
 */
export const generation = (number: number): Generation => {
  const year = firstYear + yearsBetween * (number - 1);
  return {
    number,
    notBefore: startOfDay(`${year}-07-16`),
    notAfter: endOfDay(`${year + yearsOfLife}-07-15`),
  };
};

/** The newest generation that has begun: the one that issues. Undefined before the first. */
export const issuingGeneration = (at: Date): Generation | undefined => {
  const year = Number(dayInJapan(at).slice(0, 4));
  const begunThisYear = dayInJapan(at).slice(5) >= '07-16';
  const number = Math.floor((year - (begunThisYear ? 0 : 1) - firstYear) / yearsBetween) + 1;
  return number >= 1 ? generation(number) : undefined;
};

/** The generations whose certificates are valid at an instant, oldest first. */
export const validGenerations = (at: Date): Generation[] => {
  const newest = issuingGeneration(at)?.number ?? 0;
  const mostAlive = Math.ceil(yearsOfLife / yearsBetween);
  const numbers = Array.from({length: mostAlive}, (_, i) => newest - mostAlive + 1 + i);
  return numbers
    .filter((number) => number >= 1)
    .map(generation)
    .filter(({notAfter}) => at.getTime() < notAfter.getTime() + 1000);
};
