import type {Sentence} from '../../protocol/index.ts';
import {statisticOf} from '../budgets/judge-budget.ts';
import {exchangeGroup} from './dialogue-phases.ts';
import type {ProfiledRun} from './profiled-run.ts';
import {type Summary, summaryOf} from './summary.ts';

/** One kind of exchange over all runs. */
export interface ProfiledExchange {
  readonly title: Sentence;
  /** How many a run has (median). */
  readonly count: number;
  /** Of a single exchange. */
  readonly ms: Summary;
  /** Of all of them in a run, median. */
  readonly runMs: number;
  readonly cardMs: number;
  readonly linkMs: number;
  readonly stackMs: number;
}

/** Exchanges by what they are called, run by run. */
export interface ExchangeSeriesTable {
  add(run: ProfiledRun): void;
  /** The dearest of a run first. */
  exchanges(): readonly ProfiledExchange[];
}

export const exchangeSeries = (): ExchangeSeriesTable => {
  const all = new Map<string, ExchangeSeries>();
  return {
    add: (run) => addExchanges(all, run),
    exchanges: () => [...all.values()].map(profiledExchange).sort((a, b) => b.runMs - a.runMs),
  };
};

interface ExchangeSeries {
  readonly title: Sentence;
  readonly ms: number[];
  readonly card: number[];
  readonly link: number[];
  readonly stack: number[];
  readonly counts: number[];
  readonly runMs: number[];
}

const addExchanges = (all: Map<string, ExchangeSeries>, run: ProfiledRun): void => {
  const own = new Map<string, {count: number; ms: number}>();
  for (const timed of run.exchanges) {
    const title = exchangeGroup(timed);
    const known = all.get(title.en) ?? {title, ms: [], card: [], link: [], stack: [], counts: [], runMs: []};
    all.set(title.en, known);
    known.ms.push(timed.ns / 1e6);
    known.card.push(timed.cardNs / 1e6);
    known.link.push(timed.linkNs / 1e6);
    known.stack.push(timed.stackNs / 1e6);
    const sum = own.get(title.en) ?? {count: 0, ms: 0};
    own.set(title.en, {count: sum.count + 1, ms: sum.ms + timed.ns / 1e6});
  }
  for (const [key, {count, ms}] of own) {
    all.get(key)?.counts.push(count);
    all.get(key)?.runMs.push(ms);
  }
};

const profiledExchange = ({
  title,
  ms,
  card,
  link,
  stack,
  counts,
  runMs,
}: ExchangeSeries): ProfiledExchange => ({
  title,
  count: statisticOf(counts, 'p50'),
  ms: summaryOf(ms),
  runMs: statisticOf(runMs, 'p50'),
  cardMs: statisticOf(card, 'p50'),
  linkMs: statisticOf(link, 'p50'),
  stackMs: statisticOf(stack, 'p50'),
});
