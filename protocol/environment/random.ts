import {
  createCipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
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

/** Keeps keys that took time to make, PKCS#8 DER, by a name that follows from seed and purpose. */
export interface KeyStore {
  get(name: string): Uint8Array | undefined;
  set(name: string, pkcs8: Uint8Array): void;
}

const keyFrom = (pkcs8: Uint8Array): KeyPair => {
  const key = Buffer.from(pkcs8);
  const name = createHash('sha256').update(key).digest('hex');
  const known = read.get(name);
  if (known) {
    return known;
  }
  const privateKey = createPrivateKey({key, format: 'der', type: 'pkcs8'});
  const pair = {privateKey, publicKey: createPublicKey(privateKey)};
  if (read.size >= mostRead) {
    read.clear();
  }
  read.set(name, pair);
  return pair;
};

/** Keys that were read before, by the hash of their bytes: reading one takes far longer than hashing it. */
const read = new Map<string, KeyPair>();
const mostRead = 256;

/**
 * AES-256 in counter mode over zeros, keyed by the SHA-256 of the seed. Key pairs come from streams of their own,
 * so that one taken from a store leaves everything else as it is.
 */
export const seededRandom = (seed: string, keys?: KeyStore): Random => {
  const streamOf = (name: string): ((n: number) => Uint8Array) => {
    const key = createHash('sha256').update(`kazasu/random/1/${name}`).digest();
    const stream = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
    return (n) => Uint8Array.from(stream.update(Buffer.alloc(n)));
  };
  let made = 0;
  return {
    kind: 'seeded',
    bytes: streamOf(seed),
    async rsaKeyPair(bits) {
      made += 1;
      const name = `${seed}/rsa-${bits}-${made}`;
      const id = createHash('sha256').update(name).digest('hex');
      const kept = keys?.get(id);
      if (kept) {
        return keyFrom(kept);
      }
      const pair = rsaKeyFromStream(streamOf(name), bits);
      keys?.set(id, Uint8Array.from(pair.privateKey.export({format: 'der', type: 'pkcs8'})));
      return pair;
    },
    fork: (purpose) => seededRandom(`${seed}/${purpose}`, keys),
  };
};
