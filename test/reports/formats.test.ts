import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {type FinalResults, Parser, type Result} from 'tap-parser';
import {create} from 'xmlbuilder2';
import {KazasuError, type Verdict} from '../../protocol/index.ts';
import {
  type KazasuResult,
  readResult,
  toJson,
  toJunit,
  toTable,
  toTap,
  wantsColour,
} from '../../reports/index.ts';
import {displayWidth} from '../../reports/text/display-width.ts';
import {budget, runOf, scenarioResult} from './sample-result.ts';

const hostile = 'a "b" <c> & \'d\' ]]> #e \\f \u0000\u0007\u001B[31m\uFFFE\n--- ok 9 - forged';

const everyVerdict = runOf(
  scenarioResult({id: 'a/pass'}),
  scenarioResult({id: 'b/fail', verdict: 'fail', budgets: [budget('not-judged', 3)]}),
  scenarioResult({id: 'c/inconclusive', verdict: 'inconclusive', budgets: []}),
  scenarioResult({id: 'd/not-applicable', verdict: 'not-applicable', budgets: []}),
  scenarioResult({id: 'e/error', verdict: 'error', budgets: []}),
  scenarioResult({id: 'f/slow', budgets: [budget('missed', 2500)]}),
);

const hostileRun = runOf(
  scenarioResult({
    title: {en: hostile, ja: hostile},
    reason: {en: hostile, ja: hostile},
    verdict: 'fail',
    notes: [{en: hostile, ja: hostile}],
  }),
);

test('JSON is read back as it was', (t) => {
  t.deepEqual(readResult(toJson(everyVerdict)), everyVerdict);
});

const unreadable: readonly [what: string, text: string, fragment: string][] = [
  ['no JSON', '{"kind":', 'JSON'],
  ['another kind', JSON.stringify({...everyVerdict, kind: 'other'}), 'kind'],
  ['another version', JSON.stringify({...everyVerdict, version: 2}), 'version'],
  ['an unknown verdict', toJson(everyVerdict).replace('"pass"', '"passed"'), 'results.0.verdict'],
  [
    'a negative duration',
    toJson(everyVerdict).replace('"durationMs": 806', '"durationMs": -1'),
    'durationMs',
  ],
];

for (const [what, text, fragment] of unreadable) {
  test(`a result file with ${what} is refused with the place where it does not fit`, (t) => {
    const error = t.throws(() => readResult(text), {instanceOf: KazasuError});
    t.is(error?.id, 'KZS-REPORT-FORMAT');
    t.true(error?.message.includes(fragment), error?.message);
  });
}

const parsedTap = (text: string): Promise<{points: Result[]; final: FinalResults; extra: string[]}> =>
  new Promise((resolve) => {
    const points: Result[] = [];
    const extra: string[] = [];
    const parser = new Parser({strict: true}, (final) => resolve({points, final, extra}));
    parser.on('assert', (point) => points.push(point));
    parser.on('extra', (line) => extra.push(line));
    parser.end(text);
  });

test('TAP has a point for each verdict and one for each budget, and a missed budget fails only its own', async (t) => {
  const {points, final, extra} = await parsedTap(toTap(everyVerdict));
  t.deepEqual(extra, []);
  t.deepEqual(
    points.map(({ok, skip, name, diag}) => [
      ok,
      Boolean(skip),
      name.split(' ').slice(0, 3).join(' '),
      diag?.severity,
    ]),
    [
      [true, false, 'a/pass JPKI log-in', 'pass'],
      [true, false, 'a/pass budget B-JPKI', 'budget'],
      [false, false, 'b/fail JPKI log-in', 'fail'],
      [true, true, 'b/fail budget B-JPKI', 'budget'],
      [false, false, 'c/inconclusive JPKI log-in', 'inconclusive'],
      [true, true, 'd/not-applicable JPKI log-in', 'not-applicable'],
      [false, false, 'e/error JPKI log-in', 'error'],
      [true, false, 'f/slow JPKI log-in', 'pass'],
      [false, false, 'f/slow budget B-JPKI', 'budget'],
    ],
  );
  t.is(final.plan.end, points.length);
  t.is(new Set(points.map(({name}) => name)).size, points.length);
  t.is(points[0]?.time, 806);
});

test('TAP keeps hostile text inside its point', async (t) => {
  const {points, extra} = await parsedTap(toTap(hostileRun));
  t.is(points.length, 2);
  t.false(points[0]?.ok);
  t.deepEqual(extra, []);
});

interface Xml {
  readonly [name: string]: string | Xml | Xml[] | undefined;
}

const list = (value: unknown): Xml[] =>
  (Array.isArray(value) ? value : value === undefined ? [] : [value]) as Xml[];

const casesOf = (xml: string): Xml[] => {
  const root = create(xml).end({format: 'object'}) as unknown as {testsuites: Xml};
  return list(root.testsuites['testsuite']).flatMap((suite) => list(suite['testcase']));
};

test('JUnit maps verdicts and budgets to what CI servers know', (t) => {
  const cases = casesOf(toJunit(everyVerdict));
  const inside = (one: Xml): string =>
    ['failure', 'error', 'skipped'].filter((name) => one[name] !== undefined).join() || 'passed';
  const type = (one: Xml): unknown =>
    (one['failure'] as Xml | undefined)?.['@type'] ?? (one['error'] as Xml | undefined)?.['@type'];
  t.deepEqual(
    cases.map((one) => [one['@classname'], inside(one), type(one)]),
    [
      ['kazasu.a.pass', 'passed', undefined],
      ['kazasu.a.pass', 'passed', undefined],
      ['kazasu.b.fail', 'failure', 'fail'],
      ['kazasu.b.fail', 'skipped', undefined],
      ['kazasu.c.inconclusive', 'error', 'inconclusive'],
      ['kazasu.d.not-applicable', 'skipped', undefined],
      ['kazasu.e.error', 'error', 'error'],
      ['kazasu.f.slow', 'passed', undefined],
      ['kazasu.f.slow', 'failure', 'budget'],
    ],
  );
  t.is(cases[0]?.['@time'], '0.806000');
});

test('JUnit counts what it lists, and names no two cases alike', (t) => {
  const xml = toJunit(everyVerdict);
  const {testsuites} = create(xml).end({format: 'object'}) as unknown as {testsuites: Xml};
  t.deepEqual(
    ['@tests', '@failures', '@errors', '@skipped'].map((name) => testsuites[name]),
    ['9', '2', '2', '2'],
  );
  const names = casesOf(xml).map((one) => `${one['@classname']}|${one['@name']}`);
  t.is(new Set(names).size, names.length);
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 forbids is looked for.
const forbiddenInXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/;

test('JUnit escapes hostile text and drops what XML 1.0 forbids', (t) => {
  const xml = toJunit(hostileRun);
  t.notRegex(xml, forbiddenInXml);
  const failure = create(xml).find(({node}) => node.nodeName === 'failure', false, true);
  const element = failure?.node as unknown as {getAttribute(name: string): string} | undefined;
  t.is(element?.getAttribute('message'), 'a "b" <c> & \'d\' ]]> #e \\f [31m\n--- ok 9 - forged');
});

test('tap-junit turns our TAP into JUnit with the same failures', (t) => {
  const program = path.resolve('node_modules/tap-junit/bin/tap-junit');
  const {stdout} = spawnSync(process.execPath, [program], {input: toTap(everyVerdict), encoding: 'utf8'});
  const cases = casesOf(stdout);
  t.is(cases.length, 9);
  t.deepEqual(
    cases.flatMap((one) => list(one['failure']).map((failure) => failure['@type'])),
    ['fail', 'inconclusive', 'error', 'budget'],
  );
});

const lines = (whole: KazasuResult, language: 'en' | 'ja'): string[] =>
  toTable(whole, {language, colour: false}).trimEnd().split('\n');

const aligned = (t: ExecutionContext, language: 'en' | 'ja'): void => {
  const table = lines(runOf(scenarioResult()), language);
  const from = table.findIndex((line) => line.startsWith('---'));
  const rows = [...table.slice(from + 1, from + 3), table[from + 4] ?? ''];
  const beforeMark = rows.map((row) => displayWidth(row.slice(0, row.indexOf('*'))));
  t.is(new Set(beforeMark).size, 1, table.join('\n'));
};

test('the table is aligned in English', aligned, 'en');
test('the table is aligned in Japanese, where a character takes two columns', aligned, 'ja');

test('the table marks modelled figures, states the budget, and ends with the verdict', (t) => {
  const table = lines(runOf(scenarioResult()), 'en');
  t.regex(
    table.find((line) => line.startsWith('COMPUTE')) ?? '',
    / 700\.0\* +2\.0~ +0\.0 +0\.8 +0\.0 +0\.3 +703\.0~$/,
  );
  t.true(
    table.some((line) =>
      line.startsWith('budget B-JPKI  MET  806.0~ ms of at most 2000 ms, usually 1000-2000 ms'),
    ),
  );
  t.is(table.at(-1), 'PASS  jpki/login  806.0~ ms  the centre accepted the signature');
});

test('a missed budget leaves the verdict pass, in every format', async (t) => {
  const slow = runOf(scenarioResult({budgets: [budget('missed', 2500)]}));
  t.is(readResult(toJson(slow)).results[0]?.verdict, 'pass' satisfies Verdict);
  t.true((await parsedTap(toTap(slow))).points[0]?.ok);
  t.is(casesOf(toJunit(slow))[0]?.['failure'], undefined);
  t.true(lines(slow, 'en').at(-1)?.startsWith('PASS'));
});

test('a scenario that never began has a table without phases', (t) => {
  const table = lines(runOf(scenarioResult({verdict: 'error', phases: [], budgets: []})), 'en');
  t.false(table.some((line) => line.startsWith('---')));
  t.true(table.at(-1)?.startsWith('ERROR'));
});

test('colours are for terminals, and NO_COLOR is heard', (t) => {
  t.true(wantsColour({isTTY: true}, {TERM: 'xterm'}));
  t.true(wantsColour({isTTY: true}, {NO_COLOR: ''}));
  t.false(wantsColour({isTTY: true}, {NO_COLOR: '1'}));
  t.false(wantsColour({isTTY: true}, {TERM: 'dumb'}));
  t.false(wantsColour({}, {}));
  const plain = toTable(everyVerdict, {language: 'en', colour: false});
  const coloured = toTable(everyVerdict, {language: 'en', colour: true});
  t.false(plain.includes('\u001B'));
  t.is(stripVTControlCharacters(coloured), plain);
  t.not(coloured, plain);
});
