import test from 'ava';
import {killProcesses} from './kills.ts';
import {defects} from './planted-defects.ts';
import {cutBetweenCommands, cutEverywhere, type Toll, watchWrites} from './power-cuts.ts';
import {sequences} from './sequences.ts';

const titles = sequences.map(({title}) => title);

for (const sequence of sequences) {
  test(`${sequence.title}: a power cut at any write or between commands loses nothing`, async (t) => {
    const at = await cutEverywhere(sequence);
    const between = await cutBetweenCommands(sequence);
    t.deepEqual([...at.losses, ...between.losses], []);
    t.true(at.cuts > 20 * (sequence.commands.length - 1), `${at.cuts} cuts`);
  });
}

test('no write tells a wrong value from a right one before the try is gone from the disk', async (t) => {
  const {cuts, losses} = await watchWrites();
  t.deepEqual(losses, []);
  t.true(cuts > 0);
});

/** Each defect with the part of a loss by which it must be found. */
const found: Readonly<Record<keyof typeof defects, RegExp>> = {
  'compare-before-write': /tells right from wrong with 3 tries on disk of 3/,
  'write-in-place': /the card file cannot be read: .*not JSON/,
  'no-sync-before-rename': /the card file cannot be read: .*not JSON/,
  'no-sync-of-directory': /a try came back/,
  'answer-before-write': /a try came back/,
};

test('each planted defect is one that a test below looks for', (t) => {
  t.deepEqual(Object.keys(defects).sort(), Object.keys(found).sort());
});

for (const [name, loss] of Object.entries(found)) {
  test(`the defect ${name} is found when it is planted`, async (t) => {
    const defect = defects[name] ?? {};
    const tolls: Toll[] = [await watchWrites(defect)];
    for (const sequence of sequences.slice(0, 3)) {
      tolls.push(await cutEverywhere(sequence, defect));
    }
    const losses = tolls.flatMap((toll) => toll.losses);
    t.true(
      losses.some((one) => loss.test(one)),
      `${titles.slice(0, 3).join(', ')}: ${losses.slice(0, 5).join('\n')}`,
    );
  });
}

test('a card process killed at random moments forgets nothing that it answered', async (t) => {
  const {cuts, losses} = await killProcesses({kills: 25, seed: 1});
  t.is(cuts, 25);
  t.deepEqual(losses, []);
});
