import type {CardPort} from '../../../protocol/index.ts';
import {pcscError, scard} from '../pcsc-errors.ts';
import type {CardConnection, Disposition, ShareMode} from '../port.ts';
import type {ReaderSighting} from '../reader-board.ts';

/** Who may use a slot, as the slot sees it. */
export interface SlotUser {
  readonly share: ShareMode;
  /** The card was reset or removed by someone else; the user's next call says so. */
  disturbed(code: number): void;
}

/** First protocol an ATR offers: TD1 is announced by bit 8 of T0 (ISO/IEC 7816-3 clause 8.2.3). */
export const firstProtocol = (atr: Uint8Array): CardConnection['protocol'] => {
  const [, t0 = 0] = atr;
  const before = [0x10, 0x20, 0x40].filter((bit) => (t0 & bit) !== 0).length;
  const td1 = (t0 & 0x80) === 0 ? 0 : (atr[2 + before] ?? 0);
  return (td1 & 0x0f) === 0 ? 'T=0' : 'T=1';
};

/** One reader of the embedded kind: a card or none, its power, and the rules of sharing it. */
export class InProcessSlot {
  readonly name: string;
  readonly users = new Set<SlotUser>();
  #card: CardPort | undefined;
  #powered = false;
  #holder: SlotUser | undefined;
  #busy = false;
  #events = 0;
  #turns: (() => void)[] = [];
  #pulled: ((code: number) => void) | undefined;
  #unplugged = false;

  constructor(name: string) {
    this.name = name;
  }

  sighting(): ReaderSighting {
    const card = this.#card;
    const reader = {name: this.name, present: card !== undefined, events: this.#events};
    return card ? {...reader, atr: card.atr()} : reader;
  }

  insert(card: CardPort): void {
    this.remove();
    this.#card = card;
    this.#events += 1;
  }

  remove(): void {
    if (this.#card) {
      this.#lose(scard.removedCard);
    }
  }

  /** The reader goes with the card in it; who comes back finds another slot. [S10], D304 */
  unplug(): void {
    this.#unplugged = true;
    this.#lose(scard.readerUnavailable);
  }

  #lose(code: number): void {
    const card = this.#card;
    this.#card = undefined;
    this.#events += 1;
    if (card) {
      this.#unpower(card);
    }
    this.#tellUsers(code);
    this.#pulled?.(code);
    this.#holder = undefined;
    this.#wakeAll();
  }

  /** Takes a share of the slot and powers the card on if nobody has. */
  async join(user: SlotUser): Promise<void> {
    await this.turn(user, () => {
      const alone = user.share === 'exclusive';
      if ([...this.users].some((other) => alone || other.share === 'exclusive')) {
        throw pcscError('SCardConnect', scard.sharingViolation, this.name);
      }
      if (user.share !== 'direct') {
        this.#power(this.#need('SCardConnect'));
      }
      this.users.add(user);
    });
  }

  leave(user: SlotUser, disposition: Disposition): void {
    if (!this.users.delete(user)) {
      return;
    }
    this.dispose(user, disposition);
    this.release(user);
  }

  /** Acts in the very moment when no other user holds a transaction and no command is under way. */
  async turn<T>(user: SlotUser, act: () => T): Promise<T> {
    while (!this.isFreeFor(user)) {
      await new Promise<void>((resolve) => {
        this.#turns.push(resolve);
      });
    }
    return act();
  }

  hold(user: SlotUser): void {
    this.#holder = user;
  }

  isHeldBy(user: SlotUser): boolean {
    return this.#holder === user;
  }

  release(user: SlotUser): void {
    if (this.#holder === user) {
      this.#holder = undefined;
      this.#wakeAll();
    }
  }

  /** Reset or power-off at the end of a connection, transaction or before a reconnection. */
  dispose(by: SlotUser, disposition: Disposition): void {
    const card = this.#card;
    if (!card || disposition === 'leave') {
      return;
    }
    if (disposition === 'reset' && this.#powered) {
      card.reset();
    } else if (disposition === 'unpower') {
      this.#unpower(card);
      if (this.users.size > 0) {
        this.#power(card);
      }
    }
    this.#tellUsers(scard.resetCard, by);
  }

  /** Power for a card that is there, and its ATR. */
  ready(call: string): Uint8Array {
    const card = this.#need(call);
    this.#power(card);
    return card.atr();
  }

  /** Whether a command may start this instant. */
  isFreeFor(user: SlotUser): boolean {
    return !this.#busy && (this.#holder === undefined || this.#holder === user);
  }

  /** One command to the card, straight through; only an answer that takes time occupies the slot. */
  exchange(command: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const card = this.#card ?? this.#need('SCardTransmit');
    const reply = card.transmit(command);
    return reply instanceof Promise ? this.#await(reply) : reply;
  }

  async #await(reply: Promise<Uint8Array>): Promise<Uint8Array> {
    this.#busy = true;
    try {
      return await new Promise((resolve, reject) => {
        this.#pulled = (code) => reject(pcscError('SCardTransmit', code, this.name));
        reply.then(resolve, reject);
      });
    } finally {
      this.#busy = false;
      this.#pulled = undefined;
      this.#wakeAll();
    }
  }

  #need(call: string): CardPort {
    if (!this.#card) {
      throw pcscError(call, this.#unplugged ? scard.readerUnavailable : scard.noSmartcard, this.name);
    }
    return this.#card;
  }

  #power(card: CardPort): void {
    if (!this.#powered) {
      card.powerOn();
      this.#powered = true;
    }
  }

  #unpower(card: CardPort): void {
    if (this.#powered) {
      card.powerOff();
      this.#powered = false;
    }
  }

  #tellUsers(code: number, except?: SlotUser): void {
    for (const user of this.users) {
      if (user !== except) {
        user.disturbed(code);
      }
    }
  }

  #wakeAll(): void {
    const waiting = this.#turns;
    this.#turns = [];
    for (const wake of waiting) {
      wake();
    }
  }
}
