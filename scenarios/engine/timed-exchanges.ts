import {type ApduEvent, Dialogue, type Exchange, type RecordEvent} from '../../protocol/index.ts';

/** One exchange with where its nanoseconds went. `cardNs`, `linkNs` and `stackNs` add up to `ns`. */
export interface TimedExchange {
  readonly exchange: Exchange;
  readonly at: number;
  readonly end: number;
  readonly ns: number;
  /** The chip. */
  readonly cardNs: number;
  /** The bytes on their way between reader and chip. */
  readonly linkNs: number;
  /** Everything between the terminal's call and the card's link: PC/SC library, daemon, driver. */
  readonly stackNs: number;
  /** How much of card and link a timing profile asked for. */
  readonly modelledCardNs: number;
  readonly modelledLinkNs: number;
  /** The card's side was seen too. Where not (a real card), all that the exchange took stands as the card's. */
  readonly split: boolean;
  /** From the end of the exchange before it to its own beginning. */
  readonly gapNs: number;
}

/**
 * The exchanges of a record in their order. A terminal's exchange holds the card's exchange of the same command, on
 * the same clock. Where only the card was watched, as behind somebody else's program, each exchange is given
 * `stackNs` for the way to the program and back, as far as the gap behind it allows; behind the last one it ends at `until`.
 */
export const timedExchanges = (
  events: readonly RecordEvent[],
  stackNs = 0,
  until = Number.POSITIVE_INFINITY,
): readonly TimedExchange[] => {
  const dialogue = new Dialogue();
  const terminal = sideOf(events, 'terminal');
  const card = sideOf(events, 'card');
  const seen = terminal.length > 0 ? terminal : card;
  const powers = events.filter((event) => event.type === 'power').sort(byBeginning);
  const timed: TimedExchange[] = [];
  let nextPower = 0;
  let nextCard = 0;
  for (const [i, event] of seen.entries()) {
    for (let power = powers[nextPower]; power && power.at <= event.at; power = powers[++nextPower]) {
      dialogue.power(power);
    }
    const exchange = dialogue.follow(event);
    const before = timed.at(-1)?.end;
    const gapNs = before === undefined ? 0 : Math.max(0, event.at - before);
    if (terminal.length === 0) {
      const gapBehind = (seen[i + 1]?.at ?? until) - event.end;
      const way = Math.max(0, Math.min(stackNs, gapBehind));
      timed.push({...parts(exchange, event, event, way), gapNs});
      continue;
    }
    while (card[nextCard] && (card[nextCard] as ApduEvent).at < event.at) {
      nextCard += 1;
    }
    const inner = card[nextCard];
    const own = inner && inner.end <= event.end ? inner : undefined;
    if (own) {
      nextCard += 1;
    }
    timed.push({...parts(exchange, event, own, 0), gapNs});
  }
  return timed;
};

const byBeginning = (a: {readonly at: number}, b: {readonly at: number}): number => a.at - b.at;

const sideOf = (events: readonly RecordEvent[], side: ApduEvent['side']): ApduEvent[] =>
  events
    .filter((event): event is ApduEvent => event.type === 'apdu' && event.side === side)
    .sort(byBeginning);

const parts = (
  exchange: Exchange,
  outer: ApduEvent,
  card: ApduEvent | undefined,
  wayNs: number,
): Omit<TimedExchange, 'gapNs'> => {
  const ns = outer.end - outer.at + wayNs;
  const onCardNs = card ? card.end - card.at : exchange.name === 'reader command' ? 0 : ns;
  const modelledLinkNs = Math.min(card?.modelled?.linkNs ?? 0, onCardNs);
  return {
    exchange,
    at: outer.at,
    end: outer.end + wayNs,
    ns,
    cardNs: onCardNs - modelledLinkNs,
    linkNs: modelledLinkNs,
    stackNs: ns - onCardNs,
    modelledCardNs: Math.min(card?.modelled?.cardNs ?? 0, onCardNs - modelledLinkNs),
    modelledLinkNs,
    split: card !== undefined,
  };
};
