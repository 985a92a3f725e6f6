import {type Random, seededRandom} from '../../protocol/index.ts';
import {keyCache} from '../../scenarios/world/key-cache.ts';

/** A seeded source whose RSA keys are kept in the user’s cache: finding their primes takes longer than most tests. */
export const seededKeys = (seed: string): Random => seededRandom(seed, keyCache());
