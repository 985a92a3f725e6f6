import {KazasuError} from '../../protocol/index.ts';
import type {CardIdentity} from './identity.ts';
import type {Holder} from './persona.ts';

/** First days of the eras, `YYYY-MM-DD`, newest first; the day on which one ended and the next began is the next's. */
const eraBeginnings = ['2019-05-01', '1989-01-08', '1926-12-25', '1912-07-30', '1868-01-25'] as const;

/**
 * 生年月日 as a credential: six digits YYMMDD with the year of the Japanese era, whose first year is 1 and ends with
 * December: 1980-02-17, 昭和55, is 550217. [S3]
 * @throws KazasuError `KZS-BIRTH-DATE`: no date, or one before 明治.
 */
export const birthDatePin = ({birthDate}: Pick<Holder, 'birthDate'>): string => {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(birthDate) ?? [];
  const begins = eraBeginnings.find((first) => birthDate >= first);
  if (!year || !begins) {
    throw new KazasuError('KZS-BIRTH-DATE', {
      en: `a birth date YYYY-MM-DD from 1868-01-25 on was expected, but "${birthDate}" came`,
      ja: `生年月日は 1868-01-25 以降の YYYY-MM-DD ですが、「${birthDate}」が渡されました`,
    });
  }
  const eraYear = Number(year) - Number(begins.slice(0, 4)) + 1;
  return `${String(eraYear).padStart(2, '0')}${month}${day}`;
};

/** 照合番号A: the 個人番号, 12 digits. [S3] */
export const verificationNumberA = ({myNumber}: Pick<CardIdentity, 'myNumber'>): string => myNumber;

/**
 * 照合番号B, 14 digits from the card's face: birth date (6, as above), year in which the card expires (4), security
 * code (4). [S3]
 */
export const verificationNumberB = (
  holder: Pick<Holder, 'birthDate'>,
  {expiresOn, securityCode}: Pick<CardIdentity, 'expiresOn' | 'securityCode'>,
): string => birthDatePin(holder) + expiresOn.slice(0, 4) + securityCode;
