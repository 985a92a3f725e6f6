import {
  type ApduEvent,
  type KazasuError,
  maskedCommand,
  type PowerEvent,
  type RecordEvent,
  type Sentence,
} from '../../../protocol/index.ts';
import {ConfidentialReads} from '../../apdu/confidential-reads.ts';

/** What a log told: events as a record holds them, and what a person should know of the rest. */
export interface ImportedLog {
  /** What wrote the log, for the record's header. */
  readonly source: string;
  /** Date of the clock's zero; undefined where the log only knows how much later one line is than another. */
  readonly origin: Date | undefined;
  readonly events: readonly RecordEvent[];
  readonly remarks: readonly Sentence[];
}

/** Makes the error that names a line of the log. */
export type RefuseLine = (line: number, en: string, ja: string) => KazasuError;

/** An exchange as it stood in a log: bytes as they are, times in ns. */
export interface LoggedExchange {
  readonly card: string;
  readonly at: number;
  readonly end: number;
  readonly command: Uint8Array;
  readonly response: Uint8Array;
}

/** Gathers events out of a log. PINs and the 個人番号 are masked as they come in, and stay out of what is kept. */
export class LogEvents {
  readonly events: RecordEvent[] = [];
  readonly remarks: Sentence[] = [];
  readonly #reads = new Map<string, ConfidentialReads>();
  readonly #powered = new Set<string>();

  exchange({card, at, end, command, response}: LoggedExchange): void {
    const reads = this.#reads.get(card) ?? new ConfidentialReads();
    this.#reads.set(card, reads);
    this.events.push({
      type: 'apdu',
      side: 'terminal',
      card,
      at,
      end,
      command: maskedCommand(command),
      response: reads.recorded(command, response),
    } satisfies ApduEvent);
  }

  /** Power of a card; a second `on`, or an `off` of a card that has none, is no event. */
  power(card: string, at: number, state: PowerEvent['state'], atr?: string): void {
    const has = this.#powered.has(card);
    if ((state === 'on' && has) || (state === 'off' && !has)) {
      return;
    }
    if (state === 'off') {
      this.#powered.delete(card);
    } else {
      this.#powered.add(card);
    }
    if (state !== 'reset') {
      this.#reads.delete(card);
    }
    this.events.push({type: 'power', at, card, state, ...(atr === undefined ? {} : {atr})});
  }

  /** An exchange the log does not hold whole is left out, and said. */
  leftOut(line: number, en: string, ja: string): void {
    this.remarks.push({
      en: `the command at line ${line} was left out: ${en}`,
      ja: `${line} 行目のコマンドを除きました: ${ja}`,
    });
  }
}

/** `00 A4 04 00` with blanks at will as upper-case hex; undefined where it is something else. */
export const hexOf = (text: string): string | undefined => {
  const digits = text.replaceAll(' ', '').toUpperCase();
  return /^(?:[0-9A-F]{2})*$/.test(digits) ? digits : undefined;
};

/** The same as bytes. */
export const bytesOf = (text: string): Uint8Array | undefined => {
  const hex = hexOf(text);
  return hex === undefined ? undefined : Uint8Array.from(Buffer.from(hex, 'hex'));
};

/** A line of a log and its number, from 1. `whole`: it ends in a line end. */
export interface LogLine {
  readonly text: string;
  readonly number: number;
  readonly whole: boolean;
}

/** The lines of a log that hold something. */
export const linesOf = (text: string): LogLine[] => {
  const lines = text.split('\n');
  return lines
    .map((line, i) => ({text: line.replace(/\r$/, ''), number: i + 1, whole: i + 1 < lines.length}))
    .filter((line) => line.text.trim() !== '');
};

/** A response is a status word at least. */
export const isResponse = (response: Uint8Array | undefined): response is Uint8Array =>
  response !== undefined && response.length >= 2;
