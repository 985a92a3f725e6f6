import type {Random} from '../../protocol/index.ts';

/**
 * The AES-128 key with which the issuer proves its authority to one card: another for every card, all from the
 * world's seed, as an issuer derives them from its master key and the card's number. Bench-defined, D70.
 */
export const issuerKeyOf = (random: Random, cardId: string): Uint8Array =>
  random.fork(`issuer/${cardId}`).bytes(16);
