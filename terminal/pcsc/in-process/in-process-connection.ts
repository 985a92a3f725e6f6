import {refuseLoneByte} from '../least-command.ts';
import {cardLost, connectionClosed, pcscError, scard, unsupported} from '../pcsc-errors.ts';
import type {CardConnection, Disposition, ReaderState, ShareMode} from '../port.ts';
import {firstProtocol, type InProcessSlot, type SlotUser} from './in-process-slot.ts';

/** A card connected through the embedded reader. Sharing, transactions and resets are PC/SC's. */
export class InProcessConnection implements CardConnection, SlotUser {
  readonly share: ShareMode;
  readonly #slot: InProcessSlot;
  #atr: Uint8Array = new Uint8Array(0);
  #disturbance = 0;
  #closed = false;
  readonly #onClosed: (connection: InProcessConnection) => void;

  constructor(slot: InProcessSlot, share: ShareMode, onClosed: (connection: InProcessConnection) => void) {
    this.#slot = slot;
    this.share = share;
    this.#onClosed = onClosed;
  }

  /** Takes its share of the slot, which may mean to wait for a transaction to end. */
  async open(): Promise<this> {
    await this.#slot.join(this);
    if (this.share !== 'direct') {
      this.#atr = this.#slot.ready('SCardConnect');
    }
    return this;
  }

  get reader(): string {
    return this.#slot.name;
  }

  get atr(): Uint8Array {
    return this.#atr;
  }

  get protocol(): CardConnection['protocol'] {
    return this.share === 'direct' ? 'direct' : firstProtocol(this.#atr);
  }

  disturbed(code: number): void {
    this.#disturbance = code;
  }

  async transmit(command: Uint8Array): Promise<Uint8Array> {
    refuseLoneByte(command);
    if (this.#closed || this.#disturbance !== 0 || this.share === 'direct') {
      throw this.#refusal('SCardTransmit');
    }
    const exchanged = this.#slot.isFreeFor(this)
      ? this.#slot.exchange(command)
      : this.#turn('SCardTransmit', () => this.#slot.exchange(command));
    const reply = exchanged instanceof Promise ? await exchanged : exchanged;
    if (reply.length < 2) {
      throw this.#gone(reply.length);
    }
    return reply;
  }

  /** An answer of under two bytes: the reader went in the middle of the command, or only the card. */
  #gone(bytes: number): Error {
    return this.#disturbance === scard.readerUnavailable
      ? this.#refusal('SCardTransmit')
      : cardLost(this.reader, bytes);
  }

  async beginTransaction(): Promise<void> {
    await this.#turn('SCardBeginTransaction', () => this.#slot.hold(this));
  }

  async endTransaction(disposition: Disposition = 'leave'): Promise<void> {
    this.#mustBeOpen();
    if (!this.#slot.isHeldBy(this)) {
      throw this.#refusal('SCardEndTransaction', scard.notTransacted);
    }
    await this.#slot.turn(this, () => {
      this.#slot.dispose(this, disposition);
      this.#slot.release(this);
    });
  }

  async status(): Promise<ReaderState> {
    this.#mustBeOpen();
    if (this.#disturbance === scard.resetCard || this.#disturbance === scard.readerUnavailable) {
      throw this.#refusal('SCardStatus');
    }
    if (this.#disturbance !== 0) {
      return {name: this.reader, present: false};
    }
    const {name, present, atr} = this.#slot.sighting();
    return {name, present, ...(atr ? {atr} : {})};
  }

  async reconnect(disposition: Disposition): Promise<void> {
    this.#mustBeOpen();
    await this.#slot.turn(this, () => {
      this.#slot.dispose(this, disposition);
      this.#atr = this.#slot.ready('SCardReconnect');
      this.#disturbance = 0;
    });
  }

  async control(): Promise<Uint8Array> {
    this.#mustBeOpen();
    throw unsupported('in-process', {
      en: 'send control codes to a driver',
      ja: 'ドライバーへの制御コードの送信は',
    });
  }

  async disconnect(disposition: Disposition = 'leave'): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    await this.#slot.turn(this, () => this.#slot.leave(this, disposition));
    this.#onClosed(this);
  }

  async #turn<T>(call: string, act: () => T): Promise<Awaited<T>> {
    this.#mustBeUsable(call);
    return await this.#slot.turn(this, () => {
      this.#mustBeUsable(call);
      return act();
    });
  }

  #mustBeOpen(): void {
    if (this.#closed) {
      throw connectionClosed(this.reader);
    }
  }

  #mustBeUsable(call: string): void {
    if (this.#closed || this.#disturbance !== 0) {
      throw this.#refusal(call);
    }
  }

  #refusal(call: string, code: number = scard.unsupported): Error {
    return this.#closed
      ? connectionClosed(this.reader)
      : pcscError(call, this.#disturbance === 0 ? code : this.#disturbance, this.reader);
  }
}
