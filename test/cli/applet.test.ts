import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import anyTest, {type ExecutionContext} from 'ava';
import {writeCardFile} from '../../emulator/index.ts';
import {standardAppletNames, standardApplets} from '../../protocol/applets/index.ts';
import {dataBlockOf, packageOfDataBlock, readCapArchive} from '../../protocol/cap/index.ts';
import {fromHex, masterKey, toHex} from '../../protocol/index.ts';
import {kazasuHere} from '../support/in-this-process.ts';
import {type Ended, kazasu, lacksPcsc, ownDirectory} from '../support/kazasu.ts';
import {bareImage} from '../support/managed-card.ts';

// One at a time: what a command prints is taken from the process.
const test = anyTest.serial;

const stampCard = fileURLToPath(new URL('../../examples/applets/stamp-card.js', import.meta.url));

test('the CAP file of each application is one that a client reads, names its package, and is the same every time', async (t) => {
  const directory = ownDirectory(t);
  for (const name of standardAppletNames) {
    const [one, two] = [join(directory, `${name}.cap`), join(directory, `${name}-2.cap`)];
    t.is((await kazasuHere(['applet', 'cap', name, '--out', one])).status, 0);
    await kazasuHere(['applet', 'cap', name, '--out', two]);
    t.deepEqual(readFileSync(one), readFileSync(two));
    const {header, modules, components} = readCapArchive(readFileSync(one));
    t.is(toHex(header.package.aid), toHex(standardApplets[name].packageAid));
    t.deepEqual(
      modules.map(({aid}) => toHex(aid)),
      [toHex(standardApplets[name].moduleAid)],
    );
    for (const descriptor of [true, false]) {
      const block = dataBlockOf(components, {descriptor});
      t.true(block.length > 2000 && block.length < 3000, `${block.length} bytes`);
      t.is(toHex(packageOfDataBlock(block).header.package.aid), toHex(header.package.aid));
    }
  }
});

test('applet list names applications and AIDs, in words and as JSON', async (t) => {
  const {stdout} = await kazasuHere(['applet', 'list', '--lang', 'ja']);
  t.regex(stdout, /service-d +業務タイプD +F04B415A4153550202 +F04B415A415355020201/);
  const {applets} = JSON.parse((await kazasuHere(['applet', 'list', '--json'])).stdout) as {
    applets: {name: string}[];
  };
  t.deepEqual(
    applets.map(({name}) => name),
    [...standardAppletNames],
  );
});

test('a CAP file of one’s own module is written, and what cannot be says why', async (t) => {
  const out = join(ownDirectory(t), 'stamp.cap');
  const made = await kazasuHere(['applet', 'cap', stampCard, '--out', out]);
  t.regex(made.stderr, /Stamp card, package F04B415A415355E0, module F04B415A415355E001/);
  t.is(toHex(readCapArchive(readFileSync(out)).header.package.aid), 'F04B415A415355E0');
  for (const [name, fragment] of [
    [stampCard, /KZS-CLI-FILE-EXISTS/],
    ['servce-d', /KZS-CLI-USAGE.*"service-d" may be meant/],
    ['nowhere/shop.js', /KZS-APPLET-MODULE.*nowhere\/shop\.js/],
  ] as const) {
    const target = name === stampCard ? out : `${out}.other`;
    const refused = await kazasuHere(['applet', 'cap', name, '--out', target]);
    t.is(refused.status, 2);
    t.regex(refused.stderr, fragment);
  }
});

test('a module that is none is wrong usage wherever a card is run', async (t) => {
  const said = await kazasu(t, ['apdu', '00A4040000', '--applet', 'nowhere.js'], {PCSCLITE_CSOCK_NAME: ''});
  t.is(said.status, 2, said.said);
  t.regex(said.stderr, /KZS-APPLET-MODULE: .*expected at nowhere\.js, but there is no ordinary file/);
});

/** A card with nothing in its areas, and a command that changes what is in one of them. */
const cardFile = (t: ExecutionContext, options: Parameters<typeof bareImage>[0] = {}) => {
  const directory = ownDirectory(t);
  const file = join(directory, 'card.json');
  writeCardFile(file, bareImage(options));
  const at = (name: string, text: string): string => {
    writeFileSync(join(directory, name), text);
    return join(directory, name);
  };
  const change = (words: string, ...more: string[]): Promise<Ended> =>
    kazasuHere(['applet', ...words.split(' '), '--card', file, ...more]);
  return {directory, file, at, change};
};

test('an application is put on a card, tells its id to a terminal, is locked, unlocked and deleted', async (t) => {
  const {file, directory, change} = cardFile(t);
  const record = join(directory, 'record.jsonl');
  const made = await change('install common-card --area extended --id A-001', '--trace', record);
  t.is(made.status, 0, made.said);
  t.regex(made.stdout, /^installed: Common card application, in the extended area\n/);
  t.regex(
    made.stdout,
    /AID +F04B415A415355020301\n +state +personalised\n +load file +F04B415A4153550203A2\n/,
  );
  const [taken, free] = [...made.stdout.matchAll(/([\d,]+) bytes/g)].map(([, text]) =>
    Number(text?.replace(',', '')),
  );
  t.is((taken ?? 0) + (free ?? 0), 32 * 1024);
  t.regex(readFileSync(record, 'utf8'), /"change":"personalised"/);
  const id = Buffer.from('A-001'.padEnd(16)).toString('hex').toUpperCase();
  t.false(readFileSync(record, 'utf8').includes(id));
  const read = (...sw: string[]): Promise<Ended> =>
    kazasuHere(['apdu', '--card', file, `A4040C:F04B415A415355020301=${sw[0]}`, ...(sw[1] ? [sw[1]] : [])]);
  t.is((await read('9000', '00B08100/00=9000')).status, 0);
  t.is((await change('lock common-card --area extended')).status, 0);
  t.is((await read('6A82')).status, 0);
  t.regex(
    (await change('unlock common-card --area extended --lang ja')).stdout,
    /^拡張利用領域でロックを解除しました/,
  );
  t.is((await read('9000')).status, 0);
  const gone = JSON.parse((await change('delete common-card --area extended --json')).stdout);
  t.deepEqual(gone.deleted, {
    aid: 'F04B415A415355020301',
    area: 'extended',
    loadFile: 'F04B415A4153550203A2',
    freeBytes: 32 * 1024,
  });
});

test('one application lies in both areas, and a package goes with the last that was installed from it', async (t) => {
  const {file, at, change} = cardFile(t);
  const [pin, key] = [at('pin', '1234\n'), at('key', `${'5A'.repeat(16)}\n`)];
  const personal = ['--id', 'A-1', '--pin-file', pin, '--key-file', key];
  t.is((await change('install service-d --area ordinance', ...personal)).status, 0);
  t.is((await change('install service-d --area extended --aid F04B415A415355EE01', ...personal)).status, 0);
  const second = await change('install service-d --area extended --aid F04B415A415355EE02');
  t.regex(second.stdout, /load file +F04B415A4153550202A2 \(was in the area already\)/);
  const loadFile = async (aid: string): Promise<unknown> =>
    JSON.parse((await change(`delete ${aid} --area extended --json`)).stdout).deleted.loadFile;
  t.is(await loadFile('F04B415A415355EE01'), undefined);
  t.is(await loadFile('F04B415A415355EE02'), 'F04B415A4153550202A2');
  await change('install common-card --area extended');
  const whole = JSON.parse(
    (await change('delete F04B415A4153550203A2 --area extended --json')).stdout,
  ).deleted;
  t.is(whole.freeBytes, 32 * 1024);
  const {stdout} = await kazasuHere(['card', 'inspect', file, '--lang', 'ja']);
  t.regex(stdout, /カードのコンテンツ · 発行済\n/);
  t.regex(stdout, /F04B415A415355020201 +業務タイプD +データ設定済 /);
  t.regex(
    (await kazasuHere(['card', 'inspect', file])).stdout,
    /free · 1 application\n(?:.*\n)*.*free · 1\/8 applications\n/,
  );
});

test('an applet of one’s own is installed by its module or its CAP file, and inspect knows it with --applet', async (t) => {
  const {file, directory, change} = cardFile(t);
  t.is((await change('install', stampCard, '--area', 'ordinance')).status, 0);
  const cap = join(directory, 'stamp.cap');
  await kazasuHere(['applet', 'cap', stampCard, '--out', cap]);
  const unknown = await change('install', cap, '--area', 'extended', '--aid', 'F04B415A415355EE01');
  t.regex(unknown.stderr, /no program for the module F04B415A415355E001, and answers 6D00/);
  const withIt = ['--aid', 'F04B415A415355EE02', '--applet', stampCard];
  const known = await change('install', cap, '--area', 'extended', ...withIt);
  t.deepEqual([known.status, known.stderr], [0, '']);
  t.regex(known.stdout, /^installed: Stamp card, /);
  const stamps = ['A4040C:F04B415A415355E001=9000', '80120000/00=9000', '--applet', stampCard];
  t.is((await kazasuHere(['apdu', '--card', file, ...stamps])).status, 0);
  const named = await kazasuHere(['card', 'inspect', file, '--applet', stampCard]);
  t.regex(named.stdout, /F04B415A415355E001 +Stamp card +selectable/);
  t.regex(
    (await kazasuHere(['card', 'inspect', file])).stdout,
    /application of load file F04B415A415355E0A1/,
  );
});

test('the keys of an area that was given others come from a file', async (t) => {
  const {file, at, change} = cardFile(t);
  const text = readFileSync(file, 'utf8');
  const old = Buffer.from(masterKey('ordinance')).toString('base64');
  t.true(text.includes(old));
  const own = 'A7'.repeat(16);
  writeFileSync(file, text.replaceAll(old, Buffer.from(fromHex(own)).toString('base64')));
  const refused = await change('install common-card --area ordinance');
  t.is(refused.status, 2);
  t.regex(refused.stderr, /KZS-CARD-CONTENT-KEYS: the keys of a new card.* but the card has others\n$/);
  for (const keys of [own, `${own}:${own}:${own}`]) {
    const {status, said} = await change(
      'install common-card --area ordinance',
      '--area-key-file',
      at('key', keys),
    );
    t.is(status, 0, said);
    await change('delete common-card --area ordinance', '--area-key-file', at('key', keys));
  }
  const wrong = await change(
    'install common-card --area ordinance',
    '--area-key-file',
    at('key', `${own}00`),
  );
  t.regex(wrong.stderr, /^kazasu: KZS-CLI-USAGE: --area-key-file/);
  t.false(wrong.said.includes('A7A7'));
});

const inArea = ' --area extended';

/** What is done to a card, how the card was made or changed before, and what the refusal says. */
const refusals: readonly (readonly [
  words: string,
  card: {areaBytes?: number; lifeCycle?: 'arrived'; text?: [RegExp, string]},
  RegExp,
])[] = [
  [
    `install common-card${inArea}`,
    {areaBytes: 1000},
    /CONTENT-FULL: the extended area .* bytes free: 1000, applications: 0$/m,
  ],
  [`install common-card${inArea} --id A-1`, {areaBytes: 2210}, /CONTENT-FULL/],
  [`install common-card${inArea}`, {text: [/"instanceLimit": 8/g, '"instanceLimit": 0']}, /CONTENT-FULL/],
  [`install common-card${inArea}`, {lifeCycle: 'arrived'}, /CONTENT-LIFE-CYCLE: .* life cycle is arrived$/m],
  [
    `install common-card${inArea}`,
    {text: [/("content": \{\s*"lifeCycle": )15/, '$1127']},
    /CONTENT-LOCKED: /,
  ],
  [
    `install common-card${inArea} --aid F04B415A4153550101`,
    {},
    /CONTENT-AID-TAKEN: .* F04B415A4153550101 is taken/,
  ],
  [`install common-card${inArea} --aid 00`, {}, /KZS-AID-LENGTH/],
  [`install common-card${inArea} --id 123456789012`, {}, /KZS-CLI-USAGE: --id with 1 to 16 /],
  [`install service-a${inArea} --id A-1`, {}, /KZS-CLI-USAGE: --key-file for service-a, /],
  [`install comon-card${inArea}`, {}, /KZS-CLI-USAGE: .*"common-card" may be meant/],
  [
    'install common-card --area extnded',
    {},
    /KZS-CLI-USAGE: --area .*"extnded" came; "extended" may be meant/,
  ],
  [`install nowhere.cap${inArea}`, {}, /KZS-CLI-USAGE: a file to read was expected at nowhere\.cap/],
  [`install package.json${inArea}`, {}, /KZS-APPLET-MODULE/],
  [`delete common-card${inArea}`, {}, /CONTENT-UNKNOWN: .* F04B415A415355020301 is not among none$/m],
  [`delete F04B415A4153550102${inArea}`, {}, /CONTENT-UNKNOWN/],
  [`lock F04B415A415355020301${inArea}`, {}, /CONTENT-UNKNOWN/],
];

for (const [words, {text, ...made}, sentence] of refusals) {
  test(`applet ${words} is refused as ${sentence.source.split(':')[0]}, on a card of ${JSON.stringify([made, text?.[1]])}, and the file stays`, async (t) => {
    const {file, change} = cardFile(t, made);
    if (text) {
      writeFileSync(file, readFileSync(file, 'utf8').replace(...text));
    }
    const before = readFileSync(file, 'utf8');
    const {status, stderr, stdout} = await change(words);
    t.deepEqual([status, stdout], [2, '']);
    t.regex(stderr, sentence);
    t.is(readFileSync(file, 'utf8'), before);
  });
}

test('a card without areas says so', async (t) => {
  const file = join(ownDirectory(t), 'old.json');
  await kazasuHere([
    'card',
    'create',
    '--seed',
    '1',
    '--card-profile',
    'resident-register-card',
    '--out',
    file,
  ]);
  const refused = await kazasuHere([...'applet install common-card --area extended --card'.split(' '), file]);
  t.is(refused.status, 2);
  t.regex(
    refused.stderr,
    /CONTENT-NO-AREA: a card with the extended area was expected, but this one has none$/m,
  );
});

test('a CAP file that is none, a card that is not there and a card nobody named are refused', async (t) => {
  const {file, at, change} = cardFile(t);
  const cap = at('broken.cap', 'not a ZIP archive');
  t.regex((await change('install', cap, '--area', 'extended')).stderr, /KZS-CAP-ZIP/);
  const words = ['applet', 'install', 'common-card', '--area', 'extended'];
  const missing = await kazasuHere([...words, '--card', `${file}.none`]);
  t.deepEqual([missing.status, existsSync(`${file}.none`)], [2, false]);
  t.regex(missing.stderr, /KZS-CARD-FILE: /);
  const both = await kazasuHere([...words, '--card', file, '--reader', 'Kazasu']);
  t.regex(both.stderr, /KZS-CLI-USAGE: a card was expected by --card FILE/);
});

/** Load files and instances; the counters of the channels go on. */
const contentOf = (text: string): unknown => {
  const {loadFiles, instances} = JSON.parse(text).content;
  return {loadFiles, instances};
};

(lacksPcsc ? test.skip : test)(
  'a card in a PC/SC reader gets its application too, and is as before when it is refused',
  async (t) => {
    const {file, directory} = cardFile(t, {areaBytes: 4480});
    const program = fileURLToPath(new URL('../../../bin/kazasu.js', import.meta.url));
    const inReader = (...words: string[]): Promise<Ended> =>
      kazasu(t, [
        'exec',
        '--card',
        file,
        '--',
        process.execPath,
        program,
        'applet',
        ...words,
        '--area',
        'extended',
      ]);
    const record = join(directory, 'record.jsonl');
    const made = await inReader('install', 'common-card', '--id', 'A-001', '--trace', record);
    t.is(made.status, 0, made.said);
    t.regex(made.stdout, /state +personalised/);
    t.regex(readFileSync(record, 'utf8'), /"side":"terminal"/);
    // A package and its instance fit, what the instance is to keep does not: both are taken back.
    const content = readFileSync(file, 'utf8');
    const key = join(directory, 'key');
    writeFileSync(key, '5A'.repeat(16));
    const words = ['--id', 'A'.repeat(64), '--key-file', key];
    const full = await inReader('install', 'service-a', ...words);
    t.is(full.status, 2, full.said);
    t.regex(full.stderr, /CONTENT-FULL/);
    t.deepEqual(contentOf(readFileSync(file, 'utf8')), contentOf(content));
  },
);
