import {
  type AreaName,
  type AreaSession,
  applicationKinds,
  idOnCard,
  programOf,
} from '../../../../centre/index.ts';
import {testAidPrefix, toHex} from '../../../../protocol/index.ts';

/** AIDs of what only fills an area; they are nobody's. Bench-defined, D222. */
const filler = (...end: readonly number[]): string => toHex(Uint8Array.of(...testAidPrefix, 0x13, ...end));

const areaNumber: Readonly<Record<AreaName, number>> = {ordinance: 1, extended: 2};

export const fillerLoadFile = (area: AreaName): string => filler(areaNumber[area], 0xff);

/** The n-th instance, from 1. */
export const fillerInstance = (area: AreaName, n: number): string => filler(areaNumber[area], n);

/** More than any area of ours takes: a card that never says that it is full is not waited for. */
export const mostFillers = 40;

/** The n-th load file beside the usual one, from 1: many of them fill an area by bytes. */
export const fillerLoadFileNumber = (area: AreaName, n: number): string => filler(areaNumber[area], 0xff, n);

/** Every AID that fills an area. */
export const fillersOf = (area: AreaName): readonly string[] => [
  fillerLoadFile(area),
  ...Array.from({length: mostFillers}, (_, n) => [
    fillerInstance(area, n + 1),
    fillerLoadFileNumber(area, n + 1),
  ]).flat(),
];

export const fillerPlaces = (area: AreaName): readonly string[] => [
  'card/content/loadFiles',
  `card/content/*/${filler(areaNumber[area])}*`,
];

export const loadFiller = (
  session: AreaSession,
  area: AreaName,
  loadFile = fillerLoadFile(area),
): Promise<void> => session.load(loadFile, programOf('common', loadFile).cap);

/** 共通カードAP with an id of its own. */
export const installFiller = async (session: AreaSession, area: AreaName, n: number): Promise<void> => {
  const loadFile = fillerLoadFile(area);
  const aid = fillerInstance(area, n);
  await session.install(aid, {loadFile, module: programOf('common', loadFile).module});
  await session.personalise(aid, {id: idOnCard(applicationKinds.common, `FILL-${n}`)});
};
