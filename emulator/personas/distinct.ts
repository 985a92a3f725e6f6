import type {Random} from '../../protocol/index.ts';

const greatestCommonDivisor = (a: bigint, b: bigint): bigint =>
  b === 0n ? a : greatestCommonDivisor(b, a % b);

/**
 * One of `size` values for each n, from a start that the randomness chooses: no two n below `size` get the same one.
 * The source must be the same for all n. All sources walk the same way round, so that the first thousand of two of
 * them meet only if their starts lie that close: in 2,000 of `size` cases.
 */
export const distinct = (random: Random, n: number, size: bigint): bigint => {
  const start = BigInt(`0x${Buffer.from(random.bytes(16)).toString('hex')}`) % size;
  return (start + BigInt(n) * stepFor(size)) % size;
};

/** Near the golden section of the size, which spreads neighbours; without a common factor, which reaches every value. */
const stepFor = (size: bigint): bigint => {
  let step = (size * 618n) / 1000n;
  while (greatestCommonDivisor(step, size) !== 1n) {
    step += 1n;
  }
  return step;
};
