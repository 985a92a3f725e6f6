import type {Line} from './line.ts';

/** How long each step of each card takes at one station, ms; card c's step s is at c · stride + s. */
export interface StationDurations {
  readonly ms: Int32Array;
  /** Steps of a card, or 0 where all cards are alike. */
  readonly stride: number;
}

/** Every card alike, by the table. */
export const meanDurations = ({stations}: Pick<Line, 'stations'>, walkMs = 0): readonly StationDurations[] =>
  stations.map(({steps}) => ({
    ms: Int32Array.from(steps, ({actor, ms}) => (actor === 'operator' ? ms + walkMs : ms)),
    stride: 0,
  }));
