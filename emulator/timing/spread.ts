import {type Random, seededRandom, uniformFrom} from '../../protocol/index.ts';
import type {SpreadKind} from './timing-profile.ts';

/** A number, or no spread: every time is its figure's mean. */
export type TimingSeed = number | 'none';

/** What a run uses that names no seed: two runs of one dialogue are then comparable. Bench-defined, T9. */
export const usualTimingSeed: TimingSeed = 1;

/** The source of a seed's deviates; none where there shall be no spread. */
export const timingRandomOf = (seed: TimingSeed | undefined): Random | undefined =>
  seed === undefined || seed === 'none' ? undefined : seededRandom(`timing/${seed}`);

/** Standard normal deviates of one exchange, one for each kind of cost. */
export type Deviates = Readonly<Record<SpreadKind, number>>;

/**
 * Deviates, exchange after exchange. Each exchange takes as many, whatever it costs, so that the n-th exchange of a
 * card has the same ones under every profile.
 */
export const deviatesFrom = (random: Random): (() => Deviates) => {
  const uniform = uniformFrom(random);
  return () => {
    const [commands, keyOperations] = normalPair(uniform(), uniform());
    const [memory, link] = normalPair(uniform(), uniform());
    return {commands, keyOperations, memory, link};
  };
};

/** Box and Muller's way from two uniform numbers to two normal ones. */
const normalPair = (a: number, b: number): readonly [number, number] => {
  const radius = Math.sqrt(-2 * Math.log(a));
  const angle = 2 * Math.PI * b;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
};

/** The factor of a lognormal distribution with mean 1 and this standard deviation: never 0 or below. Bench-defined, T8. */
export const spreadFactor = (spread: number, deviate: number): number => {
  if (spread === 0) {
    return 1;
  }
  const variance = Math.log1p(spread * spread);
  return Math.exp(Math.sqrt(variance) * deviate - variance / 2);
};
