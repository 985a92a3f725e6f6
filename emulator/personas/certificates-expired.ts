import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** An adult's card lasts ten birthdays, the certificates five: these were not renewed. */
export const certificatesExpired: Persona = {
  ...adult,
  name: 'certificates-expired',
  title: {en: 'Certificates expired, card valid', ja: '電子証明書の有効期限切れ(カードは有効)'},
  holder: {...adult.holder, name: '見本　次郎', sex: 'male', birthDate: '1970-06-12'},
  issued: '-P5Y',
};
