import {adult} from './adult.ts';
import type {Persona} from './persona.ts';

/** A lost card: suspended (一時停止, on the chip too: Bench-defined, D93), both certificates on hold (一時保留). */
export const onHold: Persona = {
  ...adult,
  name: 'on-hold',
  title: {en: 'Lost card, certificates on hold', ja: '紛失カード(一時停止・電子証明書一時保留)'},
  holder: {...adult.holder, name: '見本　良子', birthDate: '1972-12-25'},
  issued: '-P1Y',
  revocation: 'certificateHold',
  lifeCycle: 'suspended',
};
