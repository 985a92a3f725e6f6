import {type Random, uniformFrom} from '../../protocol/index.ts';

/** How starts are spread over time: at equal distances, or as independent people come (exponential gaps). */
export type ArrivalPattern = 'even' | 'poisson';

export interface ArrivalPlan {
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly pattern: ArrivalPattern;
  /** Draws the gaps of `poisson`. */
  readonly random: Random;
}

/**
 * When each transaction is meant to start, ns from the beginning, ascending. They are fixed before the first one
 * starts: a system that slows down is not asked less often.
 */
export const intendedStarts = ({ratePerSecond, seconds, pattern, random}: ArrivalPlan): Float64Array => {
  const meanGapNs = 1e9 / ratePerSecond;
  if (pattern === 'even') {
    return Float64Array.from({length: Math.floor(ratePerSecond * seconds)}, (_, i) => i * meanGapNs);
  }
  const endNs = seconds * 1e9;
  const uniform = uniformFrom(random);
  const gap = (): number => -Math.log(uniform()) * meanGapNs;
  const starts: number[] = [];
  for (let at = gap(); at < endNs; at += gap()) {
    starts.push(at);
  }
  return Float64Array.from(starts);
};
