import {refuseLoneByte} from '../least-command.ts';
import {cardLost, connectionClosed, isServiceLoss, PcscError, pcscError, scard} from '../pcsc-errors.ts';
import type {CardConnection, Disposition, ReaderState, ShareMode} from '../port.ts';
import {
  dispositions,
  mostReplyBytes,
  protocolName,
  removalShowsWithinMs,
  shareModes,
  stateBits,
  statusPresent,
  wantedProtocols,
} from '../scard-constants.ts';
import {SerialQueue} from '../serial-queue.ts';
import {readerStateRow} from './koffi-status-monitor.ts';
import type {Handle, PcscLiteLibrary} from './pcsc-lite-library.ts';
import {waitingCall} from './waiting-calls.ts';

/** SCARD_IO_REQUEST of the active protocol: two `unsigned long`. */
const ioRequest = (protocol: number): Uint8Array =>
  new Uint8Array(BigUint64Array.of(BigInt(protocol), 16n).buffer);

/** A card connected through libpcsclite, on a context of its own: calls on one context wait for each other. */
export class KoffiCardConnection implements CardConnection {
  readonly reader: string;
  readonly #library: PcscLiteLibrary;
  readonly #context: Handle;
  readonly #share: ShareMode;
  readonly #queue = new SerialQueue();
  readonly #reply = Buffer.allocUnsafeSlow(mostReplyBytes);
  readonly #replyLength = new BigUint64Array(1);
  readonly #onClosed: (connection: KoffiCardConnection) => void;
  #card: Handle;
  #active: number;
  #pci: Uint8Array;
  #atr: Uint8Array = new Uint8Array(0);
  #lost: PcscError | undefined;
  #closed = false;

  private constructor(
    library: PcscLiteLibrary,
    context: Handle,
    reader: string,
    share: ShareMode,
    connected: {card: Handle; protocol: number},
    onClosed: (connection: KoffiCardConnection) => void,
  ) {
    this.#library = library;
    this.#context = context;
    this.reader = reader;
    this.#share = share;
    this.#card = connected.card;
    this.#active = connected.protocol;
    this.#pci = ioRequest(connected.protocol);
    this.#onClosed = onClosed;
  }

  /** SCardConnect, which waits while another program holds a transaction. */
  static async open(
    library: PcscLiteLibrary,
    reader: string,
    share: ShareMode,
    onClosed: (connection: KoffiCardConnection) => void,
  ): Promise<KoffiCardConnection> {
    const context = await library.establishContext();
    try {
      const connected = await waitingCall(() =>
        library.connect(context, reader, shareModes[share], wantedProtocols(share)),
      );
      const connection = new KoffiCardConnection(library, context, reader, share, connected, onClosed);
      if (share !== 'direct') {
        connection.#atr = (await library.status(connected.card)).atr;
      }
      return connection;
    } catch (error) {
      await library.releaseContext(context).catch(() => undefined);
      throw error;
    }
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): CardConnection['protocol'] {
    return protocolName(this.#active);
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    refuseLoneByte(command);
    return this.#queue.run(() => this.#exchange(command));
  }

  beginTransaction(): Promise<void> {
    return this.#call(() => waitingCall(() => this.#library.beginTransaction(this.#card)));
  }

  endTransaction(disposition: Disposition = 'leave'): Promise<void> {
    return this.#call(() => this.#library.endTransaction(this.#card, dispositions[disposition]));
  }

  status(): Promise<ReaderState> {
    return this.#call(async () => {
      const gone = {name: this.reader, present: false};
      try {
        const {state, atr} = await this.#library.status(this.#card);
        const present = (state & statusPresent) !== 0;
        return present ? {name: this.reader, present, ...(atr.length > 0 ? {atr} : {})} : gone;
      } catch (error) {
        if (
          error instanceof PcscError &&
          (error.code === scard.removedCard || error.code === scard.noSmartcard)
        ) {
          return gone;
        }
        throw error;
      }
    });
  }

  reconnect(disposition: Disposition): Promise<void> {
    return this.#call(async () => {
      const library = this.#library;
      this.#active = await waitingCall(() =>
        library.reconnect(
          this.#card,
          shareModes[this.#share],
          wantedProtocols(this.#share),
          dispositions[disposition],
        ),
      );
      this.#pci = ioRequest(this.#active);
      this.#atr = (await library.status(this.#card)).atr;
      this.#lost = undefined;
    });
  }

  control(code: number, data: Uint8Array): Promise<Uint8Array> {
    return this.#call(() => this.#library.control(this.#card, code, data));
  }

  disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    this.#closed = true;
    return this.#queue.run(async () => {
      try {
        await this.#library.disconnect(this.#card, dispositions[disposition]);
      } catch (error) {
        if (!(error instanceof PcscError) || !isDeparture(error.code)) {
          throw error;
        }
      } finally {
        await this.#library.releaseContext(this.#context).catch(() => undefined);
        this.#onClosed(this);
      }
    });
  }

  #call<T>(call: () => Promise<T>): Promise<T> {
    if (this.#closed) {
      return Promise.reject(connectionClosed(this.reader));
    }
    return this.#queue.run(async () => {
      try {
        return await call();
      } catch (error) {
        throw error instanceof PcscError ? withReader(error, this.reader) : error;
      }
    });
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    if (this.#lost || this.#closed) {
      throw this.#lost ?? connectionClosed(this.reader);
    }
    const reply = this.#reply;
    this.#replyLength[0] = BigInt(reply.length);
    const code = await this.#library.transmit(this.#card, this.#pci, command, reply, this.#replyLength);
    const length = Number(this.#replyLength[0]);
    if (code === 0 && length >= 2) {
      return Uint8Array.from(reply.subarray(0, length));
    }
    if (code === 0) {
      this.#lost = cardLost(this.reader, length);
      throw this.#lost;
    }
    const failure = pcscError('SCardTransmit', code, this.reader);
    if (code === scard.notTransacted && (await this.#readerIsEmpty())) {
      this.#lost = pcscError('SCardTransmit', scard.removedCard, this.reader);
    }
    throw this.#lost ?? failure;
  }

  /** Why an exchange failed: the reader's own account decides whether the card is gone. */
  async #readerIsEmpty(): Promise<boolean> {
    const end = performance.now() + removalShowsWithinMs;
    let known = 0;
    for (let left = removalShowsWithinMs; left > 0; left = end - performance.now()) {
      const rows = [readerStateRow(this.reader, known)];
      const code = await this.#library.statusChange(this.#context, Math.ceil(left), rows);
      if (code !== 0) {
        return false;
      }
      const {dwEventState: state = 0} = rows[0] ?? {};
      if ((state & stateBits.empty) !== 0) {
        return true;
      }
      known = state & ~stateBits.changed;
    }
    return false;
  }
}

/** Refusals that leave nothing to disconnect from. */
const isDeparture = (code: number): boolean =>
  isServiceLoss(code) ||
  code === scard.removedCard ||
  code === scard.resetCard ||
  code === scard.invalidHandle ||
  code === scard.readerUnavailable;

const withReader = (error: PcscError, reader: string): PcscError =>
  error.message.includes(`"${reader}"`)
    ? error
    : pcscError(/ (SCard\w+)/.exec(error.message)?.[1] ?? 'PC/SC', error.code, reader);
