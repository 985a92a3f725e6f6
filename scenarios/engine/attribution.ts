import type {ApduEvent, CentreEvent, RecordEvent} from '../../protocol/index.ts';

/**
 * Where the nanoseconds of an interval went. `card` is the chip, `link` all that lies between terminal and chip,
 * `centre` the answers from behind the counter, `host` the rest. `modelled*` say how much of a part a timing
 * profile asked for rather than a machine took.
 */
export interface Attribution {
  readonly cardNs: number;
  readonly linkNs: number;
  readonly hostNs: number;
  readonly centreNs: number;
  readonly modelledCardNs: number;
  readonly modelledLinkNs: number;
  readonly apdus: number;
}

interface Interval {
  readonly at: number;
  readonly end: number;
}

const within = (inner: Interval, outer: Interval): boolean => inner.at >= outer.at && inner.end <= outer.end;

const duration = ({at, end}: Interval): number => end - at;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Splits an interval by the events that lie in it. A terminal's exchange holds the card's exchange of the same
 * command; what it took longer is the link's. Events on both sides share one monotonic clock.
 */
export const attribute = (events: readonly RecordEvent[], interval: Interval): Attribution => {
  const apdus = events.filter(
    (event): event is ApduEvent => event.type === 'apdu' && within(event, interval),
  );
  const terminal = apdus.filter(({side}) => side === 'terminal');
  const card = apdus.filter(
    (event) => event.side === 'card' && terminal.some((exchange) => within(event, exchange)),
  );
  const centre = events.filter(
    (event): event is CentreEvent => event.type === 'centre' && within(event, interval),
  );
  const exchangesNs = sum(terminal.map(duration));
  const onCardNs = sum(card.map(duration));
  const modelledCardNs = sum(card.map(({modelled}) => modelled?.cardNs ?? 0));
  const modelledLinkNs = sum(card.map(({modelled}) => modelled?.linkNs ?? 0));
  const cardNs = Math.max(0, onCardNs - modelledLinkNs);
  const centreNs = sum(centre.map(duration));
  return {
    cardNs,
    linkNs: exchangesNs - cardNs,
    hostNs: duration(interval) - exchangesNs - centreNs,
    centreNs,
    modelledCardNs,
    modelledLinkNs,
    apdus: terminal.length,
  };
};
