import {resolveTimingProfile} from '../resolve-profile.ts';
import type {TimingProfile} from '../timing-profile.ts';
import {chip} from './chip.ts';

/** TA1 = 13 in the ATR C02: F = 372, D = 4, ISO/IEC 7816-3 clause 8.3; readers commonly clock at 4 MHz. [S2] [S6] */
const etuUs = 372 / 4 / 4;

/** A character of T=1 with the least guard time, ISO/IEC 7816-3 clause 11.2. [S6] */
const characterUs = 11 * etuUs;

/** Prologue (3 bytes) and checksum of a block, and the 22 etu before the other side answers. [S6] */
const perBlockUs = 4 * characterUs + 22 * etuUs;

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** A My Number Card in a contact reader: ATR C02, T=1, blocks of IFSC 251. */
export const contact: TimingProfile = resolveTimingProfile(
  {
    name: 'contact',
    title: {en: 'contact, T=1 at 4 MHz', ja: '接触 T=1 4 MHz'},
    evidence: 'bench-defined',
    reference: 'T4',
    link: {
      perByteUs: {value: tenth(characterUs), evidence: 'bench-defined', reference: 'T4'},
      perExchangeUs: {value: 0, evidence: 'bench-defined', reference: 'T6'},
      blockBytes: {value: 251, evidence: 'observed', reference: 'S2'},
      perBlockUs: {value: tenth(perBlockUs), evidence: 'bench-defined', reference: 'T4'},
    },
  },
  chip,
);
