import type {Random} from '../../protocol/index.ts';

const greatestCommonDivisor = (a: bigint, b: bigint): bigint =>
  b === 0n ? a : greatestCommonDivisor(b, a % b);

/**
 * One of `size` values for each n, in an order the randomness chooses: no two n below `size` get the same one. The
 * source must be the same for all n.
 */
export const distinct = (random: Random, n: number, size: bigint): bigint => {
  const word = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const start = word(random.bytes(16)) % size;
  let step = word(random.bytes(16)) % size;
  // A step that shares no factor with the size reaches every value before any comes again.
  while (greatestCommonDivisor(step, size) !== 1n) {
    step += 1n;
  }
  return (start + BigInt(n) * step) % size;
};
