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
  const ordered = [...events].sort(byBeginning);
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

/**
 * Of what began at one time, as on a virtual clock, a run or step stands before what lies in it; else the order of
 * the record holds, which is that of the ends.
 */
const byBeginning = (a: RecordEvent, b: RecordEvent): number =>
  a.at - b.at || frame(a) - frame(b) || (frame(a) < 2 ? endOf(b) - endOf(a) : 0);

const frame = ({type}: RecordEvent): number => (type === 'run' ? 0 : type === 'step' ? 1 : 2);

/** The card's exchanges by the terminal's in which they lie. The events are in the order of their beginning. */
const joined = (ordered: readonly RecordEvent[]): ReadonlyMap<ApduEvent, ApduEvent[]> => {
  const apdus = ordered.filter((event): event is ApduEvent => event.type === 'apdu');
  const terminal = apdus.filter(({side}) => side === 'terminal');
  const found = new Map<ApduEvent, ApduEvent[]>();
  let underWay: ApduEvent[] = [];
  let next = 0;
  for (const event of apdus.filter(({side}) => side === 'card')) {
    for (let one = terminal[next]; one && one.at <= event.at; one = terminal[next]) {
      underWay.push(one);
      next += 1;
    }
    underWay = underWay.filter(({end}) => end >= event.at);
    const around = underWay.filter(({card, end}) => card === event.card && event.end <= end);
    const same = around.filter((one) => sameCommand(one, event));
    const holder = same.find((one) => !found.has(one)) ?? same[0] ?? around.at(-1);
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
