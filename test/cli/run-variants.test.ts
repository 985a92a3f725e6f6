import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {scenarioClocks} from '../../cli/run/scenario-clocks.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {kazasuResultSchema} from '../../reports/index.ts';
import {scenarios} from '../../scenarios/index.ts';
import {valueSchema} from '../../scenarios/parameters/parameter-schema.ts';
import {kazasuHere} from '../support/in-this-process.ts';
import {kazasu, lacksPcsc, ownDirectory, refusedKazasu} from '../support/kazasu.ts';

const virtual = ['--link', 'in-process', '--clock', 'virtual', '--timing-seed', 'none'];

const resultIn = (out: string) =>
  kazasuResultSchema.parse(JSON.parse(readFileSync(join(out, 'result.json'), 'utf8'))).results;

test('a misbehaviour fails a plain run, and passes one that expects its documented end', async (t) => {
  const out = ownDirectory(t);
  const args = ['run', 'jpki/*', ...virtual, '--misbehaviour', 'ocsp-wrong-nonce', '--out', out];
  const plain = await kazasu(t, args);
  t.is(plain.status, 1);
  t.is(resultIn(out).find(({id}) => id === 'jpki/login')?.reasonId, 'revocation-wrong-nonce');
  t.regex(
    plain.stdout,
    /^ocsp-wrong-nonce had no part in jpki\/read-certificate: no question about revocation/m,
  );
  const expecting = await kazasu(t, [...args, '--expect-documented']);
  t.is(expecting.status, 0, expecting.said);
  t.deepEqual(
    resultIn(out).map(({verdict, documented}) => [verdict, documented?.verdict]),
    [
      ['pass', 'fail'],
      ['pass', 'pass'],
      ['pass', 'fail'],
      ['pass', 'fail'],
      ['pass', 'fail'],
    ],
  );
});

const statuses: Record<string, readonly [args: readonly string[], status: number, said: RegExp]> = {
  'a persona that is refused as it must be is 0': [
    ['run', 'jpki/login', ...virtual, '--persona', 'revoked', '--expect-documented'],
    0,
    /PASS .*as documented, fail \(revoked\): .*; no side effect on card or centre/,
  ],
  'a late answer passes as documented and misses its budget, 5': [
    ['run', 'jpki/login', ...virtual, '--misbehaviour', 'ocsp-slow', '--expect-documented'],
    5,
    /budget B-JPKI\s+MISSED/,
  ],
  'a variant that ends as documented is 0': [
    ['run', 'jpki/login', ...virtual, '--variant', 'challenge-expired', '--lang', 'ja'],
    0,
    /PASS\s+jpki\/login:challenge-expired .*120秒を過ぎています.*カード・センターへの副作用なし/,
  ],
  'an unknown variant is 2': [
    ['run', 'jpki/login', ...virtual, '--variant', 'challenge-expred'],
    2,
    /KZS-SCENARIO-VARIANT-UNKNOWN: .*"challenge-expired" may be meant/,
  ],
  'a variant with a card of one’s own is 2': [
    ['run', 'jpki/login', ...virtual, '--variants', '--card', 'mine.json'],
    2,
    /--variants was expected without --card/,
  ],
  'what is documented with another PIN is unknown, 2': [
    ['run', ...virtual, '--expect-documented', '--pin', '0000'],
    2,
    /--expect-documented was expected without --pin/,
  ],
  'nothing is documented for a persona of one’s own, 2': [
    [
      'run',
      'jpki/login',
      ...virtual,
      '--expect-documented',
      '--persona',
      'examples/personas/exchange-student.yaml',
    ],
    2,
    /nothing is documented for jpki\/login with "/,
  ],
  'a profile of a refused log-in stops at its first run, 1': [
    ['profile', 'jpki/login', ...virtual, '--runs', '3', '--misbehaviour', 'ocsp-garbage'],
    1,
    /cannot be read/,
  ],
  'a profile that expects the refusal goes on, judges no budget, and is 0': [
    [
      'profile',
      'jpki/login',
      ...virtual,
      '--runs',
      '3',
      '--misbehaviour',
      'ocsp-garbage',
      '--expect-documented',
    ],
    0,
    /B-JPKI\s+NOT JUDGED/,
  ],
  'a misbehaviour beside a program is 2': [
    ['profile', '--misbehaviour', 'ocsp-down', '--', 'true'],
    2,
    /go with a scenario, but a program came/,
  ],
};

for (const [title, [args, status, said]] of Object.entries(statuses)) {
  test(`exit status: ${title}`, async (t) => {
    const [command = '', ...rest] = args;
    const words = [command, '--out', ownDirectory(t), ...rest];
    const ended = await (status === 2 ? refusedKazasu(words) : kazasu(t, words));
    t.is(ended.status, status, ended.said);
    t.regex(ended.said, said);
    t.notRegex(ended.said, / at .*\.[jt]s:\d+/);
  });
}

test('the list names each scenario, who passes it, and its variants, and runs nothing', async (t) => {
  const out = ownDirectory(t);
  const {status, stdout} = await kazasuHere(['run', '--list', '--out', out]);
  t.is(status, 0);
  t.regex(stdout, /^jpki\/sign .*\n {2}passes with: adult, /m);
  t.regex(stdout, /--variant challenge-replayed\s+fail \(challenge-replayed\)/);
  t.throws(() => readFileSync(join(out, 'result.json')));
  const json = JSON.parse((await kazasuHere(['run', '--list', '--json'])).stdout) as {runs: string[]}[];
  t.true(json.some(({runs}) => runs.includes('jpki/login:ocsp-down')));
});

const ownValues: Record<string, readonly [words: readonly string[], used: unknown, told: boolean]> = {
  'its own value, where another is usual': [
    ['applets/type-a', '--variant', 'without-pin'],
    {pin: false},
    true,
  ],
  'its own value, where another was chosen': [
    ['applets/type-a', '--variant', 'wrong-pin', '--set', 'pin=false'],
    {pin: true},
    true,
  ],
  'its own value, which is the usual one': [['applets/type-a', '--variant', 'wrong-pin'], {pin: true}, false],
  'what was chosen, where it has none of its own': [
    ['applets/type-a', '--variant', 'card-removed-at-authenticate', '--set', 'pin=false'],
    {pin: false},
    false,
  ],
};

for (const [title, [words, used, told]] of Object.entries(ownValues)) {
  test(`the result of a variant shows ${title}`, async (t) => {
    const out = ownDirectory(t);
    const {status, stdout, said} = await kazasu(t, ['run', ...words, ...virtual, '--out', out]);
    t.is(status, 0, said);
    const [result] = resultIn(out);
    t.deepEqual(result?.parameters, used);
    const notes = result?.notes.filter(({en}) => en === 'pin: as this variant has it, whatever was chosen.');
    t.is(notes?.length, told ? 1 : 0);
    t.is(stdout.includes('pin: as this variant has it'), told);
  });
}

test('a variant’s own values are of parameters its scenario declares, and within what these allow', (t) => {
  const own = scenarios.flatMap(({id, parameters = {}, variants = []}) =>
    variants.flatMap(({id: variant, values = {}}) =>
      Object.entries(values).map(([name, value]) => ({
        at: `${id}:${variant} ${name}`,
        parameter: parameters[name],
        value,
      })),
    ),
  );
  t.true(own.length > 50);
  for (const {at, parameter, value} of own) {
    t.true(parameter && valueSchema(parameter).safeParse(value).success, at);
  }
});

test('a wrong PIN is typed once on a card that is kept, whatever number of scenarios was asked for', async (t) => {
  const out = ownDirectory(t);
  const card = join(out, 'card.json');
  const {status, said} = await kazasu(t, ['run', ...virtual, '--card', card, '--pin', '9999', '--out', out]);
  t.is(status, 1);
  t.regex(said, /2 tries are left/);
  t.regex(said, /the run stops here: the card refused the PIN/);
  const kept = JSON.parse(readFileSync(card, 'utf8')) as {
    applications: {jpki: {credentials: Record<string, {triesLeft: number}>}};
  };
  t.is(kept.applications.jpki.credentials['0018']?.triesLeft, 2);
});

(lacksPcsc === undefined ? test : test.skip)(
  `over PC/SC every scenario passes${lacksPcsc ? ` (skipped: ${lacksPcsc} is missing)` : ''}`,
  async (t) => {
    const out = ownDirectory(t);
    const args = ['run', 'jpki/*', '--link', 'pcsc', '--timing', 'instant', '--out', out];
    const passed = await kazasu(t, args);
    t.is(passed.status, 0, passed.said);
    t.deepEqual([...new Set(resultIn(out).map(({verdict}) => verdict))], ['pass']);
  },
);

test('each scenario of a virtual run has a clock from nothing on, and the record one that goes on', async (t) => {
  const ofRun = virtualClock(new Date('2026-11-23T00:00:00Z'));
  const next = scenarioClocks(ofRun);
  const first = next();
  await first.clock.sleep(7e15);
  const second = next();
  t.is(second.clock.now(), 0);
  t.is(second.clock.wall().getTime(), ofRun.wall().getTime());
  const event: RecordEvent = {type: 'power', at: 5, card: 'c', state: 'off'};
  t.is(first.inRun(event).at, 5);
  t.is(second.inRun(event).at, 7e15 + 5);
});

test('a cut at each command of a phase, and at one that it has not, on threads: every run is told, and how many recovered', async (t) => {
  const out = ownDirectory(t);
  const words = ['--disturb', 'answer-lost@write-text:every', '--disturb', 'card-removed@write-text:9'];
  const run = ['run', 'lifecycle/change-address', ...words, ...virtual, '--jobs', '2', '--out', out];
  const {status, stdout, said} = await kazasu(t, run);
  t.is(status, 1, said);
  t.regex(stdout, /^lifecycle\/change-address, answer-lost@write-text: 4 of 4 recovered$/m);
  t.deepEqual(
    resultIn(out).map(({id, verdict}) => [id.replace('lifecycle/change-address:', ''), verdict]),
    [1, 2, 3, 4]
      .map((command) => [`answer-lost@write-text:${command}`, 'pass'])
      .concat([['card-removed@write-text:9', 'fail']]),
  );
  t.regex(resultIn(out).at(-1)?.reason.en ?? '', /never came to command 9 of “write-text”/);
});

test('a disturbance is refused beside what brings an end of its own', async (t) => {
  const words = ['run', 'jpki/login', '--disturb', 'card-removed@verify-pin', '--variants'];
  const {status, stderr} = await refusedKazasu(words);
  t.is(status, 2);
  t.regex(stderr, /--disturb was expected without --variants/);
});
