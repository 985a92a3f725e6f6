import {resolveTimingProfile} from '../resolve-profile.ts';
import type {TimingProfile} from '../timing-profile.ts';
import {chip} from './chip.ts';

/** The carrier over which the bit durations of ISO/IEC 14443-3 are counted, in MHz. [S12] */
const carrierMhz = 13.56;

/** kbit/s as people call it, and periods of the carrier to a bit (etu), ISO/IEC 14443-2 clause 9.1. [S12] */
const rates = [
  [106, 128],
  [212, 64],
  [424, 32],
  [848, 16],
] as const;

/** A type B character: start bit, eight bits, stop bit, ISO/IEC 14443-3 clause 7.1.1; no extra guard time. [S12] */
const characterEtu = 10;

/** Bytes of a block: a frame of 256 less the protocol control byte and two of CRC, ISO/IEC 14443-4 clause 7.1. [S12] */
const blockBytes = 253;

/**
 * What a frame costs besides its bytes: start and end of frame (12 and 10 etu), the three bytes around the
 * information field, and 150 µs for turning around, about the least the standard allows. Bench-defined, T5.
 */
const perBlockUs = (etuUs: number): number => (12 + 10 + 3 * characterEtu) * etuUs + 150;

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** A My Number Card on a contactless reader, at each speed of ISO/IEC 14443. */
export const contactless: readonly TimingProfile[] = rates.map(([kbit, periods]) => {
  const etuUs = periods / carrierMhz;
  return resolveTimingProfile(
    {
      name: `contactless-${kbit}`,
      title: {en: `contactless at ${kbit} kbit/s`, ja: `非接触 ${kbit} kbit/s`},
      evidence: 'bench-defined',
      reference: 'T1',
      link: {
        perByteUs: {value: tenth(characterEtu * etuUs), evidence: 'standard', reference: 'S12'},
        perExchangeUs: {value: 0, evidence: 'bench-defined', reference: 'T6'},
        blockBytes: {value: blockBytes, evidence: 'standard', reference: 'S12'},
        perBlockUs: {value: tenth(perBlockUs(etuUs)), evidence: 'bench-defined', reference: 'T5'},
      },
    },
    chip,
  );
});
