import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** Every PIN and the password typed wrong until none was left. */
export const blockedPins: Persona = {
  ...adult,
  name: 'blocked-pins',
  title: {en: 'All PINs blocked', ja: '暗証番号がすべてロック'},
  holder: {...adult.holder, name: '見本　忘', sex: 'male', birthDate: '1959-03-14'},
  credentials: {
    userAuthenticationPin: 'blocked',
    digitalSignaturePassword: 'blocked',
    textAssistancePin: 'blocked',
    residentRegisterPin: 'blocked',
  },
};
