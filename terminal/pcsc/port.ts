/** How a reader is shared between programs, PC/SC part 5. */
export type ShareMode = 'shared' | 'exclusive' | 'direct';

/** What happens to the card when a connection or transaction ends. */
export type Disposition = 'leave' | 'reset' | 'unpower';

/** A reader as PC/SC names it; `atr` is there while a card is in. */
export interface ReaderState {
  readonly name: string;
  readonly present: boolean;
  readonly atr?: Uint8Array;
}

export interface ReaderEvent {
  readonly reader: string;
  readonly change: 'attached' | 'detached' | 'inserted' | 'removed';
  readonly atr?: Uint8Array;
}

/** What a binding can do; a caller that needs more says so instead of guessing. */
export interface PcscCapabilities {
  readonly transactions: boolean;
  readonly reconnect: boolean;
}

export interface ConnectOptions {
  /** Default `shared`. */
  readonly share?: ShareMode;
}

/** A connected card. Every method rejects with a KazasuError whose id names the PC/SC failure. */
export interface CardConnection {
  readonly reader: string;
  readonly atr: Uint8Array;
  readonly protocol: 'T=0' | 'T=1' | 'direct';
  /** One command to one response (two bytes or more). A card that went away is `KZS-PCSC-CARD-REMOVED`. */
  transmit(command: Uint8Array): Promise<Uint8Array>;
  /** Waits until no other program holds the card, then keeps them out. Without the capability: `KZS-PCSC-UNSUPPORTED`. */
  beginTransaction(): Promise<void>;
  endTransaction(disposition?: Disposition): Promise<void>;
  status(): Promise<ReaderState>;
  reconnect(disposition: Disposition): Promise<void>;
  /** SCardControl; the answer of the driver. */
  control(code: number, data: Uint8Array): Promise<Uint8Array>;
  disconnect(disposition?: Disposition): Promise<void>;
}

/**
 * The one door to readers. Bindings: libpcsclite through koffi (default), npm `pcsclite`, and the embedded
 * in-process reader. All are held to one contract test suite.
 */
export interface PcscPort {
  readonly binding: 'koffi' | 'pcsclite' | 'in-process';
  readonly capabilities: PcscCapabilities;
  readers(): Promise<ReaderState[]>;
  /** Changes of readers and cards, beginning with what is there now, until the signal aborts. */
  watch(signal: AbortSignal): AsyncIterable<ReaderEvent>;
  /** Waits until a card is in the reader, without sleeping in between. Times out with `KZS-PCSC-NO-CARD`. */
  waitForCard(reader: string | undefined, timeoutMs: number): Promise<ReaderState>;
  connect(reader: string, options?: ConnectOptions): Promise<CardConnection>;
  close(): Promise<void>;
}
