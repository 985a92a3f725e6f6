import {meanDurations, type StationDurations} from './durations.ts';
import type {Line} from './line.ts';

/** What a line cannot be faster than, and for the sake of what. */
export interface Bound {
  readonly ms: number;
  readonly by: 'operators' | 'terminals' | 'one-card';
  /** The station, where its terminals bind. */
  readonly station?: number;
}

/**
 * The least makespan of a line, whatever the policy: each station's terminals with the shortest way to it and from
 * it, the operators' hands, and the longest card. With all cards alike this is the closed form
 * max(⌈N/K⌉·T, N·s/M); of drawn durations, their sums and their shortest take the place of the products.
 */
export const makespanBound = (
  line: Line,
  durations: readonly StationDurations[] = meanDurations(line),
): Bound => {
  const totals = line.stations.map(({steps}, station) =>
    cardTotals(durations[station], steps.length, line.cards),
  );
  const hands = line.stations.map(({steps}, station) =>
    handsMs(
      durations[station],
      steps.map(({actor}) => actor === 'operator'),
      line.cards,
    ),
  );
  const least = totals.map((ofStation) => ofStation[0] ?? 0);
  const bounds: Bound[] = [
    {ms: Math.ceil(sum(hands) / line.operators), by: 'operators'},
    {ms: longestCard(line, durations), by: 'one-card'},
    ...line.stations.map(({terminals}, station): Bound => {
      const sorted = totals[station] ?? new Float64Array();
      const fullest = Math.ceil(line.cards / terminals);
      const own = Math.max(Math.ceil(sum(sorted) / terminals), sum(sorted.subarray(0, fullest)));
      return {ms: own + sum(least) - (least[station] ?? 0), by: 'terminals', station};
    }),
  ];
  return bounds.reduce((most, bound) => (bound.ms >= most.ms ? bound : most));
};

/** The most cards an hour in the long run: min(K/T, M/s) over all stations. */
export const cardsPerHourBound = (line: Line, durations = meanDurations(line)): number => {
  const of = (station: number, onlyHands: boolean): number =>
    (line.stations[station]?.steps ?? []).reduce(
      (total, {actor}, step) =>
        onlyHands && actor === 'wait' ? total : total + (durations[station]?.ms[step] ?? 0),
      0,
    );
  const hands = sum(line.stations.map((_, station) => of(station, true)));
  return Math.min(
    perHour(line.operators, hands),
    ...line.stations.map(({terminals}, station) => perHour(terminals, of(station, false))),
  );
};

const hourMs = 3_600_000;

const perHour = (servers: number, ms: number): number =>
  ms === 0 ? Number.POSITIVE_INFINITY : (servers * hourMs) / ms;

/** What each card takes at a station, ascending. */
const cardTotals = (durations: StationDurations | undefined, steps: number, cards: number): Float64Array => {
  const totals = new Float64Array(cards);
  if (durations?.stride === 0) {
    return totals.fill(sum(durations.ms));
  }
  for (let card = 0; card < cards; card += 1) {
    totals[card] = cardMs(durations, card, steps);
  }
  return totals.sort();
};

const cardMs = (durations: StationDurations | undefined, card: number, steps: number): number => {
  let total = 0;
  for (let step = 0; step < steps; step += 1) {
    total += durations?.ms[card * durations.stride + step] ?? 0;
  }
  return total;
};

const handsMs = (
  durations: StationDurations | undefined,
  isTouch: readonly boolean[],
  cards: number,
): number => {
  if (durations?.stride === 0) {
    return cards * sum(durations.ms.filter((_, step) => isTouch[step]));
  }
  const steps = isTouch.length;
  let total = 0;
  for (let at = 0; at < cards * steps; at += 1) {
    if (isTouch[at % steps]) {
      total += durations?.ms[at] ?? 0;
    }
  }
  return total;
};

const longestCard = (line: Line, durations: readonly StationDurations[]): number => {
  const alike = durations.every(({stride}) => stride === 0);
  let longest = 0;
  for (let card = 0; card < (alike ? 1 : line.cards); card += 1) {
    let total = 0;
    line.stations.forEach(({steps}, station) => {
      total += cardMs(durations[station], card, steps.length);
    });
    longest = Math.max(longest, total);
  }
  return longest;
};

const sum = (numbers: ArrayLike<number>): number => {
  let total = 0;
  for (let at = 0; at < numbers.length; at += 1) {
    total += numbers[at] ?? 0;
  }
  return total;
};
