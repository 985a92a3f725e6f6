import {waitingCall} from '../koffi/waiting-calls.ts';
import {refuseLoneByte} from '../least-command.ts';
import {cardLost, connectionClosed, isServiceLoss, pcscError, scard, unsupported} from '../pcsc-errors.ts';
import type {CardConnection, Disposition, ReaderState, ShareMode} from '../port.ts';
import {dispositions, mostReplyBytes, protocolName, shareModes, wantedProtocols} from '../scard-constants.ts';
import {SerialQueue} from '../serial-queue.ts';
import {fromNativeError, type NativeReader, nativeCode} from './pcsclite-module.ts';
import type {PcscliteSession} from './pcsclite-session.ts';

/** What a connection asks of its port. */
export interface ConnectionOwner {
  /** Resolves to true as soon as the reader is seen without a card, to false when it stays there. */
  becomesEmpty(reader: string): Promise<boolean>;
  /** The connection ended; `usable` is false when its reader object must not be used again. */
  ended(connection: PcscliteConnection, session: PcscliteSession, usable: boolean): void;
}

const transactions = {en: 'do transactions', ja: 'トランザクションは'};
const reconnection = {en: 'reconnect', ja: '再接続は'};

/** A card connected through npm `pcsclite`. */
export class PcscliteConnection implements CardConnection {
  readonly reader: string;
  readonly #session: PcscliteSession;
  readonly #native: NativeReader;
  readonly #owner: ConnectionOwner;
  readonly #queue = new SerialQueue();
  readonly #active: number;
  readonly #atr: Uint8Array;
  /** The module does not hold on to the input while its thread reads it, so the connection does. */
  #controlInput: Buffer = Buffer.alloc(0);
  #lost: Error | undefined;
  #closed = false;

  private constructor(
    session: PcscliteSession,
    native: NativeReader,
    active: number,
    owner: ConnectionOwner,
  ) {
    this.reader = native.name;
    this.#session = session;
    this.#native = native;
    this.#active = active;
    this.#atr = (active === 0 ? undefined : session.sighting(native.name)?.atr) ?? new Uint8Array(0);
    this.#owner = owner;
  }

  static async open(
    session: PcscliteSession,
    native: NativeReader,
    share: ShareMode,
    owner: ConnectionOwner,
  ): Promise<PcscliteConnection> {
    const options = {share_mode: shareModes[share], protocol: wantedProtocols(share)};
    const active = await waitingCall(() =>
      settled<number>(native.name, (done) => native.connect(options, done)),
    );
    return new PcscliteConnection(session, native, share === 'direct' ? 0 : active, owner);
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
    return Promise.reject(unsupported('pcsclite', transactions));
  }

  endTransaction(): Promise<void> {
    return Promise.reject(unsupported('pcsclite', transactions));
  }

  async status(): Promise<ReaderState> {
    if (this.#closed) {
      throw connectionClosed(this.reader);
    }
    const seen = this.#session.sighting(this.reader);
    return seen?.present && !this.#lost
      ? {name: this.reader, present: true, ...(seen.atr ? {atr: seen.atr} : {})}
      : {name: this.reader, present: false};
  }

  reconnect(): Promise<void> {
    return Promise.reject(unsupported('pcsclite', reconnection));
  }

  control(code: number, data: Uint8Array): Promise<Uint8Array> {
    return this.#closed
      ? Promise.reject(connectionClosed(this.reader))
      : this.#queue.run(async () => {
          this.#controlInput = Buffer.from(data);
          const reply = await settled<Buffer>(this.reader, (done) =>
            this.#native.control(this.#controlInput, code, mostReplyBytes, done),
          );
          return Uint8Array.from(reply);
        });
  }

  disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#closed) {
      return Promise.resolve();
    }
    this.#closed = true;
    return this.#queue.run(async () => {
      try {
        await settled<unknown>(this.reader, (done) =>
          this.#native.disconnect(dispositions[disposition], (error) => done(error, undefined)),
        );
      } catch (error) {
        const code = nativeCode(error) ?? 0;
        if (code !== scard.removedCard && code !== scard.invalidHandle && !isServiceLoss(code)) {
          throw error;
        }
      } finally {
        this.#owner.ended(this, this.#session, !this.#native.connected);
      }
    });
  }

  async #exchange(command: Uint8Array): Promise<Uint8Array> {
    if (this.#lost || this.#closed) {
      throw this.#lost ?? connectionClosed(this.reader);
    }
    const data = Buffer.from(command.buffer, command.byteOffset, command.byteLength);
    try {
      const reply = await settled<Buffer>(this.reader, (done) =>
        this.#native.transmit(data, mostReplyBytes, this.#active, done),
      );
      if (reply.length >= 2) {
        return reply;
      }
      this.#lost = cardLost(this.reader, reply.length);
    } catch (error) {
      if (nativeCode(error) !== scard.notTransacted || !(await this.#owner.becomesEmpty(this.reader))) {
        throw error;
      }
      this.#lost = pcscError('SCardTransmit', scard.removedCard, this.reader);
    }
    throw this.#lost;
  }
}

const settled = <T>(
  reader: string,
  call: (done: (error: Error | null | undefined, value: T) => void) => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, value) => (error ? reject(fromNativeError(error, reader)) : resolve(value)));
  });
