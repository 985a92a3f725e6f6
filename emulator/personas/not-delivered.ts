import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** Prepared at the municipality and waiting for its holder: no PIN is set, no key can be used. */
export const notDelivered: Persona = {
  ...adult,
  name: 'not-delivered',
  title: {en: 'Not yet delivered', ja: '交付前'},
  holder: {...adult.holder, name: '見本　待子', birthDate: '1999-07-07'},
  lifeCycle: 'prepared',
};
