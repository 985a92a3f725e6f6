import type {Sentence} from '../../protocol/index.ts';

/** The parts of a card that applications are put into: 条例利用領域 (地域住民向け領域) and 拡張利用領域. */
export const areaNames = ['ordinance', 'extended'] as const;

export type AreaName = (typeof areaNames)[number];

export interface Area {
  readonly title: Sentence;
  /** The number by which AIDs tell the area. */
  readonly number: number;
  /** Applications it holds at most. No figure is public. Bench-defined, C116. */
  readonly applications: number;
}

export const areas: Readonly<Record<AreaName, Area>> = {
  ordinance: {title: {en: 'area for ordinances', ja: '条例利用領域'}, number: 1, applications: 8},
  extended: {title: {en: 'extended area', ja: '拡張利用領域'}, number: 2, applications: 8},
};
