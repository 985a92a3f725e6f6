import {spawnSync} from 'node:child_process';
import path from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import test, {type ExecutionContext} from 'ava';
import {type FinalResults, Parser, type Result} from 'tap-parser';
import {create} from 'xmlbuilder2';
import {columnsText} from '../../cli/columns.ts';
import {durationText, KazasuError, limitText, rangeText, type Verdict} from '../../protocol/index.ts';
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

const usual = scenarioResult().total;
const touched = {
  ...usual,
  ms: 21 * 86_400_000,
  peopleMs: 21 * 86_400_000,
  basis: {...usual.basis, whole: 'reckoned'},
} as const;
const handled = scenarioResult({
  durationMs: 21 * 86_400_000,
  phases: [{id: 'wait', title: {en: 'Wait', ja: '待つ'}, actor: 'wait', ...touched}],
  total: touched,
  budgets: [
    {...budget('met', 60_000), maxMs: 60_000, basis: 'reckoned', reckonedMs: 60_000},
    {
      ...budget('met', 61_543.8),
      id: 'B-2',
      maxMs: 216_000,
      basis: 'reckoned-and-modelled',
      reckonedMs: 60_000,
    },
    {...budget('missed', 60_000.4), id: 'B-3', maxMs: 60_000},
  ],
});

test('people’s time has a mark and a word of its own, and a limit met by it alone says so, in every format', async (t) => {
  const table = lines(runOf(handled), 'en');
  t.regex(table.find((line) => line.startsWith('Wait')) ?? '', / 21\.0 days# +21\.0 days#$/);
  t.true(table.some((line) => line.includes('# reckoned (people)') && !line.includes('+ ')));
  t.true(table.some((line) => line.includes('MET  60.0# s of at most 60 s, all of it reckoned')));
  t.true(table.some((line) => line.includes('MET  61.5+ s of at most 3.6 min, 60.0 s of it reckoned')));
  t.true(table.some((line) => line.includes('MISSED  60.0~ s of at most 60 s (0.4 ms over)')));
  t.true(table.at(-1)?.startsWith('PASS  jpki/login  21.0# days  '));
  t.true(lines(runOf(handled), 'ja').some((line) => line.includes('60.0# 秒 上限 60 秒, すべて想定値')));
  const {points} = await parsedTap(toTap(runOf(handled)));
  t.deepEqual(
    points.slice(1, 3).map(({diag}) => [diag?.message, diag?.['actual'], diag?.['reckoned_ms']]),
    [
      ['60000.0 ms (reckoned, all of it) of 60000 ms', 60_000, 60_000],
      ['61543.8 ms (reckoned-and-modelled, 60000.0 ms of it reckoned) of 216000 ms', 61_543.8, 60_000],
    ],
  );
  t.true(toJunit(runOf(handled)).includes('60000.0 ms (reckoned, all of it) against a limit of 60000 ms'));
  t.deepEqual(readResult(toJson(runOf(handled))), runOf(handled));
});

test('where nobody was at work the people’s column has no mark', (t) => {
  const [phase] = scenarioResult().phases;
  const table = lines(runOf({...handled, phases: phase ? [phase, ...handled.phases] : []}), 'en');
  t.regex(table.find((line) => line.startsWith('SELECT')) ?? '', / 0\.3 +0\.0 +103\.0~$/);
});

for (const [ms, en, ja] of [
  [0, '0.0 ms', '0.0 ms'],
  [9999, '9999.0 ms', '9999.0 ms'],
  [10_000, '10.0 s', '10.0 秒'],
  [119_960, '120.0 s', '120.0 秒'],
  [120_000, '2.0 min', '2.0 分'],
  [7_230_604, '2.0 h', '2.0 時間'],
  [1_814_701_539.7, '21.0 days', '21.0 日'],
] as const) {
  test(`${ms} milliseconds are told as ${en}`, (t) => {
    t.deepEqual([durationText(ms, 'en'), durationText(ms, 'ja')], [en, ja]);
  });
}

test('a limit is told in the longest unit that does not round it', (t) => {
  t.deepEqual(
    [500, 60_000, 60_001, 216_000, 86_400_000, 259_200_000].map((ms) => limitText(ms, 'en')),
    ['500 ms', '60 s', '60001 ms', '3.6 min', '24 h', '3 days'],
  );
  t.is(rangeText([144_000, 180_000], 'en'), '2.4-3 min');
  t.is(rangeText([1, 180_000], 'ja'), '1 ms-3 分');
});

test('equal phases are one row with their number and sum, and each stays in the JSON', (t) => {
  const [, sign] = scenarioResult().phases;
  const many = runOf(scenarioResult({phases: sign ? [sign, sign, sign] : []}));
  const rows = lines(many, 'en').filter((line) => line.startsWith('COMPUTE'));
  t.is(rows.length, 1);
  t.regex(rows[0] ?? '', /^COMPUTE DIGITAL SIGNATURE ×3 +2100\.0\* +6\.0~ .* 2109\.0~$/);
  t.is(readResult(toJson(many)).results[0]?.phases.length, 3);
});

test('what the preparation took is a line, and putting the card in again a row', (t) => {
  const {phases, total} = scenarioResult();
  const table = lines(runOf(scenarioResult({preparation: phases, reinsertion: total})), 'en');
  t.true(
    table.includes(
      'preparation  806.0~ ms, in no total and in no budget: SELECT JPKI application, COMPUTE DIGITAL SIGNATURE',
    ),
    table.join('\n'),
  );
  t.regex(table.find((line) => line.startsWith('(card put in again)')) ?? '', / 806\.0~$/);
});

for (const language of ['en', 'ja'] as const) {
  test(`nothing in the table is wider than the terminal, and no word is lost (${language})`, (t) => {
    const long = {en: 'a sentence of many words '.repeat(20).trim(), ja: '長い文'.repeat(60)};
    const whole = runOf(scenarioResult({title: long, reason: long, notes: [long]}));
    const free = toTable(whole, {language, colour: false});
    const text = toTable(whole, {language, colour: false, columns: 100});
    t.true(Math.max(...free.split('\n').map(displayWidth)) > 300);
    t.true(Math.max(...text.split('\n').map(displayWidth)) <= 100, text);
    t.true(text.replace(/\s/g, '').includes(long[language].replace(/\s/g, '')));
  });
}

test('cells go on below themselves where a list would be wider, and names in them stay whole', (t) => {
  const rows = [
    ['id', 'names', 'what'],
    ['B-1', 'issuance/delivery, issuance/delivery-by-proxy', 'a sentence of some words, and of some more'],
  ];
  const text = columnsText(rows, {width: 64, broken: [1, 2]});
  t.true(Math.max(...text.split('\n').map(displayWidth)) <= 64, text);
  t.true(text.includes(' issuance/delivery-by-proxy '));
  t.is(columnsText(rows).split('\n').length, 2);
});
