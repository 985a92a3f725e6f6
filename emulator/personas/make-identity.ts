import type {Random} from '../../protocol/index.ts';
import type {CardIdentity} from './identity.ts';

const digits = (random: Random, count: number): string =>
  [...random.bytes(count)].map((byte) => String(byte % 10)).join('');

/** 個人番号 of tests all begin with these digits: a documented, recognisable set (docs/deviations.md D19). */
const testNumberPrefix = '0000000';

/** The check digit of 11 digits, ordinance No. 85 of 2014, article 5: weights 2–7, 2–6 from the right, modulo 11. */
export const myNumberCheckDigit = (eleven: string): string => {
  const sum = [...eleven]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i < 6 ? i + 2 : i - 4), 0);
  const rest = sum % 11;
  return String(rest <= 1 ? 0 : 11 - rest);
};

/** Numbers for one card, from a source of randomness of its own. */
export const makeIdentity = (random: Random, expiresOn: string): CardIdentity => {
  const eleven = testNumberPrefix + digits(random.fork('my-number'), 4);
  return {
    myNumber: eleven + myNumberCheckDigit(eleven),
    residentCode: digits(random.fork('resident-code'), 11),
    cardSerial: `9${digits(random.fork('card-serial'), 14)}`,
    securityCode: digits(random.fork('security-code'), 4),
    expiresOn,
    tokenSerial: digits(random.fork('token-serial'), 10),
  };
};
