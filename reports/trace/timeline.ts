import type {ApduEvent, RecordEvent} from '../../protocol/index.ts';
import {type DecodedExchange, ExchangeDecoder} from './exchange-decoder.ts';

/** Whose exchanges are shown: `joined` takes both sides of one exchange as one. */
export type Sides = 'joined' | 'card' | 'terminal' | 'both';

/** An exchange as it is shown. */
export interface TimelineExchange {
  readonly type: 'exchange';
  /** Nanoseconds after the record's origin. */
  readonly at: number;
  readonly end: number;
  readonly card: string;
  readonly side: 'card' | 'terminal' | 'both';
  readonly decoded: DecodedExchange;
  /** The card's exchanges that lie in the terminal's: one, unless something between them made other commands of it. */
  readonly atCard: readonly ApduEvent[];
}

export type TimelineEntry = TimelineExchange | Exclude<RecordEvent, ApduEvent>;

/**
 * The events of a record in the order in which they began, exchanges decoded. A card's exchange and the terminal's are
 * one when the card's lies in the terminal's: both are on one clock.
 */
export const timeline = (events: readonly RecordEvent[], sides: Sides): TimelineEntry[] => {
  const ordered = [...events].sort((a, b) => a.at - b.at || endOf(b) - endOf(a));
  const shown = ordered.filter(
    (event) => event.type !== 'apdu' || sides === 'joined' || sides === 'both' || event.side === sides,
  );
  const atCard = sides === 'joined' ? joined(shown) : new Map<ApduEvent, ApduEvent[]>();
  const inside = new Set([...atCard.values()].flat());
  const decoder = new ExchangeDecoder();
  return shown.flatMap((event): TimelineEntry[] => {
    if (event.type !== 'apdu') {
      if (event.type === 'power') {
        decoder.power(event);
      }
      return [event];
    }
    const decoded = decoder.follow(event);
    if (inside.has(event)) {
      return [];
    }
    const held = atCard.get(event) ?? [];
    const {at, end, card} = event;
    const side = held.length > 0 ? 'both' : event.side;
    return [{type: 'exchange', at, end, card, side, decoded, atCard: held}];
  });
};

/** When an event ended; one without duration when it happened. */
export const endOf = (event: {readonly at: number; readonly end?: number}): number => event.end ?? event.at;

/** How many exchanges of a terminal may be under way at once: programs that share a card wait for each other. */
const mostUnderWay = 16;

/** The card's exchanges by the terminal's in which they lie. The events are in the order of their beginning. */
const joined = (ordered: readonly RecordEvent[]): ReadonlyMap<ApduEvent, ApduEvent[]> => {
  const found = new Map<ApduEvent, ApduEvent[]>();
  const underWay = new Map<string, ApduEvent[]>();
  for (const event of ordered) {
    if (event.type !== 'apdu') {
      continue;
    }
    const open = (underWay.get(event.card) ?? []).filter(({end}) => end >= event.at);
    if (event.side === 'terminal') {
      underWay.set(event.card, [...open, event].slice(-mostUnderWay));
      continue;
    }
    const around = open.filter(({end}) => event.end <= end);
    const holder = around.find((one) => sameCommand(one, event)) ?? around.at(-1);
    if (holder) {
      found.set(holder, [...(found.get(holder) ?? []), event]);
    }
  }
  return found;
};

/** Whether two sides recorded the same command; a masked byte is like any other. */
export const sameCommand = (a: ApduEvent, b: ApduEvent): boolean => {
  if (a.command === b.command) {
    return true;
  }
  const bytes = (hex: string): string[] => hex.match(/../g) ?? [];
  const [left, right] = [bytes(a.command), bytes(b.command)];
  return (
    left.length === right.length &&
    left.every((byte, i) => byte === right[i] || byte === '**' || right[i] === '**')
  );
};
