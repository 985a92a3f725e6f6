import type {AesKey} from '../ciphers/aes-key.ts';
import type {TripleDesKey} from '../ciphers/triple-des-key.ts';

/** The three keys of one key version as they are stored: 16 bytes each, for SCP03 also 24 or 32. */
export interface StaticKeys {
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

/** Keys of one session; `dek` is SCP03's static key. */
export interface SessionKeys<Key extends AesKey | TripleDesKey> {
  readonly enc: Key;
  readonly mac: Key;
  readonly rMac: Key;
  readonly dek: Key;
}

/** What both protocols keep of a session. `level` is 01 until EXTERNAL AUTHENTICATE is over. */
interface Channel {
  readonly i: number;
  level: number;
  /** The last C-MAC, 8 bytes (SCP02) or 16 (SCP03). */
  chain: Uint8Array;
}

export interface Scp02Channel extends Channel {
  readonly protocol: 'scp02';
  readonly keys: SessionKeys<TripleDesKey>;
  /** The last R-MAC; begins as the C-MAC of EXTERNAL AUTHENTICATE. */
  responseChain: Uint8Array;
  /** The part of the next R-MAC's input that the command gives. */
  answering: Uint8Array;
}

export interface Scp03Channel extends Channel {
  readonly protocol: 'scp03';
  readonly keys: SessionKeys<AesKey>;
  /** Commands at a level with C-DECRYPTION so far; the first one is 1. */
  counter: number;
}

/** A secure channel as data: keys, level, chaining value, counter. Both ends keep the same. */
export type SecureChannel = Scp02Channel | Scp03Channel;
