import test from 'ava';
import {seededRandom} from '../../protocol/index.ts';
import {intendedStarts} from '../../scenarios/load/arrivals.ts';
import {latencyHistogram} from '../../scenarios/load/latency.ts';
import {runOpenLoop} from '../../scenarios/load/open-loop.ts';
import type {Pacing} from '../../scenarios/load/pacing.ts';

const ms = 1e6;

/** Time that stands still until everything that could happen now has happened; then the nearest sleeper wakes. */
const steppedTime = (): Pacing & {sleep(ns: number): Promise<void>} => {
  let now = 0;
  const sleepers: {at: number; wake: () => void}[] = [];
  let turning = false;
  const turn = (): void => {
    sleepers.sort((a, b) => a.at - b.at);
    const next = sleepers.shift();
    turning = next !== undefined;
    if (next) {
      now = Math.max(now, next.at);
      next.wake();
      setImmediate(turn);
    }
  };
  const until = (at: number): Promise<void> =>
    new Promise((wake) => {
      sleepers.push({at, wake});
      if (!turning) {
        turning = true;
        setImmediate(turn);
      }
    });
  return {now: () => now, until, sleep: (ns) => until(now + ns)};
};

test('even arrivals keep one distance, and their number is rate times time', (t) => {
  const random = seededRandom('even');
  const starts = intendedStarts({ratePerSecond: 500, seconds: 2, pattern: 'even', random});
  t.is(starts.length, 1000);
  t.deepEqual([...starts.subarray(0, 3)], [0, 2 * ms, 4 * ms]);
});

test('people arrive by a seed: ascending, at the asked rate, with exponential gaps', (t) => {
  const plan = {ratePerSecond: 1000, seconds: 10, pattern: 'poisson'} as const;
  const starts = intendedStarts({...plan, random: seededRandom('people')});
  t.deepEqual(starts, intendedStarts({...plan, random: seededRandom('people')}));
  t.notDeepEqual(starts, intendedStarts({...plan, random: seededRandom('others')}));
  const gaps = [...starts].map((at, i) => at - (starts[i - 1] ?? 0));
  t.true(gaps.every((gap) => gap >= 0));
  // 10,000 expected, standard deviation 100.
  t.true(Math.abs(starts.length - 10_000) < 500);
  const overMean = gaps.filter((gap) => gap > ms).length / gaps.length;
  t.true(Math.abs(overMean - Math.exp(-1)) < 0.02);
});

test('a histogram tells three significant digits over six orders of magnitude', (t) => {
  const histogram = latencyHistogram();
  for (let i = 1; i <= 1000; i++) {
    histogram.add(i * ms);
  }
  histogram.add(100_000 * ms);
  const {count, p50, p99, max} = histogram.latency();
  t.is(count, 1001);
  t.true(Math.abs(p50 - 501) < 1);
  t.true(Math.abs(p99 - 991) < 1.5);
  t.true(Math.abs(max - 100_000) < 100);
  t.is(latencyHistogram().latency().p99, 0);
});

test('a stall is felt by everyone who came during it, although each was served fast', async (t) => {
  const pacing = steppedTime();
  // One at a time, 1 ms each, 100 a second; the tenth takes half a second.
  const result = await runOpenLoop({
    starts: Float64Array.from({length: 100}, (_, i) => i * 10 * ms),
    pacing,
    inFlight: 1,
    async transact(number) {
      await pacing.sleep(number === 10 ? 500 * ms : ms);
      return 'passed';
    },
  });
  t.deepEqual(result.outcomes, {passed: 100});
  t.is(result.mostInFlight, 1);
  // Measured from the real start, one in a hundred looks slow; in truth half of them waited.
  t.true(result.service.p95 < 1.1);
  t.true(result.response.p95 > 350);
  t.true(result.startedLate.p50 > 10);
  t.true(Math.abs(result.response.max - 500) < 1);
});

test('an open loop does not wait for one answer before it asks the next question', async (t) => {
  const pacing = steppedTime();
  const result = await runOpenLoop({
    starts: Float64Array.from({length: 50}, (_, i) => i * ms),
    pacing,
    inFlight: 100,
    async transact() {
      await pacing.sleep(1000 * ms);
      return 'passed';
    },
  });
  t.is(result.mostInFlight, 50);
  t.true(result.startedLate.max < 0.01);
  t.true(Math.abs(result.response.p50 - 1000) < 1);
  t.true(Math.abs(result.passedPerSecond - 50 / 1.049) < 0.1);
});

test('what is refused and what breaks is counted by its word, and does not count as passed', async (t) => {
  const pacing = steppedTime();
  const result = await runOpenLoop({
    starts: Float64Array.from({length: 6}, (_, i) => i * ms),
    pacing,
    inFlight: 10,
    async transact(number) {
      await pacing.sleep(ms);
      if (number === 0) {
        throw new Error('the line is dead');
      }
      return number < 3 ? 'revoked' : 'passed';
    },
  });
  t.deepEqual(result.outcomes, {error: 1, revoked: 2, passed: 3});
  t.is(result.intended, 6);
  t.is(result.response.count, 6);
});
