import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import anyTest from 'ava';
import {cardTree} from '../../cli/card/card-tree.ts';
import {showProgress} from '../../cli/card/progress.ts';
import {treeText} from '../../cli/card/tree.ts';
import {
  behaviourNames,
  behaviourOf,
  type CardImage,
  cardProfiles,
  inspectCard,
  personaNamed,
  personas,
  readCardFile,
  secureChannels,
} from '../../emulator/index.ts';
import {realClock} from '../../protocol/index.ts';
import {displayWidth} from '../../reports/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';

// One at a time: each is a process, and the machine may have two cores.
const test = anyTest.serial;

const world = createTestWorld({clock: realClock()});
const adult = personaNamed('adult');

const ids = ({id, applications}: CardImage): string[] => [
  id,
  applications['text-assistance']?.credentials['0014']?.value ?? '',
];

test('card create makes the same bytes from the same persona and seed, with or without keys kept', async (t) => {
  const directory = ownDirectory(t);
  const [one, two] = [join(directory, 'one.json'), join(directory, 'two.json')];
  const made = await kazasu(t, ['card', 'create', '--seed', '7', '--out', one]);
  t.is(made.status, 0, made.said);
  t.regex(made.stdout, /^adult-\d{15} +adult +my-number-card +\d{4}-\d\d-\d\d +\S+one\.json$/m);
  await kazasu(t, ['card', 'create', '--seed', '7', '--out', two], {
    XDG_CACHE_HOME: directory,
    TZ: 'Asia/Tokyo',
  });
  t.deepEqual(readFileSync(two), readFileSync(one));
  t.deepEqual(readCardFile(one), await world.cardFor(adult, 7));
});

test('card create --count makes the cards of the seeds from its own on, each another person', async (t) => {
  const cards = join(ownDirectory(t), 'deep', 'cards');
  const args = ['card', 'create', '--seed', '1', '--count', '2', '--out-dir', cards];
  const {status, stdout, stderr} = await kazasu(t, [...args, '--json']);
  t.is(status, 0);
  t.is(stderr, '');
  const made = (JSON.parse(stdout) as {cards: {id: string; seed: number; file: string}[]}).cards;
  t.deepEqual(
    made.map(({seed}) => seed),
    [1, 2],
  );
  const images = made.map(({file}) => readCardFile(file));
  t.deepEqual(images, [await world.cardFor(adult, 1), await world.cardFor(adult, 2)]);
  t.deepEqual(readdirSync(cards).sort(), made.map(({id}) => `${id}.json`).sort());
  t.is(new Set([...images, await world.cardFor(adult)].flatMap(ids)).size, 6);
});

test('card create leaves a file that is there alone, unless it is told to write over it', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  writeFileSync(file, 'mine');
  const args = ['card', 'create', '--life-cycle', 'prepared', '--out', file];
  const {status, stderr} = await kazasu(t, args);
  t.is(status, 2);
  t.regex(stderr, /^kazasu: KZS-CLI-FILE-EXISTS: [^\n]*card\.json is there already[^\n]*\n$/);
  t.is(readFileSync(file, 'utf8'), 'mine');
  t.is((await kazasu(t, [...args, '--force'])).status, 0);
  const {stdout} = await kazasu(t, ['card', 'inspect', file]);
  t.regex(stdout, /life cycle +prepared for delivery/);
  t.regex(stdout, /0018 +user authentication PIN +not set$/m);
});

test('card create --secure-channel makes a card that is reached so, and inspect tells it', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  const {status} = await kazasu(t, ['card', 'create', '--secure-channel', 'scp02-emv', '--out', file]);
  t.is(status, 0);
  const {stdout} = await kazasu(t, ['card', 'inspect', file]);
  t.is([...stdout.matchAll(/SCP02 i=55 · keys 20 · 10 of 10 tries left$/gm)].length, 3);
  t.regex(stdout, /0 of 32,768 bytes used, 32,768 free · 0\/8 applications$/m);
  const help = (await kazasu(t, ['card', 'create', '--help'])).stdout.replace(/\s+/g, ' ');
  for (const [name, {title}] of Object.entries(secureChannels)) {
    t.true(help.includes(`${name} (${title.en})`), name);
  }
});

const refusals: Record<string, readonly [args: string[], said: RegExp]> = {
  'a seed that is no whole number': [
    ['create', '--seed', '1.5', '--out', 'x'],
    /--seed was expected .*"1\.5"/,
  ],
  'two places to write to': [['create', '--count', '2', '--out', 'x'], /KZS-CLI-USAGE: .*not both/],
  'an unknown secure channel': [['create', '--secure-channel', 'scp99', '--out', 'x'], /scp99/],
  'an unknown profile': [
    ['create', '--card-profile', 'gold', '--out', 'x'],
    /KZS-CARD-PROFILE-UNKNOWN.*"gold"/,
  ],
  'a folder that cannot be': [
    ['create', '--count', '1', '--out-dir', 'package.json/x'],
    /KZS-CLI-OUT-DIR: .*package\.json\/x/,
  ],
  'a file that is no card': [['inspect', 'package.json'], /KZS-CARD-IMAGE: .*package\.json/],
  'nothing to do': [[], /KZS-CLI-USAGE: .*create, inspect, personas, profiles/],
};

for (const [title, [args, said]] of Object.entries(refusals)) {
  test(`card refuses ${title} with one sentence and status 2`, async (t) => {
    const {status, stderr, stdout} = await kazasu(t, ['card', ...args]);
    t.is(status, 2, stderr);
    t.regex(stderr, said);
    t.is(stdout, '');
    t.false(existsSync('x'));
  });
}

test('card inspect prints a tree of at most 110 columns in both languages, and as JSON the same', async (t) => {
  const image = await world.cardFor(adult);
  const view = inspectCard(image);
  const file = join(ownDirectory(t), 'card.json');
  writeFileSync(file, JSON.stringify(image));
  const {stdout} = await kazasu(t, ['card', 'inspect', file, '--json']);
  t.deepEqual(JSON.parse(stdout), JSON.parse(JSON.stringify(view)));
  for (const [language, parts] of [
    [
      'en',
      [
        /^├─ last day +\d{4}-02-17$/m,
        /001B +digital signature password +5 of 5 tries left$/m,
        /│ +├─ name +見本　花子$/m,
      ],
    ],
    [
      'ja',
      [
        /^├─ 有効期限 +\d{4}-02-17$/m,
        /001B +署名用パスワード +残り 5\/5 回$/m,
        /公的個人認証AP/,
        /│ +├─ 氏名 +見本　花子$/m,
      ],
    ],
  ] as const) {
    const text = treeText(cardTree(view, language), 110);
    for (const part of parts) {
      t.regex(text, part);
    }
    t.deepEqual(
      text.split('\n').filter((line) => displayWidth(line) > 110),
      [],
    );
    t.is((await kazasu(t, ['card', 'inspect', file, '--lang', language])).stdout, `${text}\n`);
    const narrow = treeText(cardTree(view, language), 60).split('\n');
    t.deepEqual(
      narrow.filter((line) => displayWidth(line) > 90),
      [],
    );
  }
});

test('what a card file says steers no terminal', async (t) => {
  const image = {...(await world.cardFor(adult)), id: 'card\u001b[2J', persona: 'x\u202e\ny'};
  const text = treeText(cardTree(inspectCard(image), 'en'), 110);
  t.regex(text, /^card\ufffd\[2J$/m);
  t.regex(text, /persona +x\ufffd\ufffdy$/m);
});

test('card personas and card profiles list all there are, with evidence and without secrets', async (t) => {
  const people = await kazasu(t, ['card', 'personas', '--json']);
  const listed = (JSON.parse(people.stdout) as {personas: {name: string}[]}).personas;
  t.deepEqual(
    listed.map(({name}) => name),
    Object.values(personas).map(({name}) => name),
  );
  t.notRegex(people.stdout, /secrets|ABC123/);
  const {stdout} = await kazasu(t, ['card', 'profiles', '--lang', 'ja']);
  for (const {atr, behaviour} of Object.values(cardProfiles)) {
    t.true(stdout.includes(`ATR ${Buffer.from(atr).toString('hex').toUpperCase()}`));
    for (const {evidence, reference} of behaviourNames.map((name) => behaviourOf(behaviour, name))) {
      t.true(stdout.includes(`${evidence} (${reference})`), reference);
    }
  }
});

test('progress is shown on a terminal alone, and leaves nothing behind', (t) => {
  const written = (isTTY: boolean, total: number): string => {
    let text = '';
    const progress = showProgress(total, {en: 'cards made', ja: '枚作成'}, 'en', {
      isTTY,
      write: (part) => {
        text += part;
      },
    });
    progress.advance(1);
    progress.end();
    return text;
  };
  t.is(written(false, 3), '');
  t.is(written(true, 1), '');
  t.true(written(true, 3).endsWith('1/3 cards made\r\u001b[K'));
});
