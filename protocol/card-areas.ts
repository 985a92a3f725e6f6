import type {Sentence} from './errors.ts';
import {fromHex} from './hex.ts';

/** The parts of the card that municipalities and others put their own applications into. */
export const areaNames = ['ordinance', 'extended'] as const;

export type AreaName = (typeof areaNames)[number];

export interface CardArea {
  readonly title: Sentence;
  /** AID of the security domain that holds the area. */
  readonly aid: Uint8Array;
}

/**
 * Where every AID of ours begins: F, "proprietary, not registered" in ISO/IEC 7816-4 clause 12.2.3, and KAZASU in
 * ASCII. The real AIDs are not public. Bench-defined, D170.
 */
export const testAidPrefix = fromHex('F04B415A415355');

const areaAid = (number: number): Uint8Array => Uint8Array.from([...testAidPrefix, 0x01, number]);

/** The areas with the security domains that stand for them. */
export const cardAreas: Readonly<Record<AreaName, CardArea>> = {
  ordinance: {title: {en: 'area for ordinances', ja: '条例利用領域'}, aid: areaAid(1)},
  extended: {title: {en: 'extended area', ja: '拡張利用領域'}, aid: areaAid(2)},
};
