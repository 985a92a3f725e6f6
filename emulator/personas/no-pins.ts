import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/**
 * 顔認証マイナンバーカード, delivered without PINs: no certificate for digital signature; the user authentication key
 * works only where a terminal proves itself and compares the face. [S41] Its answers: Bench-defined, D90.
 */
export const noPins: Persona = {
  ...adult,
  name: 'no-pins',
  title: {en: 'Card without PINs, for face recognition', ja: '顔認証マイナンバーカード(暗証番号なし)'},
  holder: {...adult.holder, name: '見本　トメ', birthDate: '1938-11-03'},
  ages: [70, 99],
  certificates: ['user-authentication'],
  credentials: {userAuthenticationPin: 'unset', textAssistancePin: 'unset', residentRegisterPin: 'unset'},
};
