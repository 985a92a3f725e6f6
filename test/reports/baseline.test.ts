import test, {type ExecutionContext} from 'ava';
import {loginExchanges, modelledTime, timingProfileNamed, timingRandomOf} from '../../emulator/index.ts';
import {deviatesFrom} from '../../emulator/timing/spread.ts';
import {shiftBetween} from '../../reports/baseline/shift.ts';
import {compareProfiles, type KazasuProfile} from '../../reports/index.ts';

const contactless = timingProfileNamed('contactless-106');

/** Log-ins as the timing profile spreads them, with every time of the card `slower` times as long. */
const series = (seed: number, slower: number, runs = 200): readonly number[] => {
  const random = timingRandomOf(seed);
  const deviates = random ? deviatesFrom(random) : undefined;
  return Array.from({length: runs}, () =>
    loginExchanges(1204).reduce((sum, work) => {
      const {cardNs, linkNs} = modelledTime(contactless, work, deviates?.());
      return sum + (slower * (cardNs + linkNs)) / 1e6;
    }, 0),
  );
};

const profileWith = (
  total: readonly number[],
  phases: Readonly<Record<string, readonly number[]>> = {},
): KazasuProfile =>
  ({
    startedAt: '2026-04-01T00:00:00.000Z',
    environment: {timing: 'contactless-106'},
    profile: {
      subject: {id: 'jpki/login'},
      phases: Object.keys(phases).map((id) => ({id, title: {en: id, ja: id}})),
      samples: {total, phases},
    },
  }) as unknown as KazasuProfile;

const compared = (was: readonly number[], is: readonly number[]): string | undefined =>
  compareProfiles(profileWith(was), profileWith(is), {minimumEffect: 0.02}).comparisons[0]?.verdict;

test('two equal series of 200 are the same and a card 5 % slower is slower, twenty times over', (t) => {
  const verdicts = (slower: number, tries: ExecutionContext['title'] = 'x'): string[] =>
    Array.from({length: 20}, (_, i) => compared(series(1000 + i, 1), series(2000 + i, slower)) ?? tries);
  t.deepEqual([...new Set(verdicts(1))], ['same']);
  t.deepEqual([...new Set(verdicts(1.05))], ['slower']);
  t.deepEqual([...new Set(verdicts(0.95))], ['faster']);
  t.deepEqual([...new Set(verdicts(1.01))], ['same']);
});

test('a machine’s rare long stops decide nothing, nor do series without any time', (t) => {
  const stopped = series(1, 1).map((ms, i) => (i % 40 === 0 ? ms + 2000 : ms));
  t.is(compared(series(2, 1), stopped), 'same');
  t.is(compared(Array(20).fill(0), Array(20).fill(0)), 'same');
});

test('a phase that is new, or gone, has a row that says so', (t) => {
  const was = profileWith(series(1, 1), {probe: series(2, 1), sign: series(3, 1)});
  const is = profileWith(series(4, 1), {sign: series(5, 1), read: series(6, 1)});
  const {comparisons} = compareProfiles(was, is, {minimumEffect: 0.02});
  t.deepEqual(
    comparisons.map(({id, verdict}) => [id, verdict]),
    [
      ['total', 'same'],
      ['sign', 'same'],
      ['read', 'new'],
      ['probe', 'gone'],
    ],
  );
});

test('the shift is the median of all differences, and its chance that of the rank-sum test', (t) => {
  const {shiftMs, p} = shiftBetween([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18]);
  t.is(shiftMs, 10);
  // U = 0 of 64: z = (32 - 0.5) / sqrt(8 * 8 * 17 / 12) = 3.308.
  t.true(Math.abs(p - 0.00047) < 0.0001, String(p));
  t.is(shiftBetween([5, 5, 5], [5, 5, 5]).p, 1);
  t.is(shiftBetween(series(1, 1, 3000), series(1, 1.05, 3000)).shiftMs > 20, true);
});
