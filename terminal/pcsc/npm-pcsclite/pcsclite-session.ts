import {setTimeout} from 'node:timers/promises';
import type {ReaderSighting} from '../reader-board.ts';
import {stateBits} from '../scard-constants.ts';
import {fromNativeError, type NativePcsc, type NativeReader} from './pcsclite-module.ts';

/** Far longer than a thread needs from one wait to the next, even on a busy machine. */
const quietMs = 40;

/** What a session tells its owner. */
export interface SessionListener {
  changed(readers: ReaderSighting[]): void;
  /** The session is dead: the daemon went away, or something the module does not recover from. */
  failed(error: Error): void;
}

const sightingOf = (name: string, state: number, atr: Uint8Array | undefined): ReaderSighting => {
  const present = (state & stateBits.present) !== 0;
  return {
    name,
    present,
    events: state >>> 16,
    ...(present && atr && atr.length > 0 ? {atr: Uint8Array.from(atr)} : {}),
  };
};

/**
 * One instance of the module: a status thread for the list of readers and one for each reader. A reader object
 * carries at most one connection, so a second connection to a reader needs a second session.
 */
export class PcscliteSession {
  readonly ready: Promise<void>;
  readonly #native: NativePcsc;
  readonly #listener: SessionListener;
  readonly #readers = new Map<string, NativeReader>();
  readonly #seen = new Map<string, ReaderSighting>();
  readonly #claimed = new Set<string>();
  #settle: (error?: Error) => void = () => undefined;
  #listed: readonly string[] | undefined;
  #closed = false;
  #closing: Promise<void> | undefined;
  #lastStatusAt = 0;

  /** Throws at once when no daemon answers. */
  constructor(open: () => NativePcsc, listener: SessionListener) {
    this.#listener = listener;
    this.ready = new Promise((resolve, reject) => {
      this.#settle = (error) => (error ? reject(error) : resolve());
    });
    this.ready.catch(() => undefined);
    try {
      this.#native = open();
    } catch (error) {
      throw fromNativeError(error as Error);
    }
    this.#native.on('error', (error) => this.#fail(error));
    this.#native.on('reader', (reader) => this.#attach(reader));
    this.#hearLists();
  }

  readers(): ReaderSighting[] {
    return (this.#listed ?? []).flatMap((name) => this.#seen.get(name) ?? []);
  }

  sighting(name: string): ReaderSighting | undefined {
    return this.#seen.get(name);
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The reader object for one connection; undefined while it carries another. */
  claim(name: string): NativeReader | undefined {
    const reader = this.#readers.get(name);
    if (!reader || this.#claimed.has(name) || reader.connected) {
      return undefined;
    }
    this.#claimed.add(name);
    return reader;
  }

  release(name: string): void {
    this.#claimed.delete(name);
  }

  /** Ends all its threads. Every reader has to be closed, or its thread and sockets stay behind. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#closed = true;
    for (let busy = this.#busyMs(); busy > 0; busy = this.#busyMs()) {
      await setTimeout(busy);
    }
    for (const reader of this.#readers.values()) {
      reader.close();
    }
    this.#native.close();
  }

  /**
   * A reader that is closed while its thread is between two waits never ends, and neither does the process: the
   * module forgets to announce that exit. The thread is there for microseconds after each status it reports.
   */
  #busyMs(): number {
    return Math.max(0, Math.ceil(this.#lastStatusAt + quietMs - performance.now()));
  }

  /** The module emits nothing when there is no reader, so its own listing callback is listened to. */
  #hearLists(): void {
    const native = this.#native;
    const start = native.start.bind(native);
    native.start = (listed) =>
      start((error, names) => {
        listed(error, names);
        if (!error) {
          this.#keepOnly(
            names
              .toString()
              .split('\0')
              .filter((name) => name !== ''),
          );
        }
      });
  }

  #keepOnly(names: readonly string[]): void {
    this.#listed = names;
    for (const name of this.#readers.keys()) {
      if (!names.includes(name)) {
        this.#readers.delete(name);
        this.#seen.delete(name);
      }
    }
    this.#show();
  }

  #attach(reader: NativeReader): void {
    this.#readers.set(reader.name, reader);
    reader.on('error', (error) => setImmediate(() => this.#fail(error)));
    this.#lastStatusAt = performance.now();
    reader.on('status', ({state, atr}) => {
      this.#lastStatusAt = performance.now();
      // The module holds the reader's lock while it emits; whoever closes the reader in there waits for ever.
      setImmediate(() => {
        if (this.#readers.get(reader.name) === reader) {
          this.#seen.set(reader.name, sightingOf(reader.name, state, atr));
          this.#show();
        }
      });
    });
  }

  #show(): void {
    if (!this.#closed && this.#listed && this.#seen.size === this.#readers.size) {
      this.#settle();
      this.#listener.changed(this.readers());
    }
  }

  #fail(native: Error): void {
    if (!this.#closed) {
      const error = fromNativeError(native);
      this.#settle(error);
      this.#listener.failed(error);
    }
  }
}
