import {KazasuError} from '../../protocol/index.ts';
import {portClosed} from './pcsc-errors.ts';
import type {ReaderEvent, ReaderState} from './port.ts';

/** A reader as a binding sees it; `events` counts insertions and removals where the binding can tell. */
export interface ReaderSighting extends ReaderState {
  readonly events?: number;
}

/** What fills a board: it runs only while somebody watches. */
export interface SightingSource {
  start(): void;
  stop(): void;
}

interface Watcher {
  readonly events: ReaderEvent[];
  error: unknown;
  ended: boolean;
  wake: () => void;
}

const change = (reader: ReaderState, kind: ReaderEvent['change']): ReaderEvent => ({
  reader: reader.name,
  change: kind,
  ...(kind === 'inserted' && reader.atr ? {atr: reader.atr} : {}),
});

const arrival = (reader: ReaderState): ReaderEvent[] => [
  change(reader, 'attached'),
  ...(reader.present ? [change(reader, 'inserted')] : []),
];

/** What happened to one reader between two sightings; a card swapped unseen is a removal and an insertion. */
const between = (before: ReaderSighting, after: ReaderSighting): ReaderEvent[] => {
  const swapped = before.present && after.present && ((after.events ?? 0) - (before.events ?? 0)) >>> 0 >= 2;
  return [
    ...(before.present && (!after.present || swapped) ? [change(after, 'removed')] : []),
    ...(after.present && (!before.present || swapped) ? [change(after, 'inserted')] : []),
  ];
};

/** What is in the readers now, and who waits for it to change. Every binding keeps one. */
export class ReaderBoard {
  readonly #source: SightingSource;
  readonly #watchers = new Set<Watcher>();
  #seen: Map<string, ReaderSighting> | undefined;

  constructor(source: SightingSource) {
    this.#source = source;
  }

  /** All readers as they are now. */
  update(readers: readonly ReaderSighting[]): void {
    const before = this.#seen;
    const now = new Map(readers.map((reader) => [reader.name, reader]));
    this.#seen = now;
    const events: ReaderEvent[] = [];
    for (const [name, reader] of before ?? []) {
      if (!now.has(name)) {
        events.push(...(reader.present ? [change(reader, 'removed')] : []), change(reader, 'detached'));
      }
    }
    for (const [name, reader] of now) {
      const known = before?.get(name);
      events.push(...(known ? between(known, reader) : arrival(reader)));
    }
    for (const watcher of events.length > 0 ? this.#watchers : []) {
      watcher.events.push(...events);
      watcher.wake();
    }
  }

  /** The source broke: everybody who watches gets its error. The next watcher starts it anew. */
  fail(error: unknown): void {
    this.#end((watcher) => {
      watcher.error = error;
    });
  }

  /** Ends every watch without an error. */
  close(): void {
    this.#end(() => undefined);
  }

  async *watch(signal: AbortSignal): AsyncGenerator<ReaderEvent> {
    const watcher: Watcher = {events: [], error: undefined, ended: signal.aborted, wake: () => undefined};
    const abort = (): void => {
      watcher.ended = true;
      watcher.wake();
    };
    signal.addEventListener('abort', abort, {once: true});
    try {
      this.#add(watcher);
      for (;;) {
        const event = watcher.ended && signal.aborted ? undefined : watcher.events.shift();
        if (event) {
          yield event;
        } else if (watcher.error !== undefined) {
          throw watcher.error;
        } else if (watcher.ended) {
          return;
        } else {
          await new Promise<void>((resolve) => {
            watcher.wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', abort);
      this.#remove(watcher);
    }
  }

  /** The first reader (of this name) that has a card. @throws KazasuError `KZS-PCSC-NO-CARD` after `timeoutMs`. */
  async waitForCard(reader: string | undefined, timeoutMs: number): Promise<ReaderState> {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), timeoutMs);
    try {
      for await (const event of this.watch(waiting.signal)) {
        if (event.change === 'inserted' && (reader === undefined || reader === event.reader)) {
          return {name: event.reader, present: true, ...(event.atr ? {atr: event.atr} : {})};
        }
      }
    } finally {
      clearTimeout(timer);
    }
    if (!waiting.signal.aborted) {
      throw portClosed();
    }
    const where =
      reader === undefined
        ? {en: 'any reader', ja: 'どのリーダーにも'}
        : {en: `reader "${reader}"`, ja: `リーダー「${reader}」に`};
    throw new KazasuError('KZS-PCSC-NO-CARD', {
      en: `a card was expected in ${where.en} within ${timeoutMs} ms, but none came`,
      ja: `${timeoutMs} ミリ秒以内に${where.ja}カードが置かれませんでした`,
    });
  }

  #add(watcher: Watcher): void {
    this.#watchers.add(watcher);
    for (const reader of this.#seen?.values() ?? []) {
      watcher.events.push(...arrival(reader));
    }
    if (this.#watchers.size === 1) {
      this.#source.start();
    }
  }

  #remove(watcher: Watcher): void {
    if (this.#watchers.delete(watcher) && this.#watchers.size === 0) {
      this.#seen = undefined;
      this.#source.stop();
    }
  }

  #end(mark: (watcher: Watcher) => void): void {
    const watchers = [...this.#watchers];
    this.#watchers.clear();
    this.#seen = undefined;
    this.#source.stop();
    for (const watcher of watchers) {
      mark(watcher);
      watcher.ended = true;
      watcher.wake();
    }
  }
}
