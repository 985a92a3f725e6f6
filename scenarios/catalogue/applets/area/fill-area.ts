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

export const fillerPlaces = (area: AreaName): readonly string[] => [
  'card/content/loadFiles',
  `card/content/*/${filler(areaNumber[area])}*`,
];

export const loadFiller = (session: AreaSession, area: AreaName): Promise<void> =>
  session.load(fillerLoadFile(area), programOf('common', fillerLoadFile(area)).cap);

/** 共通カードAP with an id of its own. */
export const installFiller = async (session: AreaSession, area: AreaName, n: number): Promise<void> => {
  const loadFile = fillerLoadFile(area);
  const aid = fillerInstance(area, n);
  await session.install(aid, {loadFile, module: programOf('common', loadFile).module});
  await session.personalise(aid, {id: idOnCard(applicationKinds.common, `FILL-${n}`)});
};
