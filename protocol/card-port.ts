/**
 * A card as a reader's contacts see it: power and bytes. The emulator offers it, an embedded reader and the vpcd
 * link drive it. `transmit` answers every byte string with at least two bytes and never rejects.
 */
export interface CardPort {
  /** Supply power; the answer to reset. Volatile state begins anew. */
  powerOn(): Uint8Array;
  powerOff(): void;
  /** Warm reset; the answer to reset. */
  reset(): Uint8Array;
  atr(): Uint8Array;
  transmit(command: Uint8Array): Uint8Array | Promise<Uint8Array>;
}
