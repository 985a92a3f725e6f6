import {type Sentence, testAidPrefix, toHex} from '../../protocol/index.ts';
import {type AreaName, areas} from './areas.ts';

/** The three basic applications that municipalities get for their cards. [S8] */
export const applicationKindNames = ['type-a', 'type-d', 'common'] as const;

export type BasicKind = (typeof applicationKindNames)[number];

/** A basic application, or the name of a kind that an issuer registered for itself. */
export type ApplicationKind = string;

export interface KindOfApplication {
  readonly title: Sentence;
  /** The number by which AIDs tell the kind. */
  readonly number: number;
  /** Card and terminal authenticate each other before anything is read. [S8] */
  readonly mutualAuthentication: boolean;
  /** Longest id it holds, in bytes. Bench-defined, C117. */
  readonly idBytes: number;
  /** Whether its id always has so many bytes; a shorter one is filled up with blanks. Bench-defined, C180. */
  readonly filledUp: boolean;
  /** Whether STORE DATA gives it an id. */
  readonly personalised: boolean;
  /** Of an issuer's own kind: the package in its CAP file, and the one area that package is for. */
  readonly own?: {readonly loadFile: string; readonly area: AreaName};
}

const service = {mutualAuthentication: true, idBytes: 64, filledUp: false, personalised: true} as const;

export const applicationKinds: Readonly<Record<BasicKind, KindOfApplication>> = {
  'type-a': {...service, title: {en: 'type A', ja: '業務タイプA'}, number: 0x0a},
  'type-d': {...service, title: {en: 'type D', ja: '業務タイプD'}, number: 0x0d},
  common: {
    title: {en: 'common card application', ja: '共通カードAP'},
    number: 0x0c,
    mutualAuthentication: false,
    idBytes: 16,
    filledUp: true,
    personalised: true,
  },
};

/** The id of the user as bytes on the card. */
export const idOnCard = ({idBytes, filledUp}: KindOfApplication, userId: string): Uint8Array =>
  Uint8Array.from(Buffer.from(filledUp ? userId.padEnd(idBytes) : userId, 'latin1'));

/** One application of one kind in one area. */
export interface Place {
  readonly area: AreaName;
  readonly kind: ApplicationKind;
}

const objectNumbers = {domain: 0x10, loadFile: 0x11, instance: 0x12} as const;

const aid = (object: keyof typeof objectNumbers, area: AreaName, issuer: number, kind?: number): string => {
  const end = kind === undefined ? [] : [kind];
  const bytes = [
    ...testAidPrefix,
    objectNumbers[object],
    areas[area].number,
    issuer >> 8,
    issuer & 0xff,
    ...end,
  ];
  return toHex(Uint8Array.from(bytes));
};

/** AIDs of what an issuer has in an area, upper-case hex; `issuer` is its number. Bench-defined, C115. */
export const domainAid = (area: AreaName, issuer: number): string => aid('domain', area, issuer);

export const placeAids = (
  area: AreaName,
  {number, own}: Pick<KindOfApplication, 'number' | 'own'>,
  issuer: number,
): {readonly instance: string; readonly loadFile: string} => ({
  instance: aid('instance', area, issuer, number),
  loadFile: own?.loadFile ?? aid('loadFile', area, issuer, number),
});
