import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** Got the card at 16, for five birthdays, and let it run out; the certificates ended with it. */
export const cardExpired: Persona = {
  ...adult,
  name: 'card-expired',
  title: {en: 'Card expired', ja: 'カードの有効期限切れ'},
  holder: {...adult.holder, name: '見本　学', sex: 'male', birthDate: '-P16Y5M3D'},
  ages: [15, 17],
  issued: '-P5Y',
};
