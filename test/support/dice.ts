/** Fast numbers from a seed (mulberry32), for tests that draw millions of them. Nothing secret comes from here. */
export interface Dice {
  /** 0 to n − 1. */
  below(n: number): number;
  /** True in this share of cases, 0 to 1. */
  chance(share: number): boolean;
  pick<T>(items: readonly T[]): T;
  bytes(n: number): Uint8Array;
}

export const dice = (seed: number): Dice => {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = state;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number): number => Math.floor(next() * n);
  return {
    below,
    chance: (share) => next() < share,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) {
        throw new Error('nothing to pick from');
      }
      return items[below(items.length)] as T;
    },
    bytes: (n) => Uint8Array.from({length: n}, () => below(256)),
  };
};
