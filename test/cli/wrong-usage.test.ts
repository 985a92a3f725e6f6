import {existsSync, mkdirSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {terminalWidth} from '../../cli/terminal-width.ts';
import {ownDirectory, refusedKazasu} from '../support/kazasu.ts';

/** A command line, what has to be said of it in English, and what in Japanese; status 2. */
const wrong: readonly (readonly [line: string, en: RegExp, ja: RegExp])[] = [
  [
    'simulate preinstall --card 90',
    /: --card is no option of kazasu simulate preinstall; "--cards" may be meant$/m,
    /: kazasu simulate preinstall に --card というオプションはありません\(「--cards」のことでしょうか\)$/m,
  ],
  ['simulate preinstall --cong peaks', /"--congestion" may be meant/, /「--congestion」/],
  ['simulate preinstall --setting-hand 9', /: --setting-hand is no option .*"--setting-hands" may/, /./],
  ['simulate preinstall --xyzzy', /: --xyzzy is no option of .*; .* --help lists them$/m, /一覧は .* --help/],
  ['simulate preinstall -c 9', /: -c is no option of .*; .* --help lists them$/m, /./],
  [
    'run jpki/login --personna adult',
    /: --personna is no option of kazasu run; "--persona"/,
    /「--persona」/,
  ],
  ['verify a.cer --trusted x', /"--trust" may be meant/, /「--trust」/],
  ['pki authorities --jsno', /"--json" may be meant/, /./],
  [
    'card create ../w/card.json',
    /takes options only, but "\.\.\/w\/card\.json" came; "--out \.\.\/w\/card\.json" may be meant; usage: kazasu card create \[options\]$/m,
    /オプションだけですが、「\.\.\/w\/card\.json」が指定されました\(「--out .*使い方: kazasu card create \[options\]$/m,
  ],
  ['card create a.json --out b.json', /but "a\.json" came; usage: kazasu card create/, /./],
  ['doctor x y', /takes options only, but "x", "y" came; usage: kazasu doctor \[options\]$/m, /「x」、「y」/],
  ['trace show a b', /takes no word beyond <file>, but "b" came; usage: kazasu trace show <file>/, /「b」/],
  ['trace show', /kazasu trace show was expected with <file>, but too little came; usage: /, /足りません/],
  ['trace shwo x', /kazasu trace .*show, export, import, replay, but "shwo" came; "show" may/, /「show」/],
  [
    'simulate',
    /kazasu simulate was expected with one of preinstall, steps, but nothing came$/m,
    /ありません/,
  ],
  [
    'simulat',
    /: kazasu was expected with one of .*run, .*but "simulat" came; "simulate" may/,
    /「simulate」/,
  ],
  ['nonsense', /: kazasu was expected with one of .*run, .*but "nonsense" came$/m, /「nonsense」/],
  ['card create --persona foreign --out x', /; "foreign-resident" may be meant$/m, /「foreign-resident」/],
];

for (const [line, en, ja] of wrong) {
  test(`kazasu ${line}: what may be meant is said, in both languages`, async (t) => {
    for (const [language, said] of Object.entries({en, ja})) {
      const {status, stdout, stderr} = await refusedKazasu([...line.split(' '), '--lang', language]);
      t.is(status, 2, stderr);
      t.is(stdout, '');
      t.regex(stderr, said);
      t.regex(stderr, /^[^\n]+\n$/);
    }
  });
}

test('what no report can be written to is told before the work, with status 2, and nothing is left behind', async (t) => {
  const directory = ownDirectory(t);
  mkdirSync(join(directory, 'taken'));
  const bare = ['run', 'jpki/login', '--link', 'in-process', '--out'];
  for (const [args, option] of [
    [['simulate', 'preinstall', '--svg', '/proc/x/a.svg'], 'svg'],
    [['simulate', 'preinstall', '--json', '--svg', join(directory, 'taken')], 'svg'],
    [['simulate', 'preinstall', '--svg', `${directory}/new/`], 'svg'],
    [['simulate', 'preinstall', '--svg', 'package.json/a.svg'], 'svg'],
    [[...bare, '/proc/x'], 'out'],
    [[...bare, directory, '--steps-out', '/proc/x/steps.yaml'], 'steps-out'],
    [['profile', 'jpki/login', '--link', 'in-process', '--out', '/proc/x'], 'out'],
  ] as const) {
    const {status, stdout, stderr} = await refusedKazasu(args);
    t.is(status, 2, stderr);
    t.is(stdout, '', args.join(' '));
    t.regex(stderr, new RegExp(`^kazasu: KZS-CLI-OUT: --${option} was expected [^\n]+\n$`));
  }
  // A plan that is refused leaves no folder that was made for its picture.
  const made = join(directory, 'a', 'b.svg');
  t.is((await refusedKazasu(['simulate', 'preinstall', '--cards', '0', '--svg', made])).status, 2);
  t.false(existsSync(join(directory, 'a')));
  t.deepEqual(readdirSync(directory), ['taken']);
  t.is((await refusedKazasu(['simulate', 'preinstall', '--svg', made])).status, 0);
  t.deepEqual(readdirSync(join(directory, 'a')), ['b.svg']);
});

test('text is laid out for the terminal, else for COLUMNS, else for the usual width, within limits', (t) => {
  t.is(terminalWidth(110, 100, {columns: 90, told: '70'}), 90);
  t.is(terminalWidth(110, 100, {told: '70'}), 70);
  t.is(terminalWidth(110, 100, {}), 100);
  t.is(terminalWidth(110, 100, {columns: 300}), 110);
  t.is(terminalWidth(110, 100, {columns: 3}), 40);
  for (const told of ['', '0', '-1', 'wide', '1e3']) {
    t.is(terminalWidth(110, 100, {told}), 100);
  }
});
