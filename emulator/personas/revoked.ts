import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** Both certificates revoked at the holder's request; the card does not know. */
export const revoked: Persona = {
  ...adult,
  name: 'revoked',
  title: {en: 'Certificates revoked', ja: '電子証明書失効'},
  holder: {...adult.holder, name: '見本　三郎', sex: 'male', birthDate: '1985-10-08'},
  issued: '-P1Y',
  revocation: 'cessationOfOperation',
};
