import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import test, {type ExecutionContext} from 'ava';
import {kazasuResultSchema, type ScenarioResult} from '../../reports/index.ts';
import {kazasu, ownDirectory, refusedKazasu, startKazasu} from '../support/kazasu.ts';

const inProcess = ['--link', 'in-process', '--clock', 'virtual', '--timing-seed', 'none'];
const example = fileURLToPath(new URL('../../examples/scenarios/library-counter.js', import.meta.url));
const exampleValues = fileURLToPath(new URL('../../../examples/scenarios/counter.yaml', import.meta.url));

/** Fields of a scenario that is as it should be, in the words of a module. */
const fields = `id: 'mine/gate', title: {en: 'Gate', ja: 'ゲート'}, source: 'us',
  phases: [{id: 'go', title: {en: 'Go', ja: '通過'}, actor: 'operator'}]`;

const ending = `({verdict: 'pass', reason: {en: 'well', ja: 'よし'}})`;

const moduleWith = (t: ExecutionContext, text: string, name = 'mine.mjs'): string => {
  const path = join(ownDirectory(t), name);
  writeFileSync(path, text);
  return path;
};

/** A run of scenarios in a module, with what its result says of the first. */
const played = async (t: ExecutionContext, words: readonly string[], args: readonly string[] = []) => {
  const out = ownDirectory(t);
  const ended = await kazasu(t, ['run', ...words, ...inProcess, '--out', out, ...args]);
  const text = readFileSync(join(out, 'result.json'), 'utf8');
  const {results} = kazasuResultSchema.parse(JSON.parse(text));
  return {...ended, text, result: results[0] as ScenarioResult, results};
};

const unusable: Record<string, readonly [module: string, said: RegExp]> = {
  'exports nothing': ['', /it exports nothing$/m],
  'exports another name': ['export const scenario = 1;', /it exports scenario$/m],
  'exports an empty list': ['export const scenarios = [];', /is an empty list/],
  'exports no object': ['export const scenarios = 3;', /at scenarios something does not fit/],
  'does not parse': ['export const a = 1;\nexport const = 3;', /SyntaxError: .* \(mine\.mjs:2:14\)$/m],
  'imports what is not there': ["import {nothing} from 'kazasu';", /'nothing' \(mine\.mjs:1:9\)$/m],
  'imports a file that is not there': ["import './gone.mjs';", /Cannot find module .*gone\.mjs/],
  'throws while it loads': ["\n  throw new TypeError('oh');", /TypeError: oh \(mine\.mjs:2:9\)$/m],
  'lacks a title of a phase': [
    `export const scenarios = {${fields.replace(", ja: '通過'", '')}, run() {}};`,
    /at scenarios\.phases\[0\]\.title\.ja something is missing/,
  ],
  'has no actor of that name': [
    `export const scenarios = [{${fields.replace('operator', 'operater')}, run() {}}];`,
    /at scenarios\[0\]\.phases\[0\]\.actor .*"operater" came; "operator" may be meant/,
  ],
  'has a variant with a value of no parameter': [
    `export const scenarios = {${fields}, parameters: {seats: {type: 'number', default: 1, max: 3,
      title: {en: 'Seats', ja: '席'}}}, variants: [{id: 'full', title: {en: 'Full', ja: '満席'},
      values: {seat: 3}, expected: {verdict: 'fail', reasonId: 'full'}}], run() {}};`,
    /at scenarios\.variants\[0\]\.values\.seat .*the scenario has no parameter "seat"$/m,
  ],
  'has a variant with a value beyond its parameter': [
    `export const scenarios = {${fields}, parameters: {seats: {type: 'number', default: 1, max: 3,
      title: {en: 'Seats', ja: '席'}}}, variants: [{id: 'full', title: {en: 'Full', ja: '満席'},
      values: {seats: 4}, expected: {verdict: 'fail', reasonId: 'full'}}], run() {}};`,
    /at scenarios\.variants\[0\]\.values\.seats .*it is not within what the parameter allows$/m,
  ],
  'has a malformed id': [
    `export const scenarios = [{${fields.replace('mine/gate', 'Gate')}, run() {}}];`,
    /at scenarios\[0\]\.id something does not fit: small letters/,
  ],
  'takes the id of a built-in one': [
    `export const scenarios = [{${fields.replace('mine/gate', 'jpki/login')}, run() {}}];`,
    /"jpki\/login" is that of a built-in scenario/,
  ],
  'gives one id twice': [
    `const one = {${fields}, run() {}}; export const scenarios = [one, one];`,
    /the id "mine\/gate" came already/,
  ],
  'declares one phase twice': [
    `export const scenarios = {${fields.replace('phases: [', "phases: [{id: 'go', title: {en: 'a', ja: 'b'}, actor: 'host'}, ")}, run() {}};`,
    /at scenarios\.phases\[1\]\.id something does not fit: "go" is taken already/,
  ],
  'limits a phase that it does not declare': [
    `export const scenarios = {${fields.replace('phases: [', "budgets: [{id: 'B', title: {en: 'a', ja: 'b'}, statistic: 'p95', maxMs: 3, phases: ['og'], source: 'us'}], phases: [")}, run() {}};`,
    /at scenarios\.budgets\[0\]\.phases\[0\] .*the phase "og" is not declared; those are go/,
  ],
  'has a field that nobody knows': [
    `export const scenarios = {${fields}, varients: [], run() {}};`,
    /"varients" is no field; "variants" may be meant/,
  ],
  'has three faults': [
    `export const scenarios = {${fields.replace("actor: 'operator'", 'usualMs: -1')}, sorce: 1, run() {}};`,
    /but at scenarios "sorce" is no field; "source" may be meant; at scenarios\.phases\[0\]\.actor something is missing: one of card, .* was expected; at scenarios\.phases\[0\]\.usualMs something does not fit: a number of at least 0 was expected$/m,
  ],
  'has no run': [`export const scenarios = {${fields}};`, /at scenarios\.run something is missing/],
  'has a default that its parameter forbids': [
    `export const scenarios = {${fields}, parameters: {n: {type: 'number', title: {en: 'a', ja: 'b'}, default: 9, max: 3}}, run() {}};`,
    /at scenarios\.parameters\.n\.default .*not within what the parameter itself allows/,
  ],
  'asks for a misbehaviour that nobody knows': [
    `export const scenarios = {${fields}, setting: {misbehaviour: 'ocsp-slower'}, run() {}};`,
    /at scenarios\.setting\.misbehaviour .*docs\/misbehaviours\.md/,
  ],
};

for (const [title, [text, said]] of Object.entries(unusable)) {
  test(`a module that ${title} is told in one sentence, and is wrong usage`, async (t) => {
    const path = moduleWith(t, text);
    const {status, stderr} = await kazasu(t, ['run', '--scenarios', path, ...inProcess]);
    t.is(status, 2);
    t.regex(stderr, said);
    t.is(stderr.trim().split('\n').length, 1);
    t.true(stderr.startsWith('kazasu: KZS-SCENARIO-MODULE: ') && stderr.includes(path));
  });
}

test('a file that is not there, and TypeScript that this Node does not run, are told too', async (t) => {
  const gone = await kazasu(t, ['run', '--scenarios', 'gone.mjs', ...inProcess]);
  t.is(gone.status, 2);
  t.regex(gone.stderr, /expected at gone\.mjs, but there is no ordinary file/);
  if (!(process.features as {typescript?: unknown}).typescript) {
    const path = moduleWith(t, 'export const scenarios: number = 1;', 'mine.ts');
    const typed = await kazasu(t, ['run', '--scenarios', path, ...inProcess]);
    t.is(typed.status, 2);
    t.regex(typed.stderr, /it is TypeScript, which Node v20\S* does not run/);
  }
});

/** What the function of a scenario does, and what becomes of it. */
const endings: Record<string, readonly [run: string, verdict: string, reason: RegExp]> = {
  'ends well': [
    `await stage.step({id: 'go'}, () => stage.clock.sleep(1e9)); return ${ending};`,
    'pass',
    /^well$/,
  ],
  throws: ['\n null.x;', 'error', /^mine\/gate threw TypeError at mine\.mjs:4:7: Cannot read/],
  'throws no error': ["throw 'a fit';", 'error', /^mine\/gate threw something that is no Error: a fit$/],
  refuses: ["throw new Refused({en: 'no', ja: '否'}, 'gate-shut');", 'fail', /^no$/],
  'leaves no ending': ['', 'error', /expected to end in .* at ending: /],
  'does a step that is not declared': [
    "await stage.step({id: 'og'}, () => 1);",
    'error',
    /the phase "og" is not declared; those are go$/,
  ],
  'waits for ever': ['await new Promise(() => {});', 'error', /expected to end within 1 s \(--timeout\)/],
  'goes round in circles': [
    "while (true) await stage.step({id: 'go'}, () => stage.clock.sleep(1e6));",
    'error',
    /expected to end within 10000 steps/,
  ],
  'tells a PIN': ["throw new Error('1234 of 12345');", 'error', /: \*\*\* of 12345$/],
  'lets the card refuse': [
    "const {PinBlocked} = await import('kazasu/terminal'); throw new PinBlocked('user authentication PIN');",
    'fail',
    /blocked/,
  ],
};

for (const [title, [run, verdict, reason]] of Object.entries(endings)) {
  test(`a scenario of one’s own that ${title} has the verdict ${verdict}`, async (t) => {
    const path = moduleWith(
      t,
      `import {Refused} from 'kazasu';\nexport const scenarios = {${fields}, run: async (stage) => { ${run} }};`,
    );
    const limit = title === 'waits for ever' ? ['--timeout', '1'] : [];
    const {result} = await played(t, ['mine/*', '--scenarios', path], limit);
    t.is(result.verdict as string, verdict);
    t.regex(result.reason.en, reason);
  });
}

/** What Node takes for the end of the process, or what would be one: each in a process of its own. */
const outOfTheWay: Record<string, readonly [run: string, status: number, said: RegExp]> = {
  'never lets go of the thread': [
    'try { while (true); } catch {}',
    3,
    /^ERROR .*expected to end within 2 s/m,
  ],
  'throws in a timer': [
    "setTimeout(() => { throw new RangeError('late'); }, 1); await new Promise(() => {});",
    3,
    /^ERROR .*mine\/gate threw RangeError at mine\.mjs:\d+:\d+: late$/m,
  ],
  'forgets a promise': [
    "void Promise.reject(new Error('forgotten')); await new Promise(() => {});",
    3,
    /^ERROR .*threw Error at mine\.mjs:\d+:\d+: forgotten$/m,
  ],
  'ends the process': ['process.exit(0);', 4, /ended before the command was done/],
  'throws after its end': [
    `setTimeout(() => { throw new Error('late'); }, 1); return ${ending};`,
    0,
    /after its end, a scenario threw Error: late/,
  ],
};

test('what a scenario does out of the way does not pass for a good end, nor crash the run', async (t) => {
  const start = (run: string, limit: readonly string[]) => {
    const text = `export const scenarios = {${fields}, run: async (stage) => { ${run} }};`;
    const words = ['mine/*', '--scenarios', moduleWith(t, text), ...inProcess, ...limit];
    return startKazasu(t, ['run', ...words, '--out', ownDirectory(t)]);
  };
  const all = Object.entries(outOfTheWay).map(([title, [run, ...came]]) => ({title, run, came}));
  for (const {title, run, came} of all) {
    const [wanted, reason] = came;
    const {status, said} = await start(run, title === 'never lets go of the thread' ? ['--timeout', '2'] : [])
      .ended;
    t.is(status, wanted, title);
    t.regex(said, reason, title);
  }
});

test('Ctrl-C ends a scenario that waits for ever, whatever it left running', async (t) => {
  const text = `export const scenarios = {${fields}, run: async () => {
    console.log('begun'); setInterval(() => {}, 50); await new Promise(() => {}); }};`;
  const words = ['mine/*', '--scenarios', moduleWith(t, text), ...inProcess, '--out', ownDirectory(t)];
  const {child, ended} = startKazasu(t, ['run', ...words]);
  await new Promise<void>((resolve) => child.stderr?.once('data', () => resolve()));
  child.kill('SIGINT');
  t.like(await ended, {status: 130, stdout: ''});
});

test('the example is listed with its parameters, passes within its budgets, and ends as documented', async (t) => {
  const words = ['library/*', '--scenarios', example];
  const {stdout} = await kazasu(t, ['run', ...words, ...inProcess, '--list']);
  t.regex(stdout, /--set operatorSeconds=4 {2}\(0\.\.600 s\)/);
  t.regex(stdout, /--set order=card-first {2}\(card-first, greeting-first\)/);
  const {status, result} = await played(t, words);
  t.is(status, 0);
  t.deepEqual(
    result.budgets.map(({id, verdict}) => [id, verdict]),
    [
      ['COUNTER', 'met'],
      ['MACHINE', 'met'],
    ],
  );
  t.deepEqual(result.parameters, {operatorSeconds: 4, holderSeconds: 5, order: 'card-first'});
  const {results} = await played(t, words, ['--variants']);
  t.deepEqual(
    results.map(({id, verdict}) => [id, verdict]),
    [
      ['library/counter:certificate-revoked', 'pass'],
      ['library/counter:wrong-pin', 'pass'],
    ],
  );
});

test('values come from a file, by id or pattern, and --set comes before it; an operator’s seconds pass', async (t) => {
  const words = ['library/*', '--scenarios', example, '--parameters', exampleValues];
  const {result} = await played(t, words, ['--set', 'holderSeconds=1.5']);
  t.deepEqual(result.parameters, {operatorSeconds: 2.5, holderSeconds: 1.5, order: 'greeting-first'});
  t.is(result.phases.find(({id}) => id === 'take-card')?.ms, 5500);
  t.is(result.phases.find(({id}) => id === 'type-pin')?.ms, 1500);
});

test('a profile of one’s own scenario tells the values it was played with', async (t) => {
  const args = ['--scenarios', example, '--set', 'operatorSeconds=0', '--runs', '3', '--json'];
  const {status, stdout} = await kazasu(t, [
    'profile',
    'library/counter',
    ...args,
    ...inProcess,
    '--out',
    ownDirectory(t),
  ]);
  t.is(status, 0);
  const {profile} = JSON.parse(stdout);
  t.deepEqual(profile.subject.parameters, {operatorSeconds: 0, holderSeconds: 5, order: 'card-first'});
});

test('a built-in scenario signs a document as long as was asked for', async (t) => {
  const {result} = await played(t, ['jpki/sign', '--set', 'documentBytes=70000']);
  t.is(result.verdict, 'pass');
  t.regex(result.reason.en, /over 70000 bytes/);
});

const file = (scenarios: string) => `kind: kazasu-parameters\nversion: 1\nscenarios:\n${scenarios}`;

const refusedFiles: Record<string, readonly [yaml: string, said: RegExp]> = {
  'an unknown scenario': [
    file('  library/conter: {}\n'),
    /:4:3 "library\/conter" .*"library\/counter" may be meant/,
  ],
  'an unknown name': [
    file('  library/counter:\n    operatorSecnds: 3\n'),
    /:5:5 "operatorSecnds" is no field .*"operatorSeconds" may be meant/,
  ],
  'a word for a number': [file('  library/*:\n    operatorSeconds: soon\n'), /:5:22 .*a number was expected/],
  'too much': [
    file('  library/*:\n    operatorSeconds: 601\n'),
    /:5:22 .*operatorSeconds does not fit \("601"\)/,
  ],
  'another choice': [
    file('  library/counter:\n    order: card-frist\n'),
    /:5:12 .*one of card-first, greeting-first, but "card-frist" came; "card-first" may be meant/,
  ],
  'a scenario without parameters': [
    file('  jpki/login:\n    a: 1\n'),
    /:5:5 "a" is no field of .*; it has none/,
  ],
  'another kind': ['kind: kazasu-budgets\nversion: 1\nscenarios: {}\n', /:1:7 kind .*kazasu-parameters/],
};

for (const [title, [yaml, said]] of Object.entries(refusedFiles)) {
  test(`a file of parameters with ${title} is refused with line and column`, async (t) => {
    const path = moduleWith(t, yaml, 'values.yaml');
    const {status, stderr} = await refusedKazasu([
      'run',
      'library/*',
      '--scenarios',
      example,
      '--parameters',
      path,
    ]);
    t.is(status, 2);
    t.regex(stderr, /KZS-PARAMETER-FILE: /);
    t.regex(stderr, said);
  });
}

const refusedWords: Record<string, RegExp> = {
  'operatorSecnds=3': /"operatorSecnds" came; "operatorSeconds" may be meant/,
  'operatorSeconds=soon':
    /KZS-PARAMETER-SET: operatorSeconds was expected to be a number from 0 to 600 \(s\), but "soon" came$/m,
  'operatorSeconds=-1': /a number from 0 to 600 \(s\), but "-1" came$/m,
  'operatorSeconds=': /a number from 0 to 600 \(s\), but nothing came$/m,
  'order=card-frist': /one of card-first, greeting-first, but "card-frist" came; "card-first" may be meant$/m,
  order: /NAME=VALUE/,
};

for (const [word, said] of Object.entries(refusedWords)) {
  test(`--set ${word} is refused`, async (t) => {
    const {status, stderr} = await refusedKazasu([
      'run',
      'library/*',
      '--scenarios',
      example,
      '--set',
      word,
      '--list',
    ]);
    t.is(status, 2);
    t.regex(stderr, /KZS-PARAMETER-SET: /);
    t.regex(stderr, said);
  });
}

test('a secret value reaches the scenario, and no list, result or error', async (t) => {
  const path = moduleWith(
    t,
    `export const scenarios = {${fields},
      parameters: {token: {type: 'text', title: {en: 'token', ja: 'トークン'}, default: 'unset-token', minLength: 8, secret: true}},
      run: async ({parameters}) => ({verdict: 'pass', reason: {en: parameters.token.length + ' ' + parameters.token, ja: parameters.token}})};`,
  );
  const words = ['mine/gate', '--scenarios', path];
  const {stdout, text, result} = await played(t, words, ['--set', 'token=very-secret']);
  t.is(result.reason.en, '11 ***');
  t.deepEqual(result.parameters, {token: '***'});
  const list = await kazasu(t, ['run', ...words, ...inProcess, '--list']);
  const refused = await refusedKazasu(['run', ...words, '--set', 'token=hushhh']);
  t.is(refused.status, 2);
  for (const said of [stdout, text, list.said, refused.said]) {
    t.false(/very-secret|unset-token|hushhh/.test(said));
  }
});

test('a scenario of one’s own is cut at the last command of a phase, and ends where it was cut', async (t) => {
  const words = ['library/counter', '--scenarios', example, '--disturb', 'answer-lost@read-certificate:last'];
  const {status, result} = await played(t, words);
  t.is(status, 0, result.reason.en);
  t.regex(
    result.reason.en,
    /^as documented, inconclusive \(card-removed\): the card lost its power at command [2-9] of “/,
  );
});
