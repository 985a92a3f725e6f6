import test from 'ava';
import {
  beginTogether,
  killStores,
  type RaceResult,
  raceForChallenges,
  type StorePlant,
} from './store-kills.ts';

test('a process killed at work on a store has lost nothing that it acknowledged, and left no half', async (t) => {
  const {cuts, losses} = await killStores({kills: 12, seed: 1});
  t.is(cuts, 12);
  t.deepEqual(losses, []);
});

test('processes that begin at once on one new file share it', async (t) => {
  t.deepEqual(await beginTogether(4, 1), {cuts: 4, losses: []});
});

/** Each defect with a loss by which it must be found. */
const found: Readonly<Record<Exclude<StorePlant, 'none'>, RegExp>> = {
  'split-transaction': /without its other one or its link|one of two certificates revoked/,
  'say-before-done': /acknowledged and not there/,
  'file-without-log': /acknowledged and not there|cannot be opened/,
};

for (const [plant, loss] of Object.entries(found)) {
  test(`the defect ${plant} is found when it is planted`, async (t) => {
    const {losses} = await killStores({kills: 3, seed: 2, plant: plant as StorePlant, betweenSteps: true});
    t.true(
      losses.some((one) => loss.test(one)),
      losses.slice(0, 5).join('\n'),
    );
  });
}

const wonTwice = ({winners}: RaceResult): string[] =>
  [...winners].filter(([, runners]) => runners.length > 1).map(([id]) => id);

test('of two processes that spend the same challenges exactly one wins each', async (t) => {
  const result = await raceForChallenges(300);
  t.is(result.winners.size, 300);
  t.deepEqual(wonTwice(result), []);
});

test('a look and then a mark would let both win', async (t) => {
  t.not(wonTwice(await raceForChallenges(300, 'look-then-mark')).length, 0);
});
