/** One figure of a benchmark, with what it aims at. Aims are for people: no exit status depends on them. */
export interface Measurement {
  readonly name: string;
  readonly value: string;
  readonly aim: string;
  readonly met: boolean;
}

/** The value below which the given share of samples lies; nearest rank. */
export const percentile = (samples: readonly number[], share: number): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
};

export const median = (samples: readonly number[]): number => percentile(samples, 0.5);
