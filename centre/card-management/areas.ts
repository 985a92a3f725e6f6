import {type AreaName, cardAreas, type Sentence} from '../../protocol/index.ts';

export {type AreaName, areaNames} from '../../protocol/index.ts';

/** A part of a card that applications are put into: 条例利用領域 (地域住民向け領域) or 拡張利用領域. */
export interface Area {
  readonly title: Sentence;
  /** The number by which AIDs tell the area. */
  readonly number: number;
  /** Applications it holds at most. No figure is public. Bench-defined, C116. */
  readonly applications: number;
}

export const areas: Readonly<Record<AreaName, Area>> = {
  ordinance: {title: cardAreas.ordinance.title, number: 1, applications: 8},
  extended: {title: cardAreas.extended.title, number: 2, applications: 8},
};
