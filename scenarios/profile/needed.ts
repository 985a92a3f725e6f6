import {exchangeTitle, neededFor, type Sentence} from '../../protocol/index.ts';
import type {TimedExchange} from '../engine/timed-exchanges.ts';

/** What a dialogue was for, and how many of its exchanges that needed. */
export interface Needed {
  readonly title: Sentence;
  /** Exchanges the operations needed, themselves included, of all there were. */
  readonly apdus: number;
  readonly of: number;
  /** What the needed ones took. */
  readonly ms: number;
}

/**
 * For each kind of signature of a dialogue, and for the certificates it read: which exchanges it could not do without.
 * A signature needs the SELECTs and the VERIFY in force, a read the SELECTs and what opens the file.
 */
export const neededOf = (exchanges: readonly TimedExchange[]): readonly Needed[] => {
  const goals = new Map<string, {readonly title: Sentence; readonly last: number[]}>();
  exchanges.forEach(({exchange}, i) => {
    if (exchange.operation.kind === 'sign' && exchange.succeeded) {
      const title = exchangeTitle(exchange);
      const goal = goals.get(title.en) ?? {title, last: []};
      goals.set(title.en, goal);
      goal.last.push(i);
    }
  });
  const offset = exchanges[0]?.exchange.index ?? 0;
  const all = exchanges.map(({exchange}) => ({
    ...exchange,
    needs: exchange.needs.map((index) => index - offset),
  }));
  return [...goals.values()].map(({title, last}) => {
    const needed = neededFor(all, last);
    return {
      title,
      apdus: needed.size,
      of: exchanges.length,
      ms: [...needed].reduce((sum, index) => sum + (exchanges[index]?.ns ?? 0), 0) / 1e6,
    };
  });
};
