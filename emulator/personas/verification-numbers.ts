import type {CardIdentity} from './identity.ts';
import {eraDate} from './japanese-era.ts';
import type {Holder} from './persona.ts';

/** 照合番号A: the 個人番号 itself, 12 digits. [S3] */
export const verificationNumberA = ({myNumber}: Pick<CardIdentity, 'myNumber'>): string => myNumber;

/**
 * 照合番号B, 14 digits: the birth date with the year of its era (6), the year in which the card expires (4), the
 * security code (4). [S3]
 * @throws KazasuError `KZS-ERA-DATE`: no date, or one before 明治.
 */
export const verificationNumberB = (
  {birthDate}: Pick<Holder, 'birthDate'>,
  {expiresOn, securityCode}: Pick<CardIdentity, 'expiresOn' | 'securityCode'>,
): string => eraDate(birthDate) + expiresOn.slice(0, 4) + securityCode;

/**
 * 生年月日 as a credential: six digits YYMMDD with the year of the Japanese era, whose first year is 1 and ends with
 * December: 1980-02-17, 昭和55, is 550217. [S3]
 * @throws KazasuError `KZS-ERA-DATE`: no date, or one before 明治.
 */
export const birthDatePin = ({birthDate}: Pick<Holder, 'birthDate'>): string => eraDate(birthDate);
