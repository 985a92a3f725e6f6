import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** Characters outside JIS X 0208 and 0212 in name and address: certificates write others in their place. [S41] */
export const substituteCharacters: Persona = {
  ...adult,
  name: 'substitute-characters',
  title: {en: 'Name and address with 外字', ja: '氏名・住所に外字(代替文字あり)'},
  holder: {
    ...adult.holder,
    name: '見本﨑　𠮷子',
    certificateName: '見本崎　吉子',
    birthDate: '1967-05-21',
    address: '東京都清瀬市見本町字髙井𡈽手４番地',
    certificateAddress: '東京都清瀬市見本町字高井土手４番地',
  },
};
