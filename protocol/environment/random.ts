import {createCipheriv, createHash, generateKeyPair, type KeyObject, randomBytes} from 'node:crypto';
import {promisify} from 'node:util';
import {rsaKeyFromStream} from './rsa-key-from-stream.ts';

export interface KeyPair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/**
 * Randomness, brought in from outside. A seeded source gives the same bytes and keys for the same seed, on every
 * machine; what a seed made is known to everyone who has the seed, so it serves tests only.
 */
export interface Random {
  readonly kind: 'system' | 'seeded';
  bytes(n: number): Uint8Array;
  /** RSA, public exponent 65537; `bits` is the modulus length (a multiple of 16). */
  rsaKeyPair(bits: number): Promise<KeyPair>;
  /** A source of its own for one purpose, so that a new use elsewhere does not shift this one's values. */
  fork(purpose: string): Random;
}

const generate = promisify(generateKeyPair);

/** The operating system's randomness. */
export const systemRandom = (): Random => {
  const source: Random = {
    kind: 'system',
    bytes: (n) => Uint8Array.from(randomBytes(n)),
    rsaKeyPair: (bits) => generate('rsa', {modulusLength: bits}),
    fork: () => source,
  };
  return source;
};

/** AES-256 in counter mode over zeros, keyed by the SHA-256 of the seed. */
export const seededRandom = (seed: string): Random => {
  const key = createHash('sha256').update(`kazasu/random/1/${seed}`).digest();
  const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const bytes = (n: number): Uint8Array => Uint8Array.from(stream.update(Buffer.alloc(n)));
  return {
    kind: 'seeded',
    bytes,
    rsaKeyPair: async (bits) => rsaKeyFromStream(bytes, bits),
    fork: (purpose) => seededRandom(`${seed}/${purpose}`),
  };
};
