import {errorFunction, quantile} from 'simple-statistics';

/** Longer series are thinned to this many of their quantiles, which keeps their shape and bounds the work. */
const mostSamples = 1000;

/** How two series of milliseconds differ. */
export interface Shift {
  /** Hodges-Lehmann estimate: the median of all differences, current less baseline. Milliseconds. */
  readonly shiftMs: number;
  /** Chance of a difference at least as large in the same direction if the two were alike; Mann-Whitney, one-sided. */
  readonly p: number;
}

/**
 * The shift between two series and how likely chance makes it. Ranks and medians rather than means, so that a machine's
 * rare long stops decide nothing. Exact enough from about 8 runs each.
 */
export const shiftBetween = (baseline: readonly number[], current: readonly number[]): Shift => {
  const a = thinned(baseline);
  const b = thinned(current);
  const differences = b.flatMap((later) => a.map((earlier) => later - earlier)).sort((x, y) => x - y);
  const middle = differences.length / 2;
  const shiftMs =
    ((differences[Math.ceil(middle) - 1] ?? 0) +
      (differences[Math.floor(middle)] ?? differences.at(-1) ?? 0)) /
    2;
  return {shiftMs, p: mannWhitney(a, b)};
};

const thinned = (series: readonly number[]): readonly number[] =>
  series.length <= mostSamples
    ? series
    : Array.from({length: mostSamples}, (_, i) => quantile([...series], (i + 0.5) / mostSamples));

/** Normal approximation with ties and continuity corrected; the direction is that in which the series differ. */
const mannWhitney = (a: readonly number[], b: readonly number[]): number => {
  const [m, n] = [a.length, b.length];
  const all = [
    ...a.map((value) => ({value, later: false})),
    ...b.map((value) => ({value, later: true})),
  ].sort((x, y) => x.value - y.value);
  let ranks = 0;
  let ties = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) {
      to += 1;
    }
    const alike = to - from;
    ties += alike ** 3 - alike;
    ranks += ((from + 1 + to) / 2) * all.slice(from, to).filter(({later}) => later).length;
    from = to;
  }
  const u = ranks - (n * (n + 1)) / 2;
  const total = m + n;
  const deviation = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))));
  const distance = Math.max(0, Math.abs(u - (m * n) / 2) - 0.5);
  return deviation === 0 ? 1 : upperTail(distance / deviation);
};

/** Of the standard normal distribution, good to seven digits; a table of it would end at 3.09 and never be certain. */
const upperTail = (z: number): number => (1 - errorFunction(z / Math.SQRT2)) / 2;
