import test from 'ava';
import {appletSequences} from './applet-sequences.ts';
import {contentSequences} from './content-sequences.ts';
import {killInstallations} from './install-kills.ts';
import {issuerSequences} from './issuer-sequences.ts';
import {killProcesses} from './kills.ts';
import {defects} from './planted-defects.ts';
import {cutBetweenCommands, cutEverywhere, type Toll, watchWrites} from './power-cuts.ts';
import {holderSequences} from './sequences.ts';

/** One application is cut at every write here, the others between commands; `npm run torture` does all of it. */
const atEveryWrite = /共通カードAP/;
const shortApplets = appletSequences.filter(({title}) => atEveryWrite.test(title));
const sequences = [...holderSequences, ...issuerSequences, ...contentSequences, ...shortApplets];

for (const sequence of sequences) {
  test(`${sequence.title}: a power cut at any write or between commands loses nothing`, async (t) => {
    const at = await cutEverywhere(sequence);
    const between = await cutBetweenCommands(sequence);
    t.deepEqual([...at.losses, ...between.losses], []);
    t.true(at.cuts > 20 * (sequence.commands.length - 1), `${at.cuts} cuts`);
  });
}

for (const sequence of appletSequences.filter(({title}) => !atEveryWrite.test(title))) {
  test(`${sequence.title}: a power cut between commands loses nothing`, async (t) => {
    const {cuts, losses} = await cutBetweenCommands(sequence);
    t.deepEqual(losses, []);
    t.is(cuts, sequence.commands.length + 1);
  });
}

test('no write tells a wrong value from a right one before the try is gone from the disk', async (t) => {
  const {cuts, losses} = await watchWrites();
  t.deepEqual(losses, []);
  t.true(cuts > 0);
});

/** Each defect with the part of a loss by which it must be found, and in which sequence; `writes`: by watching them. */
const found: Readonly<Record<keyof typeof defects, readonly [loss: RegExp, where: string]>> = {
  'compare-before-write': [/tells right from wrong with 3 tries on disk of 3/, 'writes'],
  'write-in-place': [/the card file cannot be read: .*not JSON/, 'VERIFY right'],
  'no-sync-before-rename': [/the card file cannot be read: .*not JSON/, 'VERIFY right'],
  'no-sync-of-directory': [/a try came back/, 'VERIFY wrong until blocked'],
  'answer-before-write': [/a try came back/, 'VERIFY wrong until blocked'],
  'certificate-before-key': [
    /the certificate 000A does not belong to the key 0017/,
    'renewal: keys made on the card, certificates written',
  ],
  'delete-in-two-writes': [
    /the card holds what no command wrote/,
    'DELETE of an instance, then of the load file with the other',
  ],
  'quota-leaked-at-delete': [
    /the area has 30552 free bytes once all is deleted, and had 32768/,
    '共通カードAP: loaded, installed, personalised, used and deleted',
  ],
  'instance-kept-after-delete': [
    /the instance F04B415A415355E001 lacks its load file or its data/,
    'スタンプカード: loaded, installed, personalised, used and deleted',
  ],
  'load-file-entered-early': [
    /the card holds a load file that is not whole/,
    '共通カードAP: loaded, installed, personalised, used and deleted',
  ],
  'personalised-block-by-block': [
    /the card holds an instance half personalised, with 1 files and 0 secrets/,
    '業務タイプD: loaded, installed, personalised, used and deleted',
  ],
  'unlock-without-authority': [
    /UNLOCK KEY without authority was answered with 9000|a try came back/,
    'UNLOCK KEY without authority',
  ],
};

test('each planted defect is one that a test below looks for', (t) => {
  t.deepEqual(Object.keys(defects).sort(), Object.keys(found).sort());
});

for (const [name, [loss, where]] of Object.entries(found)) {
  test(`the defect ${name} is found when it is planted`, async (t) => {
    const defect = defects[name] ?? {};
    const tolls: Toll[] = where === 'writes' ? [await watchWrites(defect)] : [];
    const all = [...holderSequences, ...issuerSequences, ...contentSequences, ...appletSequences];
    for (const sequence of all.filter(({title}) => title === where)) {
      tolls.push(await cutEverywhere(sequence, defect, loss));
    }
    const losses = tolls.flatMap((toll) => toll.losses);
    t.true(
      losses.some((one) => loss.test(one)),
      `${where}: ${losses.slice(0, 5).join('\n')}`,
    );
  });
}

test('a card process killed at random moments forgets nothing that it answered', async (t) => {
  const {cuts, losses} = await killProcesses({kills: 25, seed: 1});
  t.is(cuts, 25);
  t.deepEqual(losses, []);
});

test('a card process killed while applications are installed has each of them whole or not at all', async (t) => {
  const {cuts, losses} = await killInstallations({kills: 12, seed: 1});
  t.is(cuts, 12);
  t.deepEqual(losses, []);
});
