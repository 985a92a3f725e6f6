import type {CardPort} from '../../../protocol/index.ts';
import {pcscError, portClosed, scard} from '../pcsc-errors.ts';
import type {CardConnection, ConnectOptions, PcscPort, ReaderEvent, ReaderState} from '../port.ts';
import {ReaderBoard} from '../reader-board.ts';
import {InProcessConnection} from './in-process-connection.ts';
import {InProcessSlot} from './in-process-slot.ts';

/** One embedded reader, with the card that is in it from the start, if any. */
export interface InProcessReader {
  readonly name: string;
  readonly card?: CardPort;
}

/** The port over cards in this process, with hands to put them in and take them out. */
export interface InProcessPort extends PcscPort {
  /** Puts a card into a reader; one that is in it is taken out first. */
  insert(reader: string, card: CardPort): void;
  /** Takes the card out, even in the middle of a command. */
  remove(reader: string): void;
  /** Unplugs a reader with what is in it, even in the middle of a command: its connections are lost for good. */
  unplug(reader: string): void;
  /** Plugs a reader in, under a name that is free, with a card in it or none. */
  plugIn(reader: InProcessReader): void;
}

/**
 * Readers without a daemon: a command is one function call away from the card. Sharing, transactions, resets and
 * removal behave as PC/SC's do.
 */
export const openInProcessPort = (readers: readonly InProcessReader[]): InProcessPort => {
  const slots = new Map<string, InProcessSlot>();
  const attach = ({name, card}: InProcessReader): void => {
    const slot = new InProcessSlot(name);
    slots.set(name, slot);
    if (card) {
      slot.insert(card);
    }
  };
  readers.forEach(attach);
  const connections = new Set<CardConnection>();
  const board: ReaderBoard = new ReaderBoard({start: () => show(), stop: () => undefined});
  const show = (): void => board.update([...slots.values()].map((slot) => slot.sighting()));
  let closed = false;

  const mustBeOpen = (): void => {
    if (closed) {
      throw portClosed();
    }
  };
  const slotOf = (call: string, name: string): InProcessSlot => {
    mustBeOpen();
    const slot = slots.get(name);
    if (!slot) {
      throw pcscError(call, scard.unknownReader, name);
    }
    return slot;
  };

  return {
    binding: 'in-process',
    capabilities: {transactions: true, reconnect: true},
    async readers(): Promise<ReaderState[]> {
      mustBeOpen();
      return [...slots.values()].map((slot) => {
        const {name, present, atr} = slot.sighting();
        return {name, present, ...(atr ? {atr} : {})};
      });
    },
    watch(signal): AsyncIterable<ReaderEvent> {
      mustBeOpen();
      return board.watch(signal);
    },
    async waitForCard(reader, timeoutMs) {
      mustBeOpen();
      return board.waitForCard(reader, timeoutMs);
    },
    async connect(reader, options: ConnectOptions = {}) {
      const slot = slotOf('SCardConnect', reader);
      const connection = await new InProcessConnection(slot, options.share ?? 'shared', (gone) =>
        connections.delete(gone),
      ).open();
      connections.add(connection);
      return connection;
    },
    async close() {
      closed = true;
      board.close();
      await Promise.all([...connections].map((connection) => connection.disconnect()));
    },
    insert(reader, card) {
      slotOf('insert', reader).insert(card);
      show();
    },
    remove(reader) {
      slotOf('remove', reader).remove();
      show();
    },
    unplug(reader) {
      const slot = slotOf('unplug', reader);
      slots.delete(reader);
      slot.unplug();
      show();
    },
    plugIn(reader) {
      mustBeOpen();
      if (slots.has(reader.name)) {
        throw pcscError('plugIn', scard.sharingViolation, reader.name);
      }
      attach(reader);
      show();
    },
  };
};
