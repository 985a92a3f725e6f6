import {type Latency, latencyHistogram} from './latency.ts';
import type {Pacing} from './pacing.ts';

export interface OpenLoopOptions {
  /** From `intendedStarts`, ns. */
  readonly starts: Float64Array;
  readonly pacing: Pacing;
  /** Resolves to a word for how it ended; `passed` is the good one. A rejection counts as `error`. */
  readonly transact: (number: number) => Promise<string>;
  /** More than this many at once wait in a queue; their waiting counts. */
  readonly inFlight: number;
}

/** What came of a load. */
export interface LoadResult {
  readonly intended: number;
  /** By the word each ended with. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Ended well, each second from the beginning to the last end. */
  readonly passedPerSecond: number;
  /** From the intended start: what somebody who came at that instant waited. */
  readonly response: Latency;
  /** From the real start. */
  readonly service: Latency;
  /** From the intended to the real start: the queue, and what the generator itself was late. */
  readonly startedLate: Latency;
  readonly mostInFlight: number;
}

/**
 * Starts transactions when they are meant to start, whether or not earlier ones have ended (an open loop). Latency
 * counts from the intended start, so a stall is felt by everyone who came during it: no coordinated omission.
 */
export const runOpenLoop = async (options: OpenLoopOptions): Promise<LoadResult> => {
  const {starts, pacing, transact, inFlight} = options;
  const response = latencyHistogram();
  const service = latencyHistogram();
  const startedLate = latencyHistogram();
  const outcomes: Record<string, number> = {};
  const beginning = pacing.now();
  let running = 0;
  let mostInFlight = 0;
  let lastEnd = beginning;
  let roomMade: (() => void) | undefined;
  const underWay = new Set<Promise<void>>();

  const one = async (number: number, intended: number): Promise<void> => {
    const started = pacing.now();
    startedLate.add(started - intended);
    let outcome: string;
    try {
      outcome = await transact(number);
    } catch {
      outcome = 'error';
    }
    lastEnd = pacing.now();
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    response.add(lastEnd - intended);
    service.add(lastEnd - started);
    running -= 1;
    roomMade?.();
  };

  for (const [number, start] of starts.entries()) {
    const intended = beginning + start;
    if (pacing.now() < intended) {
      await pacing.until(intended);
    }
    while (running >= inFlight) {
      await new Promise<void>((resolve) => {
        roomMade = resolve;
      });
    }
    running += 1;
    mostInFlight = Math.max(mostInFlight, running);
    const transaction = one(number, intended);
    underWay.add(transaction);
    void transaction.then(() => underWay.delete(transaction));
  }
  await Promise.all(underWay);

  const seconds = (lastEnd - beginning) / 1e9;
  return {
    intended: starts.length,
    outcomes,
    passedPerSecond: seconds > 0 ? (outcomes['passed'] ?? 0) / seconds : 0,
    response: response.latency(),
    service: service.latency(),
    startedLate: startedLate.latency(),
    mostInFlight,
  };
};
