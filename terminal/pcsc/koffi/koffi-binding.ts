import {isServiceLoss, PcscError, portClosed, scard} from '../pcsc-errors.ts';
import type {CardConnection, ConnectOptions, PcscPort, ReaderEvent, ReaderState} from '../port.ts';
import {ReaderBoard} from '../reader-board.ts';
import {SerialQueue} from '../serial-queue.ts';
import {chooseSocket} from '../socket-path.ts';
import {KoffiCardConnection} from './koffi-card-connection.ts';
import {KoffiStatusMonitor, lookAtReaders} from './koffi-status-monitor.ts';
import {type Handle, type PcscLiteLibrary, pcscLiteLibrary} from './pcsc-lite-library.ts';

export interface OpenPcscOptions {
  /** Socket of the daemon; default PCSCLITE_CSOCK_NAME, else the system's. One per process. */
  readonly socketPath?: string;
}

/**
 * The port over libpcsclite. No call blocks the event loop.
 * @throws KazasuError `KZS-PCSC-LIBRARY`, `KZS-PCSC-NO-SERVICE`, `KZS-PCSC-SOCKET-FIXED`.
 */
export const openKoffiPort = async (options: OpenPcscOptions = {}): Promise<PcscPort> => {
  const library = await pcscLiteLibrary();
  chooseSocket(options.socketPath);
  return new KoffiPort(library, await library.establishContext());
};

class KoffiPort implements PcscPort {
  readonly binding = 'koffi';
  readonly capabilities = {transactions: true, reconnect: true};
  readonly #library: PcscLiteLibrary;
  readonly #connections = new Set<KoffiCardConnection>();
  readonly #queue = new SerialQueue();
  readonly #monitor: KoffiStatusMonitor;
  readonly #board: ReaderBoard;
  #context: Handle | undefined;
  #closed = false;

  constructor(library: PcscLiteLibrary, context: Handle) {
    this.#library = library;
    this.#context = context;
    this.#monitor = new KoffiStatusMonitor(library, () => this.#board);
    this.#board = new ReaderBoard(this.#monitor);
  }

  async readers(): Promise<ReaderState[]> {
    this.#mustBeOpen();
    const sightings = await this.#queue.run(() => this.#look());
    return sightings.map(({name, present, atr}) => ({name, present, ...(atr ? {atr} : {})}));
  }

  watch(signal: AbortSignal): AsyncIterable<ReaderEvent> {
    this.#mustBeOpen();
    return this.#board.watch(signal);
  }

  waitForCard(reader: string | undefined, timeoutMs: number): Promise<ReaderState> {
    return this.#closed ? Promise.reject(portClosed()) : this.#board.waitForCard(reader, timeoutMs);
  }

  async connect(reader: string, options: ConnectOptions = {}): Promise<CardConnection> {
    this.#mustBeOpen();
    const connection = await KoffiCardConnection.open(
      this.#library,
      reader,
      options.share ?? 'shared',
      (closed) => this.#connections.delete(closed),
    );
    if (this.#closed) {
      await connection.disconnect();
      throw portClosed();
    }
    this.#connections.add(connection);
    return connection;
  }

  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#board.close();
    await Promise.allSettled([...this.#connections].map((connection) => connection.disconnect()));
    await this.#monitor.finished();
    await this.#queue.run(() => this.#dropContext());
  }

  /** Looks once more on a new context when the daemon behind the old one is gone. */
  async #look() {
    try {
      return await lookAtReaders(this.#library, await this.#openContext());
    } catch (error) {
      if (
        !(error instanceof PcscError) ||
        !(isServiceLoss(error.code) || error.code === scard.invalidHandle)
      ) {
        throw error;
      }
      await this.#dropContext();
      return lookAtReaders(this.#library, await this.#openContext());
    }
  }

  async #openContext(): Promise<Handle> {
    this.#context ??= await this.#library.establishContext();
    return this.#context;
  }

  async #dropContext(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (context !== undefined) {
      await this.#library.releaseContext(context).catch(() => undefined);
    }
  }

  #mustBeOpen(): void {
    if (this.#closed) {
      throw portClosed();
    }
  }
}
