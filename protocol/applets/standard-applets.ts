import {testAidPrefix} from '../card-areas.ts';
import type {Sentence} from '../errors.ts';

/** The three applications that the ministry's slides of 2016 name for municipalities, by names of ours. */
export const standardAppletNames = ['service-a', 'service-d', 'common-card'] as const;

export type StandardAppletName = (typeof standardAppletNames)[number];

export interface StandardApplet {
  readonly title: Sentence;
  readonly packageAid: Uint8Array;
  /** Also the AID of an instance for which nobody chose another. */
  readonly moduleAid: Uint8Array;
}

const applet = (number: number, en: string, ja: string): StandardApplet => {
  const packageAid = Uint8Array.from([...testAidPrefix, 0x02, number]);
  return {title: {en, ja}, packageAid, moduleAid: Uint8Array.from([...packageAid, 0x01])};
};

/** Package and module of each; the real AIDs are not public. Bench-defined, D200 */
export const standardApplets: Readonly<Record<StandardAppletName, StandardApplet>> = {
  'service-a': applet(1, 'Service type A', '業務タイプA'),
  'service-d': applet(2, 'Service type D', '業務タイプD'),
  'common-card': applet(3, 'Common card application', '共通カードAP'),
};

/** EF identifiers; the short ones are the low five bits. Bench-defined, D201 */
export const appletFiles = {
  id: 0x0001,
  diversification: 0x0002,
  options: 0x0003,
  pin: 0x0011,
  key: 0x0012,
} as const;

/** The longest id, in bytes; that of 共通カードAP has exactly so many as `commonId` says. Bench-defined, D201 */
export const appletSizes = {
  id: 64,
  commonId: 16,
  key: 16,
  diversification: 16,
  pinMin: 4,
  pinMax: 16,
} as const;

/** Failures after which a PIN or key is locked, where personalisation says nothing. Bench-defined, D203 */
export const usualAppletTries = 3;
