import type {Random} from '../../protocol/index.ts';
import {distinct} from './distinct.ts';
import type {CardIdentity} from './identity.ts';

/** 個人番号 of tests all begin with these digits: a documented, recognisable set (docs/deviations.md D19). */
const testNumberPrefix = '0000';

/** The check digit of 11 digits, ordinance No. 85 of 2014, article 5: weights 2–7, 2–6 from the right, modulo 11. */
export const myNumberCheckDigit = (eleven: string): string => {
  const sum = [...eleven]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i < 6 ? i + 2 : i - 4), 0);
  const rest = sum % 11;
  return String(rest <= 1 ? 0 : 11 - rest);
};

/**
 * Numbers for one card of a persona. The source of randomness belongs to the persona; cards of different `number`
 * then never share 個人番号, 住民票コード, 製造番号 or token serial number. Two personas may, by chance (D19).
 */
export const makeIdentity = (random: Random, expiresOn: string, number = 0): CardIdentity => {
  const own = (purpose: string, digits: number): string =>
    String(distinct(random.fork(purpose), number, 10n ** BigInt(digits))).padStart(digits, '0');
  const eleven = testNumberPrefix + own('my-number', 11 - testNumberPrefix.length);
  return {
    myNumber: eleven + myNumberCheckDigit(eleven),
    residentCode: own('resident-code', 11),
    cardSerial: `9${own('card-serial', 14)}`,
    securityCode: own('security-code', 4),
    expiresOn,
    tokenSerial: own('token-serial', 10),
  };
};
