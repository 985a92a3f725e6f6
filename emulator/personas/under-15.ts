import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** A child: as a rule there is no certificate for digital signature below 15, and the card lasts five birthdays. [S40] */
export const under15: Persona = {
  ...adult,
  name: 'under-15',
  title: {en: 'Child under 15, without digital signature', ja: '15歳未満(署名用電子証明書なし)'},
  holder: {...adult.holder, name: '見本　桃子', birthDate: '-P8Y2M10D'},
  ages: [0, 13],
  certificates: ['user-authentication'],
};
