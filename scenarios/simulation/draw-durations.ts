import {type Random, uniformFrom} from '../../protocol/index.ts';
import type {StationDurations} from './durations.ts';
import type {Line, Part} from './line.ts';
import type {WorkStep} from './step-table.ts';

/** How cards differ. */
export interface Spread {
  /** Standard deviation of a step's duration as a share of its mean; lognormal. Bench-defined, W7. */
  readonly cv: number;
  /** Share of touches in which the operator has to do something again, 0 to 1. */
  readonly retries: number;
  /** What a repetition adds, ms. */
  readonly retryMs: number;
  /** What the operator needs to get to a terminal, before every touch, ms. */
  readonly walkMs: number;
}

/**
 * Durations of every card, drawn. A card's steps get the same luck in every layout, with and without a link, so
 * that plans are compared on the same cards.
 */
export const drawDurations = (line: Line, spread: Spread, random: Random): readonly StationDurations[] =>
  line.stations.map(({parts, steps}) => {
    const ms = new Int32Array(line.cards * steps.length);
    let offset = 0;
    for (const {part, steps: ofPart} of parts) {
      drawPart(
        ms,
        {offset, stride: steps.length, steps: ofPart, cards: line.cards},
        spread,
        luckOf(part, random),
      );
      offset += ofPart.length;
    }
    return {ms, stride: steps.length};
  });

const luckOf = (part: Part, random: Random): (() => number) => uniformFrom(random.fork(part));

/** A day: what a step can take at most, so that a long tail cannot run out of the numbers. */
const mostMs = 86_400_000;

const drawPart = (
  into: Int32Array,
  {offset, stride, steps, cards}: {offset: number; stride: number; steps: readonly WorkStep[]; cards: number},
  {cv, retries, retryMs, walkMs}: Spread,
  uniform: () => number,
): void => {
  const variance = Math.log1p(cv * cv);
  const deviation = Math.sqrt(variance);
  for (let card = 0; card < cards; card += 1) {
    for (let step = 0; step < steps.length; step += 1) {
      const {actor, ms} = steps[step] as WorkStep;
      // Three numbers a step, whatever comes of them: the luck of one does not shift the others'.
      const [a, b, c] = [uniform(), uniform(), uniform()];
      const normal = Math.sqrt(-2 * Math.log(a)) * Math.cos(2 * Math.PI * b);
      const drawn = Math.round(ms * Math.exp(deviation * normal - variance / 2));
      const extra = actor === 'operator' ? walkMs + (c <= retries ? retryMs : 0) : 0;
      into[card * stride + offset + step] = Math.min(mostMs, drawn + extra);
    }
  }
};
