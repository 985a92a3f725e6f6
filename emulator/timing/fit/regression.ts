import {mean, median, medianAbsoluteDeviation, standardDeviation} from 'simple-statistics';
import type {Sample} from './samples.ts';

/** What one command costs besides its bytes, in ms; `spread` is a share of it. */
export interface FittedCommand {
  readonly ms: number;
  readonly spread: number;
  readonly samples: number;
}

export interface Regression {
  readonly commands: ReadonlyMap<string, FittedCommand>;
  /** Undefined where no command came with different lengths. */
  readonly perByteUs: number | undefined;
  /** Exchanges the slope rests on. */
  readonly slopeSamples: number;
}

/**
 * A fixed cost for each command and one cost per byte for all. The slope is a weighted Theil–Sen estimate: the
 * median of the slopes between lengths of one command, so that a machine's hiccups do not move it.
 */
export const fitCosts = (samples: readonly Sample[]): Regression => {
  const byName = grouped(samples, ({name}) => name);
  const lines = [...byName.values()].flatMap(slopes);
  const slope = lines.length === 0 ? undefined : Math.max(0, weightedMedian(lines));
  const commands = new Map(
    [...byName].map(([name, own]) => {
      const fixed = withoutHiccups(own.map(({ms, bytes}) => ms - bytes * (slope ?? 0)));
      const ms = Math.max(0, mean(fixed));
      return [
        name,
        {ms, spread: ms > 0 && fixed.length > 1 ? standardDeviation(fixed) / ms : 0, samples: own.length},
      ];
    }),
  );
  const varied = [...byName.values()].filter((own) => new Set(own.map(({bytes}) => bytes)).size > 1);
  return {
    commands,
    perByteUs: slope === undefined ? undefined : slope * 1000,
    slopeSamples: varied.reduce((sum, own) => sum + own.length, 0),
  };
};

interface Slope {
  readonly msPerByte: number;
  readonly weight: number;
}

/** Slopes between the lengths of one command, each length by its median; the further apart, the more one weighs. */
const slopes = (samples: readonly Sample[]): Slope[] => {
  const lengths = [...grouped(samples, ({bytes}) => bytes)]
    .map(([bytes, own]) => ({bytes, ms: median(own.map(({ms}) => ms)), count: own.length}))
    .sort((a, b) => a.bytes - b.bytes);
  return lengths.flatMap((one, i) =>
    lengths.slice(i + 1).map((other) => {
      const apart = other.bytes - one.bytes;
      return {
        msPerByte: (other.ms - one.ms) / apart,
        weight: apart * Math.sqrt((one.count * other.count) / (one.count + other.count)),
      };
    }),
  );
};

const weightedMedian = (slopes: readonly Slope[]): number => {
  const sorted = [...slopes].sort((a, b) => a.msPerByte - b.msPerByte);
  const half = sorted.reduce((sum, {weight}) => sum + weight, 0) / 2;
  let reached = 0;
  for (const {msPerByte, weight} of sorted) {
    reached += weight;
    if (reached >= half) {
      return msPerByte;
    }
  }
  return 0;
};

/** Of a normal distribution, 1.4826 median absolute deviations are one standard deviation. */
const deviationsKept = 6 * 1.4826;

/** A card that keeps its times exactly still differs so much, as a share: rounding, and the bytes' common slope. */
const leastReach = 0.05;

/** The values without those so far from the median that a machine's hiccup explains them better than the card. */
const withoutHiccups = (values: number[]): number[] => {
  const middle = median(values);
  const reach = Math.max(deviationsKept * medianAbsoluteDeviation(values), leastReach * Math.abs(middle));
  return values.filter((value) => Math.abs(value - middle) <= reach);
};

const grouped = <T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> => {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) {
      group.push(item);
    } else {
      groups.set(key(item), [item]);
    }
  }
  return groups;
};
