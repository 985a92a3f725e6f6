import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {kazasuProfileSchema} from '../../reports/index.ts';
import {kazasu, lacksPcsc, ownDirectory, refusedKazasu} from '../support/kazasu.ts';

const login = ['profile', 'jpki/login', '--link', 'in-process', '--clock', 'virtual'];
const pcscTest = lacksPcsc === undefined ? test.serial : test.serial.skip;

test('profile prints where the time goes, and leaves JSON, TAP and JUnit in the directory', async (t) => {
  const out = ownDirectory(t);
  const {status, stdout, said} = await kazasu(t, [
    ...login,
    '--runs',
    '12',
    '--profile',
    'contactless-106',
    '--out',
    out,
  ]);
  t.is(status, 0, said);
  for (const line of [
    /^jpki\/login .* 12 runs, 12 passed$/m,
    /^COMPUTE DIGITAL SIGNATURE +\d+\.\d\* +\d+\.\d\* /m,
    /^total +\d+\.\d\* +\d+\.\d\* +\d+\.\d\* +\d+\.\d\* +100\.0 % +\d+\.\d % +15$/m,
    /^COMPUTE DIGITAL SIGNATURE user authentication key +1× /m,
    /^Floor +\d+\.\d ms is the least/m,
    /^COMPUTE DIGITAL SIGNATURE user authentication key could not do without 5 of the 15 APDUs/m,
    /^Advice: none of the rules applies/m,
    /^budget B-JPKI +MET .*\(p95, n=12\)/m,
    /^PASS +jpki\/login +12\/12 /m,
  ]) {
    t.regex(stdout, line);
  }
  t.true(
    Math.max(...stdout.split('\n').map((line) => (/ms$|×|^-+$/.test(line) ? [...line].length : 0))) <= 120,
  );
  const whole = kazasuProfileSchema.parse(JSON.parse(readFileSync(join(out, 'profile.json'), 'utf8')));
  t.is(whole.profile.samples.total.length, 12);
  t.true(whole.profile.samples.total.every((ms) => ms >= (whole.profile.floor?.ms ?? Number.NaN)));
  t.regex(readFileSync(join(out, 'profile.tap'), 'utf8'), /^ok 2 - jpki\/login budget B-JPKI/m);
  t.regex(readFileSync(join(out, 'profile.junit.xml'), 'utf8'), /<testcase [^>]*jpki/);
});

test('on a virtual clock a budget of the centre’s time is not judged in a series, and the rows sum up to the whole', async (t) => {
  const out = ownDirectory(t);
  const words = ['profile', 'lifecycle/loss', '--link', 'in-process', '--clock', 'virtual', '--runs', '1'];
  const {stdout, said} = await kazasu(t, [...words, '--out', out]);
  const {profile, notes} = kazasuProfileSchema.parse(
    JSON.parse(readFileSync(join(out, 'profile.json'), 'utf8')),
  );
  t.is(profile.budgets.find(({id}) => id === 'B-HOLD')?.verdict, 'not-judged', said);
  t.is(notes.filter(({en}) => en.startsWith('B-HOLD is not judged')).length, 1);
  t.regex(stdout, /^budget B-HOLD +NOT JUDGED/m);
  const rows = [...profile.phases, ...(profile.between ? [profile.between] : [])];
  for (const figure of ['ms', 'cardMs', 'linkMs', 'apdus'] as const) {
    const sum = rows.reduce((all, {parts}) => all + parts[figure], 0);
    t.true(Math.abs(sum - profile.total.parts[figure]) < 1e-3, figure);
  }
});

test('profile --json prints what it writes, and two runs of one seed are the same', async (t) => {
  const [a, b] = [ownDirectory(t), ownDirectory(t)];
  const first = await kazasu(t, [...login, '--runs', '3', '--json', '--out', a]);
  await kazasu(t, [...login, '--runs', '3', '--json', '--out', b]);
  const read = (directory: string) =>
    kazasuProfileSchema.parse(JSON.parse(readFileSync(join(directory, 'profile.json'), 'utf8')));
  t.deepEqual(JSON.parse(first.stdout), JSON.parse(readFileSync(join(a, 'profile.json'), 'utf8')));
  t.deepEqual(read(a).profile, read(b).profile);
});

test('a slower card fails against a baseline with status 5, an equal one passes, and the difference of settings is told', async (t) => {
  const directory = ownDirectory(t);
  const slower = join(directory, 'slower.yaml');
  writeFileSync(
    slower,
    'kind: kazasu-timing-profile\nversion: 1\nextends: contactless-106\nname: slower\nevidence: bench-defined\nreference: a test\nkeyOperations:\n  RSA-2048 private key: 380\n',
  );
  const runs = ['--runs', '60', '--out'];
  await kazasu(t, [...login, ...runs, join(directory, 'first')]);
  const baseline = ['--baseline', join(directory, 'first', 'profile.json')];
  const equal = await kazasu(t, [
    ...login,
    ...runs,
    join(directory, 'equal'),
    ...baseline,
    '--timing-seed',
    '2',
  ]);
  t.is(equal.status, 0, equal.said);
  t.regex(equal.stdout, /^total .* same$/m);
  const worse = await kazasu(t, [
    ...login,
    ...runs,
    join(directory, 'worse'),
    ...baseline,
    '--timing',
    slower,
  ]);
  t.is(worse.status, 5, worse.said);
  t.regex(worse.stdout, /^COMPUTE DIGITAL SIGNATURE .* SLOWER$/m);
  t.regex(worse.stdout, /^VERIFY|Ask the tries left.* same$/m);
  const few = await kazasu(t, [...login, '--runs', '7', '--out', join(directory, 'few'), ...baseline]);
  t.is(few.status, 2);
  t.regex(
    few.stderr,
    /--baseline compares series of 12 runs or more, but the baseline has 60 and --runs is 7/,
  );
  t.regex(worse.stdout, /timing profile: contactless-106 then, slower now/);
  t.regex(
    readFileSync(join(directory, 'worse', 'profile.tap'), 'utf8'),
    /^not ok \d+ - jpki\/login baseline total/m,
  );
});

/** What is given, the status, and what has to be said. */
const refused: Readonly<Record<string, readonly [args: readonly string[], status: number, said: RegExp]>> = {
  'neither scenario nor program': [['profile'], 2, /either a scenario or a program/],
  'both of them': [['profile', 'jpki/login', '--', 'true'], 2, /either a scenario or a program/],
  'several scenarios': [
    ['profile', 'jpki/*'],
    2,
    /one scenario, but "jpki\/\*" matches jpki\/login, jpki\/read-certificate/,
  ],
  'no runs': [[...login, '--runs', '0'], 2, /--runs is a whole number from 1/],
  'half a run': [[...login, '--runs', '1.5'], 2, /--runs is a whole number from 1/],
  'a baseline that is none': [
    [...login, '--baseline', 'package.json'],
    2,
    /KZS-PROFILE-FORMAT: .*package\.json.*kind/,
  ],
  'a baseline that is missing': [
    [...login, '--baseline', 'nowhere.json'],
    2,
    /KZS-PROFILE-FORMAT: .*nowhere\.json/,
  ],
  'budgets that are missing': [
    [...login, '--budgets', 'nowhere.yaml'],
    2,
    /KZS-BUDGET-FILE: .*nowhere\.yaml/,
  ],
  'a wrong PIN': [
    [...login, '--runs', '9', '--pin', '9999'],
    1,
    /FAIL +jpki\/login +0\/1 .*2 tries are left/,
  ],
};

for (const [what, [args, status, said]] of Object.entries(refused)) {
  test(`profile refuses ${what} with status ${status}`, async (t) => {
    const out = ownDirectory(t);
    const at = args.indexOf('--');
    const words = at < 0 ? [...args, '--out', out] : [...args.slice(0, at), '--out', out, ...args.slice(at)];
    const ended = await (status === 2 ? refusedKazasu(words) : kazasu(t, words));
    t.is(ended.status, status, ended.said);
    t.regex(ended.said, said);
    t.is(existsSync(join(out, 'profile.json')), status !== 2);
  });
}

test('a budget of one’s own that is missed is status 5, and names its phase', async (t) => {
  const directory = ownDirectory(t);
  const file = join(directory, 'budgets.yaml');
  writeFileSync(
    file,
    'budgets:\n  - id: MINE\n    statistic: max\n    maxMs: 100\n    phases: [read-certificate]\n',
  );
  const {status, stdout} = await kazasu(t, [...login, '--runs', '3', '--budgets', file, '--out', directory]);
  t.is(status, 5);
  t.regex(stdout, /budget MINE +MISSED +\d+\.\d\* ms of at most 100 ms \(max, n=3\)/);
});

pcscTest(
  'a program is profiled on a freshly powered card each time, and no PIN is in what is written',
  async (t) => {
    const out = ownDirectory(t);
    const trace = join(out, 'record.jsonl');
    const {status, stdout, said} = await kazasu(t, [
      'profile',
      '--runs',
      '2',
      '--timing',
      'instant',
      '--out',
      out,
      '--trace',
      trace,
      '--',
      'pkcs15-tool',
      '--read-certificate',
      '2',
      '--verify-pin',
      '--auth-id',
      '2',
      '--pin',
      'ABC123',
    ]);
    t.is(status, 0, said);
    t.regex(stdout, /^pkcs15-tool .* 2 runs, 2 passed$/m);
    t.regex(stdout, /foreign-probes/);
    t.regex(stdout, /reader stack is estimated/);
    const record = readFileSync(trace, 'utf8');
    // On a busy machine the daemon powers the card more often than once a run.
    const events = record
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const runs = events.filter(({type}) => type === 'run');
    t.is(runs.length, 2);
    for (const [i, run] of runs.entries()) {
      const poweredOn = events.filter(
        ({type, state, at}) =>
          type === 'power' && state === 'on' && at > (runs[i - 1]?.end ?? 0) && at < run.end,
      );
      t.true(poweredOn.length > 0, `run ${run.number}`);
    }
    const secret = Buffer.from('ABC123').toString('hex').toUpperCase();
    for (const text of [record, readFileSync(join(out, 'profile.json'), 'utf8'), stdout]) {
      t.false(text.includes('ABC123') || text.includes(secret));
    }
  },
);

pcscTest(
  'a program that fails ends the series with its own last words, and one that is not there is told',
  async (t) => {
    const out = ownDirectory(t);
    const failing = [
      'profile',
      '--runs',
      '5',
      '--timing',
      'instant',
      '--out',
      out,
      '--',
      'sh',
      '-c',
      'echo oh dear >&2; exit 7',
    ];
    const {status, stdout} = await kazasu(t, failing);
    t.is(status, 1);
    t.regex(stdout, /FAIL +sh +0\/1 +sh ended with exit status 7: oh dear/);
    const missing = await kazasu(t, ['profile', '--runs', '5', '--out', out, '--', 'no-such-program']);
    t.is(missing.status, 2);
    t.regex(missing.stderr, /KZS-CLI-PROGRAM: .*no-such-program/);
  },
);

test('what cannot be played again, or not with a card file, is refused before the first run', async (t) => {
  const file = join(ownDirectory(t), 'card.json');
  for (const [args, told] of [
    [['lifecycle/loss', '--runs', '2'], /KZS-CLI-USAGE: lifecycle\/loss can be played once/],
    [['lifecycle/change-name', '--card', file], /KZS-CLI-USAGE: lifecycle\/change-name .*leave out --card/],
  ] as const) {
    const {status, stderr} = await refusedKazasu(['profile', ...args, '--clock', 'virtual']);
    t.is(status, 2);
    t.regex(stderr, told);
  }
  t.false(existsSync(file));
});
