import type {CentreEvent, RecordEvent} from '../../protocol/index.ts';
import type {TimedExchange} from './timed-exchanges.ts';

/**
 * Where the nanoseconds of an interval went: the chip, the bytes on their way to it, the reader's software, the
 * network and the centre behind the counter, people; `host` is the rest. They add up to the interval, and to what
 * people would have taken where the clock did not wait for them.
 */
export interface Attribution {
  readonly cardNs: number;
  readonly linkNs: number;
  readonly stackNs: number;
  readonly hostNs: number;
  readonly networkNs: number;
  readonly centreNs: number;
  /** Reckoned: operator, holder, and what nobody can hurry. */
  readonly peopleNs: number;
  /** How much of card and link a timing profile asked for rather than a machine took. */
  readonly modelledCardNs: number;
  readonly modelledLinkNs: number;
  readonly apdus: number;
  /** Exchanges of which the card's side was not seen: their time stands under card. */
  readonly unsplit: number;
}

export interface Interval {
  readonly at: number;
  readonly end: number;
}

/** People's time within an interval, nanoseconds; `lived`: that which passed on the clock. */
export interface PeoplesTime {
  readonly peopleNs: number;
  readonly livedNs: number;
}

const nobody: PeoplesTime = {peopleNs: 0, livedNs: 0};

/** Splits an interval by the exchanges, the centre's answers and the people's time that lie in it. */
export const attribute = (
  exchanges: readonly TimedExchange[],
  centreEvents: readonly CentreEvent[],
  interval: Interval,
  {peopleNs, livedNs}: PeoplesTime = nobody,
): Attribution => {
  const own = exchanges.filter((exchange) => within(exchange, interval));
  const {asked, worked} = counter(centreEvents.filter((event) => within(event, interval)));
  // With several sessions at once somebody waits while another is served: what runs at the same time counts once.
  const [exchangedNs, withCentreNs, allNs] = [
    coveredNs(own),
    coveredNs([...own, ...worked]),
    coveredNs([...own, ...worked, ...asked]),
  ];
  const total = (part: (exchange: TimedExchange) => number): number =>
    own.reduce((sum, exchange) => sum + part(exchange), 0);
  const [cardNs, linkNs] = [total((exchange) => exchange.cardNs), total((exchange) => exchange.linkNs)];
  const restNs = exact(duration(interval) - allNs - livedNs, interval);
  // People's time that a virtual clock lets pass at once while another session waits for its answer.
  const waitedNs = Math.max(0, -restNs);
  return {
    cardNs,
    linkNs,
    stackNs: exact(exchangedNs - cardNs - linkNs - waitedNs, interval),
    hostNs: restNs + waitedNs,
    networkNs: allNs - withCentreNs,
    centreNs: withCentreNs - exchangedNs,
    peopleNs,
    modelledCardNs: total(({modelledCardNs}) => modelledCardNs),
    modelledLinkNs: total(({modelledLinkNs}) => modelledLinkNs),
    apdus: own.length,
    unsplit: own.filter(({split}) => !split).length,
  };
};

/** The centre's events among these. */
export const centreEventsOf = (events: readonly RecordEvent[]): readonly CentreEvent[] =>
  events.filter((event) => event.type === 'centre');

/** What a client waited longer than the centre worked went into the network; called in process, there is none. */
const counter = (
  events: readonly CentreEvent[],
): {readonly asked: readonly CentreEvent[]; readonly worked: readonly CentreEvent[]} => ({
  asked: events.filter(({side}) => side === 'client'),
  worked: events.filter(({side}) => side !== 'client'),
});

/** Nanoseconds in which at least one of the intervals runs: one inside another counts once. */
export const coveredNs = (intervals: readonly Interval[]): number => {
  let covered = 0;
  let reached = Number.NEGATIVE_INFINITY;
  for (const {at, end} of [...intervals].sort((a, b) => a.at - b.at)) {
    covered += Math.max(0, end - Math.max(at, reached));
    reached = Math.max(reached, end);
  }
  return covered;
};

const within = (inner: Interval, outer: Interval): boolean => inner.at >= outer.at && inner.end <= outer.end;

/** Beyond some weeks a clock's nanoseconds are no longer whole numbers; what is left of that is nobody's time. */
const exact = (ns: number, {end}: Interval): number => (Math.abs(ns) <= 8 * Number.EPSILON * end ? 0 : ns);

const duration = ({at, end}: Interval): number => end - at;
