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

/** The first byte of each domain's key on a new card; the others count upwards from it. Bench-defined, D174. */
const firstKeyBytes: Readonly<Record<'issuer' | AreaName, number>> = {
  issuer: 0x40,
  ordinance: 0x60,
  extended: 0x80,
};

/** The key of a new card's domain, of 16, 24 or 32 bytes: known to everybody, for test cards. A card may have others derived from it. */
export const masterKey = (domain: 'issuer' | AreaName, bytes = 16): Uint8Array =>
  Uint8Array.from({length: bytes}, (_, n) => firstKeyBytes[domain] + n);

/**
 * How an area is emptied when its holder moves, in a session with the area's own domain: what GET STATUS lists under
 * each P1, but the domain itself, is deleted by DELETE with this P2. What is in no area stays. Bench-defined, D184.
 */
export const emptyingSteps: readonly {readonly listed: number; readonly deleteP2: number}[] = [
  {listed: 0x40, deleteP2: 0x00},
  {listed: 0x20, deleteP2: 0x80},
];
