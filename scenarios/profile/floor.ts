import {exchangeTitle, fileTitle, type Sentence} from '../../protocol/index.ts';
import type {TimedExchange} from '../engine/timed-exchanges.ts';

/** What one exchange takes under a timing profile, without spread: bytes of command and response. */
export type ExchangeCost = (
  name: string,
  commandBytes: number,
  responseBytes: number,
) => {cardNs: number; linkNs: number};

/** One thing a dialogue came for, and the least it takes. */
export interface FloorRow {
  readonly title: Sentence;
  readonly ms: number;
}

/** The least time that what a dialogue came for takes on card and link, whoever drives the card. */
export interface Floor {
  readonly ms: number;
  readonly rows: readonly FloorRow[];
}

/** A command header, Lc and Le of three bytes; the status word of a response. */
const extendedReadBytes = 7;
const statusBytes = 2;

/**
 * The floor of a dialogue: each application selected once, each byte that came read once and each file in one READ
 * BINARY by its short identifier, each credential verified once, each signature made once, anything else that was
 * carried out done once. What was refused, asked again or only selected an EF is not needed. No reader stack, no host.
 */
export const floorOf = (exchanges: readonly TimedExchange[], cost: ExchangeCost): Floor => {
  const needs = new Map<string, FloorRow>();
  const need = (key: string, title: Sentence, name: string, sent: number, came: number): void => {
    if (!needs.has(key)) {
      const {cardNs, linkNs} = cost(name, sent, came);
      needs.set(key, {title, ms: (cardNs + linkNs) / 1e6});
    }
  };
  const read = new Map<string, {readonly title: Sentence; readonly bytes: Ranges}>();
  for (const {exchange} of exchanges) {
    const {operation, event, name} = exchange;
    const sent = event.command.length / 2;
    const came = event.response.length / 2;
    if (!exchange.succeeded) {
      continue;
    }
    switch (operation.kind) {
      case 'select-application':
        need(`application ${operation.application.aid}`, exchangeTitle(exchange), name, sent, came);
        break;
      case 'select-file':
      case 'query':
        break;
      case 'read': {
        const key = `${operation.file.application?.aid} ${operation.file.id}`;
        const file = read.get(key) ?? {title: fileTitle(operation.file), bytes: new Ranges()};
        read.set(key, file);
        file.bytes.add(operation.offset, operation.length);
        break;
      }
      case 'verify':
        need(
          `verify ${operation.credential.application?.aid} ${operation.credential.id}`,
          exchangeTitle(exchange),
          name,
          sent,
          came,
        );
        break;
      default:
        need(event.command, exchangeTitle(exchange), name, sent, came);
    }
  }
  for (const [key, {title, bytes}] of read) {
    const named = {en: `READ BINARY ${title.en}`, ja: `READ BINARY ${title.ja}`};
    need(`read ${key}`, named, 'READ BINARY', extendedReadBytes, bytes.length + statusBytes);
  }
  const rows = [...needs.values()];
  return {ms: rows.reduce((sum, {ms}) => sum + ms, 0), rows};
};

/** Which bytes of a file came, each counted once. */
export class Ranges {
  readonly #pieces: {from: number; to: number}[] = [];

  /** How many bytes came. */
  get length(): number {
    return this.#pieces.reduce((sum, {from, to}) => sum + to - from, 0);
  }

  /** Whether all of these had come before. */
  has(offset: number, length: number): boolean {
    return length > 0 && this.#pieces.some(({from, to}) => from <= offset && offset + length <= to);
  }

  add(offset: number, length: number): void {
    let [from, to] = [offset, offset + length];
    if (length <= 0) {
      return;
    }
    const apart = this.#pieces.filter((piece) => {
      const touches = piece.from <= to && piece.to >= from;
      if (touches) {
        from = Math.min(from, piece.from);
        to = Math.max(to, piece.to);
      }
      return !touches;
    });
    this.#pieces.splice(0, this.#pieces.length, ...apart, {from, to});
  }
}
