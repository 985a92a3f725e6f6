import {eraDate} from './japanese-era.ts';
import type {Holder} from './persona.ts';

export {
  referenceNumberA as verificationNumberA,
  referenceNumberB as verificationNumberB,
} from './reference-numbers.ts';

/**
 * 生年月日 as a credential: six digits YYMMDD with the year of the Japanese era, whose first year is 1 and ends with
 * December: 1980-02-17, 昭和55, is 550217. [S3]
 * @throws KazasuError `KZS-ERA-DATE`: no date, or one before 明治.
 */
export const birthDatePin = ({birthDate}: Pick<Holder, 'birthDate'>): string => eraDate(birthDate);
