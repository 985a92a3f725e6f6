import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import anyTest, {type ExecutionContext, type TestFn} from 'ava';
import {readRecord} from '../../protocol/index.ts';
import {type Ended, kazasu, lacksPcsc, ownDirectory} from '../support/kazasu.ts';

// One at a time: each brings up a daemon and a card, and the machine has two cores.
const pcscTest = (lacksPcsc === undefined ? anyTest.serial : anyTest.serial.skip) as TestFn['serial'];
const test = anyTest.serial;

const replay = (t: ExecutionContext, file: string, ...args: string[]): Promise<Ended> =>
  kazasu(t, ['trace', 'replay', file, ...args]);

const readToken = [
  'pkcs15-tool',
  '--verify-pin',
  '--auth-id',
  '1',
  '--pin',
  '1234',
  '--read-certificate',
  '1',
];

/** A record over PC/SC of OpenSC reading a certificate behind a PIN. */
const openscRecord = async (t: ExecutionContext): Promise<string> => {
  const trace = join(ownDirectory(t), 'opensc.jsonl');
  const {status, said} = await kazasu(t, ['exec', '--trace', trace, '--', ...readToken]);
  t.is(status, 0, said);
  return trace;
};

/** The record in another file, with some lines changed; undefined leaves a line out. */
const edited = (
  t: ExecutionContext,
  file: string,
  edit: (line: string, apdu: number) => string | undefined,
): string => {
  const copy = join(ownDirectory(t), 'edited.jsonl');
  let apdu = 0;
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const kept = lines.flatMap((line) => {
    apdu += line.includes('"type":"apdu"') ? 1 : 0;
    return edit(line, apdu) ?? [];
  });
  writeFileSync(copy, `${kept.join('\n')}\n`);
  return copy;
};

pcscTest('An OpenSC dialogue over PC/SC is replayed both ways without a difference', async (t) => {
  const file = await openscRecord(t);
  const asCard = await replay(t, file, '--as', 'card', '--', ...readToken);
  t.is(asCard.status, 0, asCard.said);
  t.regex(asCard.stdout, /BEGIN CERTIFICATE[\s\S]*44 exchanges recorded, 44 came, 0 differences/);
  const asTerminal = await replay(t, file, '--as', 'terminal', '--link', 'pcsc', '--json');
  t.is(asTerminal.status, 0, asTerminal.said);
  const {counts, times} = JSON.parse(asTerminal.stdout) as {
    counts: Record<string, number>;
    times: {name: string; n: number; recordedMs: number; nowMs: number}[];
  };
  t.deepEqual(counts, {recorded: 44, sent: 44, same: 44, notComparable: 0, different: 0, notSent: 0});
  t.is(
    times.reduce((all, {n}) => all + n, 0),
    44,
  );
  for (const {said} of [asCard, asTerminal]) {
    t.notRegex(said, /31323334/);
  }
});

pcscTest(
  'A log-in is said by the recorded terminal to the recorded card, without a difference',
  async (t) => {
    const directory = ownDirectory(t);
    const file = join(directory, 'login.jsonl');
    const login = await kazasu(t, [
      'run',
      'jpki/login',
      '--link',
      'pcsc',
      '--timing',
      'instant',
      '--trace',
      file,
      '--out',
      directory,
    ]);
    t.true(login.status === 0 || login.status === 5, login.said);
    const program = join(import.meta.dirname, '..', '..', '..', 'bin', 'kazasu.js');
    const terminal = [
      'trace',
      'replay',
      file,
      '--as',
      'terminal',
      '--reader',
      'Kazasu',
      '--persona',
      'adult',
    ];
    const {status, said, stdout} = await replay(
      t,
      file,
      '--as',
      'card',
      '--instant',
      '--',
      process.execPath,
      program,
      ...terminal,
    );
    t.is(status, 0, said);
    t.regex(stdout, /95 exchanges, 9[45] the same, [01] not comparable, 0 different, 0 not sent/);
    t.regex(stdout, /95 exchanges recorded, 95 came, 0 differences/);
    t.notRegex(said + readFileSync(file, 'utf8'), /31323334/);
  },
);

pcscTest('What a program leaves out or says too often is told with its place, and is status 1', async (t) => {
  const file = await openscRecord(t);
  const short = await replay(
    t,
    file,
    '--as',
    'card',
    '--instant',
    '--',
    'pkcs15-tool',
    '--read-certificate',
    '1',
  );
  t.is(short.status, 1, short.said);
  t.regex(
    short.stdout,
    /#37 {2}recorded, but did not come: VERIFY user authentication PIN \(JPKI application\)/,
  );
  t.regex(short.stdout, /44 exchanges recorded, 42 came, 2 differences/);
  const less = edited(t, file, (line, apdu) => (apdu === 37 && line.includes('apdu') ? undefined : line));
  const long = await replay(t, less, '--as', 'card', '--instant', '--json', '--', ...readToken);
  t.is(long.status, 1, long.said);
  const report = JSON.parse(long.stdout) as {differences: {kind: string; place: number; command: string}[]};
  t.like(report.differences[0], {
    kind: 'extra',
    place: 36,
    command: '0020008004********',
    known: false,
    answered: '6F00',
  });
  t.notRegex(long.said, /31323334/);
});

test('A card that answers otherwise than recorded is told by exchange, in both languages, and is status 1', async (t) => {
  const directory = ownDirectory(t);
  const file = join(directory, 'login.jsonl');
  await kazasu(t, [
    'run',
    'jpki/login',
    '--link',
    'in-process',
    '--timing',
    'instant',
    '--trace',
    file,
    '--out',
    directory,
  ]);
  const same = await replay(t, file, '--as', 'terminal');
  t.is(same.status, 0, same.said);
  const at = readRecord(readFileSync(file, 'utf8'), file)
    .events.filter((event) => event.type === 'apdu' && event.side === 'terminal')
    .findIndex(
      (event) => event.type === 'apdu' && event.command.startsWith('0020') && event.command.includes('*'),
    );
  t.true(at > 0);
  const planted = edited(t, file, (line) =>
    line.replace(/("command":"0020008004[^}]*"response":")9000/, '$16300'),
  );
  const english = await replay(t, planted, '--as', 'terminal');
  t.regex(
    english.stdout,
    /not sent: the secret was refused when it was recorded; sending one would cost a try/,
  );
  const other = edited(t, file, (line) =>
    line.replace(/("command":"00200080"[^}]*"response":")63C3/, '$16984'),
  );
  const different = await replay(t, other, '--as', 'terminal');
  t.is(different.status, 1, different.said);
  t.regex(
    different.stdout,
    /VERIFY query user authentication PIN \(JPKI application\)\n.*00200080\n +expected 6984 reference data not usable, 0 bytes\n +came +63C3 verification failed, 3 tries left/,
  );
  t.regex(different.stdout, /^all +\d+ +[\d.]+ +[\d.]+$/m);
  const japanese = await replay(t, other, '--as', 'terminal', '--lang', 'ja');
  t.is(japanese.status, 1);
  t.regex(
    japanese.stdout,
    /VERIFY query 利用者証明用暗証番号\(公的個人認証AP\)[\s\S]*期待 6984[\s\S]*相違 1/,
  );
});

test('A log is imported to a record that replays, and what is no log leaves an old record alone', async (t) => {
  const directory = ownDirectory(t);
  const out = join(directory, 'record.jsonl');
  const log = 'test/terminal/pcsc/logs/pcscd-two-readers-color.txt';
  const imported = await kazasu(t, ['trace', 'import', log, '--out', out]);
  t.is(imported.status, 0, imported.said);
  t.regex(
    imported.stdout,
    /from a log of pcscd; exchanges by card: Kazasu Virtual Reader 00 00 6, .* 00 01 6/,
  );
  const before = readFileSync(out, 'utf8');
  t.notRegex(before, /31323334/);
  const {header} = readRecord(before, out);
  t.like(header, {secrets: 'masked', origin: '1970-01-01T00:00:00.000Z'});
  t.regex(header.product, /^kazasu .*, from a log of pcscd \(relative clock\)$/);
  const which = await replay(t, out, '--as', 'terminal');
  t.is(which.status, 2);
  t.regex(which.stderr, /KZS-REPLAY-CARD: .*"Kazasu Virtual Reader 00 00", "Kazasu Virtual Reader 00 01"/);
  const first = await replay(t, out, '--as', 'terminal', '--recorded', 'Kazasu Virtual Reader 00 00');
  t.is(first.status, 0, first.said);
  t.regex(first.stdout, /6 exchanges, 6 the same/);
  const refused = await kazasu(t, ['trace', 'import', 'package.json', '--out', out]);
  t.is(refused.status, 2);
  t.regex(refused.stderr, /KZS-LOG: .*package\.json, but at line 1/);
  t.is(readFileSync(out, 'utf8'), before);
});

/** Command line, and what is said of it. Each is status 2, without a stack. */
const wrong: Readonly<Record<string, readonly [args: readonly string[], said: RegExp]>> = {
  'a record that is not there': [
    ['trace', 'replay', 'no.jsonl', '--as', 'terminal'],
    /KZS-CLI-USAGE: .*no\.jsonl/,
  ],
  'something else than a record': [
    ['trace', 'replay', 'package.json', '--as', 'terminal'],
    /KZS-RECORD: .*line 1/,
  ],
  'no program to answer': [['trace', 'replay', 'package.json', '--as', 'card'], /KZS-CLI-USAGE: .*behind --/],
  'neither side': [['trace', 'replay', 'package.json'], /KZS-CLI-USAGE: .*\bas\b/],
  'a log over itself': [
    ['trace', 'import', 'package.json', '--out', 'package.json'],
    /KZS-CLI-USAGE: .*two files/,
  ],
  'a log that is not there': [['trace', 'import', 'no.log', '--out', 'no.jsonl'], /KZS-CLI-USAGE: .*no\.log/],
};

for (const [what, [args, said]] of Object.entries(wrong)) {
  test(`On the command line, ${what} is refused in one sentence`, async (t) => {
    const ended = await kazasu(t, args);
    t.is(ended.status, 2, ended.said);
    t.regex(ended.stderr, said);
    t.notRegex(ended.said, / at .*\.[jt]s:\d+/);
    t.false(existsSync('no.jsonl'));
  });
}
