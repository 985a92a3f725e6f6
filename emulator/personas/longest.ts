import {adult} from './adult.ts';
import {mostAddressCharacters} from './person.ts';
import type {Persona} from './persona.ts';

/** No source tells a limit for names. Bench-defined, D92. */
const mostNameCharacters = 100;

const filled = (text: string, filler: string, length: number): string =>
  [...(text + filler.repeat(length))].slice(0, length).join('');

/** Name and address as long as they can be: reads in many pieces, pictures of many lines. */
export const longest: Persona = {
  ...adult,
  name: 'longest',
  title: {en: 'Longest name and address', ja: '最長の氏名・住所'},
  holder: {
    ...adult.holder,
    name: filled('見本　', '長', mostNameCharacters),
    sex: 'male',
    birthDate: '1975-09-30',
    address: filled(`${adult.holder.address}　`, '長い名前の見本の建物', mostAddressCharacters),
  },
  fullLength: true,
};
