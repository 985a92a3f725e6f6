import type {CardIdentity} from './identity.ts';
import {eraDate} from './japanese-era.ts';
import type {Holder} from './persona.ts';

/** 照合番号A: the 個人番号 itself, 12 digits. [S3] */
export const referenceNumberA = ({myNumber}: Pick<CardIdentity, 'myNumber'>): string => myNumber;

/**
 * 照合番号B, 14 digits: the birth date with the year of its era (6), the year in which the card expires (4), the
 * security code (4). [S3]
 */
export const referenceNumberB = (
  {birthDate}: Pick<Holder, 'birthDate'>,
  {expiresOn, securityCode}: Pick<CardIdentity, 'expiresOn' | 'securityCode'>,
): string => eraDate(birthDate) + expiresOn.slice(0, 4) + securityCode;
