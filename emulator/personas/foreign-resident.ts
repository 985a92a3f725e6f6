import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** A resident from abroad: card and certificates end with the stay period. [S40] The name's form: Bench-defined, D91. */
export const foreignResident: Persona = {
  ...adult,
  name: 'foreign-resident',
  title: {en: 'Foreign resident with a stay period', ja: '外国人住民(在留期間あり)'},
  holder: {...adult.holder, name: 'MIHON　TARO　JOHN', sex: 'male', birthDate: '1991-08-05'},
  stayUntil: 'P1Y9M14D',
};
