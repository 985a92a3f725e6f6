import type {OpenPcscOptions} from '../koffi/koffi-binding.ts';
import {isServiceLoss, pcscError, portClosed, scard} from '../pcsc-errors.ts';
import type {CardConnection, ConnectOptions, PcscPort, ReaderEvent, ReaderState} from '../port.ts';
import {ReaderBoard} from '../reader-board.ts';
import {removalShowsWithinMs} from '../scard-constants.ts';
import {chooseSocket} from '../socket-path.ts';
import {type ConnectionOwner, PcscliteConnection} from './pcsclite-connection.ts';
import {loadPcsclite, type NativePcsc, type NativeReader, nativeCode} from './pcsclite-module.ts';
import {PcscliteSession} from './pcsclite-session.ts';

/**
 * The port over npm `pcsclite`: no transactions and no reconnection. It stays on the main thread of its process.
 * @throws KazasuError `KZS-PCSC-MODULE`, `KZS-PCSC-NO-SERVICE`, `KZS-PCSC-SOCKET-FIXED`.
 */
export const openPcsclitePort = async (options: OpenPcscOptions = {}): Promise<PcscPort> => {
  const open = loadPcsclite();
  chooseSocket(options.socketPath);
  const port = new PcsclitePort(open);
  await port.readers();
  return port;
};

class PcsclitePort implements PcscPort, ConnectionOwner {
  readonly binding = 'pcsclite';
  readonly capabilities = {transactions: false, reconnect: false};
  readonly #open: () => NativePcsc;
  readonly #connections = new Set<PcscliteConnection>();
  /** The first one also watches; the others carry second connections to a reader. */
  #sessions: PcscliteSession[] = [];
  readonly #board: ReaderBoard;
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  constructor(open: () => NativePcsc) {
    this.#open = open;
    this.#board = new ReaderBoard({start: () => this.#startWatching(), stop: () => undefined});
  }

  async readers(): Promise<ReaderState[]> {
    const session = await this.#watcher();
    return session.readers().map(({name, present, atr}) => ({name, present, ...(atr ? {atr} : {})}));
  }

  watch(signal: AbortSignal): AsyncIterable<ReaderEvent> {
    this.#mustBeOpen();
    return this.#board.watch(signal);
  }

  async waitForCard(reader: string | undefined, timeoutMs: number): Promise<ReaderState> {
    this.#mustBeOpen();
    return this.#board.waitForCard(reader, timeoutMs);
  }

  async connect(reader: string, options: ConnectOptions = {}): Promise<CardConnection> {
    const watcher = await this.#watcher();
    if (!watcher.sighting(reader)) {
      throw pcscError('SCardConnect', scard.unknownReader, reader);
    }
    const [session, native] = await this.#claim(reader);
    try {
      const connection = await PcscliteConnection.open(session, native, options.share ?? 'shared', this);
      this.#connections.add(connection);
      if (this.#closed) {
        await connection.disconnect();
        throw portClosed();
      }
      return connection;
    } catch (error) {
      session.release(reader);
      this.#dropAfter(error);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#board.close();
    await Promise.allSettled([...this.#connections].map((connection) => connection.disconnect()));
    this.#closeSessions();
    await Promise.all(this.#ending);
  }

  async becomesEmpty(reader: string): Promise<boolean> {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), removalShowsWithinMs);
    try {
      for await (const event of this.#board.watch(waiting.signal)) {
        if (event.reader === reader && event.change !== 'inserted' && !this.#isPresent(reader)) {
          return true;
        }
      }
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  ended(connection: PcscliteConnection, session: PcscliteSession, usable: boolean): void {
    this.#connections.delete(connection);
    session.release(connection.reader);
    if (!usable) {
      this.#sessions = this.#sessions.filter((other) => other !== session);
      this.#end(session);
    }
  }

  /** The session that watches, made anew after the service was lost. */
  async #watcher(): Promise<PcscliteSession> {
    this.#mustBeOpen();
    const session = this.#sessions[0] ?? this.#addSession();
    await session.ready;
    this.#mustBeOpen();
    return session;
  }

  /** A reader object that carries no connection yet. */
  async #claim(reader: string): Promise<[PcscliteSession, NativeReader]> {
    for (const session of this.#sessions) {
      await session.ready;
      const free = session.claim(reader);
      if (free) {
        return [session, free];
      }
    }
    const session = this.#addSession();
    await session.ready;
    const native = session.claim(reader);
    if (!native) {
      throw pcscError('SCardConnect', scard.readerUnavailable, reader);
    }
    return [session, native];
  }

  #isPresent(reader: string): boolean {
    return this.#sessions[0]?.sighting(reader)?.present ?? false;
  }

  #addSession(): PcscliteSession {
    const session: PcscliteSession = new PcscliteSession(this.#open, {
      changed: (readers) => {
        if (this.#sessions[0] === session) {
          this.#board.update(readers);
        }
      },
      failed: (error) => this.#lose(error),
    });
    this.#sessions.push(session);
    return session;
  }

  #startWatching(): void {
    this.#watcher().then(
      (session) => this.#board.update(session.readers()),
      (error: unknown) => this.#board.fail(error),
    );
  }

  #dropAfter(error: unknown): void {
    const code = nativeCode(error);
    if (code !== undefined && isServiceLoss(code)) {
      this.#lose(error);
    }
  }

  #lose(error: unknown): void {
    this.#closeSessions();
    this.#board.fail(error);
  }

  #closeSessions(): void {
    const sessions = this.#sessions;
    this.#sessions = [];
    for (const session of sessions) {
      this.#end(session);
    }
  }

  #end(session: PcscliteSession): void {
    const ending = session.close().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #mustBeOpen(): void {
    if (this.#closed) {
      throw portClosed();
    }
  }
}
