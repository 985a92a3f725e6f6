import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {create} from 'xmlbuilder2';
import {exitStatusOf} from '../../cli/exit-status.ts';
import {arrangementOptions} from '../../cli/simulate/arrangement-options.ts';
import {dayOptions} from '../../cli/simulate/day-options.ts';
import {measuredSteps} from '../../cli/simulate/measured-steps.ts';
import {type SimulationChoice, simulation} from '../../cli/simulate/simulation.ts';
import {spreadOptions} from '../../cli/simulate/spread-options.ts';
import {KazasuError} from '../../protocol/index.ts';
import {
  displayWidth,
  type KazasuSimulation,
  kazasuSimulationSchema,
  simulationSvg,
  toSimulationTable,
} from '../../reports/index.ts';
import {policyTitles} from '../../scenarios/simulation/policies.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';

const defaults = Object.fromEntries(
  Object.entries({...arrangementOptions, ...spreadOptions, ...dayOptions}).map(([name, option]) => [
    name,
    'default' in option ? option.default : undefined,
  ]),
);

/** The options as the command line gives them. */
const given = (changed: Readonly<Record<string, unknown>> = {}): SimulationChoice =>
  ({
    ...defaults,
    compare: false,
    sweep: undefined,
    svg: undefined,
    ...changed,
  }) as unknown as SimulationChoice;

const drawn = {cv: '0.2', retries: '0.02', walk: '2'};

test('simulate preinstall prints the plan, the bound beside the makespan, and where the claim holds', async (t) => {
  const {status, stdout, said} = await kazasu(t, [
    'simulate',
    'preinstall',
    '--linked',
    '--compare',
    '--hours',
    '7',
  ]);
  t.is(status, 0, said);
  for (const line of [
    /^90 cards, 1\+1 terminals \(pipelined\), 1 operator, linked, look-ahead$/m,
    /^known from +bench-defined \(W2\) +bench-defined \(W4\)$/m,
    /^makespan +4\.53 h$/m,
    /^lower bound +4\.53 h {2}\(terminals: setting\)$/m,
    /^days +1 /m,
    /^pipelined 1\+1 +yes +fifo +4\.97 h +4\.53 h +\+10\.4 % .* fails$/m,
    /^combined 2 +no +4\.32 h +4\.13 h +−4\.0 % .* holds$/m,
    /^Linked: the claim holds; best is 2 terminals for both jobs: 3\.76 h against 4\.50 h for the setting\n {2}alone/m,
    /pre-install is a\n? *burden: from 60\.0 to 30\.0 cards an hour at most \(0\.50 of before\)/,
  ]) {
    t.regex(stdout, line);
  }
  t.true(Math.max(...stdout.split('\n').map(displayWidth)) <= 100);
});

test('the same in Japanese, drawn, with busy hours', (t) => {
  const whole = simulation(
    given({
      ...drawn,
      runs: '5',
      congestion: 'peaks',
      'quiet-setting': true,
      hours: '08:30-09:30,12:00-14:00',
      compare: true,
    }),
  );
  const text = toSimulationTable(whole, 'ja');
  for (const line of [
    /^カード 90 枚、端末 1\+1 台\(分業\)、職員 1 人、連携なし、先読み$/m,
    /^混雑 +09:30-12:00 ×3、14:00-15:00 ×3; この間は交付前設定を開始しない$/m,
    /^5 回実行、変動係数 0\.2、やり直し 2 % +p50 \d\.\d\d 時間/m,
    /^時間帯 08:30-09:30 +\d+ \(上限 \d+\)$/m,
    /^連携あり: 主張は/m,
  ]) {
    t.regex(text, line);
  }
  t.notRegex(text, /undefined|NaN|Infinity/);
});

test('no line is wider than 100 columns, nor sentences and facts wider than the terminal; Japanese stays Japanese', async (t) => {
  const measured = await measuredSteps(
    {measured: true, timing: 'contactless-106', steps: undefined, 'setting-hands': undefined},
    'en',
  );
  const wholes = [
    simulation(given({...drawn, runs: '3', compare: true}), measured),
    simulation(given({...drawn, runs: '2', compare: true, cards: '50000', terminals: '1000+1000'})),
    simulation(given({cards: '1000000', terminals: '1', hours: '7', sweep: 'operators=1..2'})),
    simulation(given({compare: true, hours: '7', congestion: 'peaks', sweep: 'terminals=1..2'})),
  ];
  for (const whole of wholes) {
    for (const language of ['en', 'ja'] as const) {
      const lines = toSimulationTable(whole, language).split('\n');
      t.deepEqual(
        lines.filter((line) => displayWidth(line) > 100),
        [],
      );
      const narrow = toSimulationTable(whole, language, 60).split('\n');
      // The tables of plans keep their columns: their rows have figures right below their heads.
      t.deepEqual(
        narrow.filter((line) => displayWidth(line) > 60 && !/^-+$| {2,}[^ ].* {2,}/.test(line)),
        [],
      );
      t.is(narrow.join('').replaceAll(/\s/g, '').length, lines.join('').replaceAll(/\s/g, '').length);
    }
    const japanese = toSimulationTable(whole, 'ja');
    t.notRegex(japanese, /look-ahead|fifo|bottleneck|virtual clock|modelled|bench-defined|\d s\b/);
  }
  t.regex(
    toSimulationTable(wholes[0] as KazasuSimulation, 'ja'),
    /想定とモデル \(issuance\/setting --timing/,
  );
  for (const [policy, title] of Object.entries(policyTitles)) {
    const whole = simulation(given({policy}));
    for (const language of ['en', 'ja'] as const) {
      t.true(toSimulationTable(whole, language).split('\n')[0]?.endsWith(title[language]));
    }
  }
});

test('everything in one document fits the published schema, and two runs of a seed are the same', (t) => {
  const options = given({
    ...drawn,
    runs: '3',
    hours: '7',
    compare: true,
    sweep: 'terminals=1..2,operators=1..2',
    svg: 'x',
  });
  const [first, second] = [simulation(options), simulation(options)];
  t.deepEqual(first, second);
  const read = kazasuSimulationSchema.parse(JSON.parse(JSON.stringify(first)));
  t.deepEqual(read, first);
  t.is(read.sweep?.length, 4);
  t.true(read.sweep?.every(({outcome, days}) => outcome.ratio >= 1 && (days?.days ?? 0) >= 1));
  t.notDeepEqual(first.spread, simulation(given({...options, seed: '2'})).spread);
});

/** Rows of hours in docs/simulation.md, before the heading of measured runs (0) and behind it (1). */
const rowsOfHours = (part: 0 | 1): readonly string[] =>
  (readFileSync('docs/simulation.md', 'utf8').split('\n## By the runs of this build\n')[part] ?? '')
    .split('\n')
    .filter((line) => /^\| [^|]+\| \d\.\d\d \(/.test(line));

test('the figures in docs/simulation.md are those that come out', (t) => {
  const rows = rowsOfHours(0);
  t.is(rows.length, 5);
  const [means, medians] = [simulation(given({compare: true})), simulation(given({...drawn, compare: true}))];
  const written = ({plans}: NonNullable<typeof means.comparison>): string[] =>
    plans.map(
      ({outcome, spread, change}) =>
        `${((spread?.p50Ms ?? outcome.makespanMs) / 3_600_000).toFixed(2)} (${change < 0 ? '−' : '+'}${Math.abs(100 * change).toFixed(1)} %)`,
    );
  const [plain, luck] = [means, medians].map(({comparison}) => (comparison ? written(comparison) : []));
  t.deepEqual(
    rows.map((row) =>
      row
        .split('|')
        .slice(2, 6)
        .map((cell) => cell.trim()),
    ),
    rows.map((_, i) => [plain?.[i], luck?.[i], plain?.[i + 5], luck?.[i + 5]].map(String)),
  );
});

for (const [what, changed] of Object.entries({
  'the usual plan': {},
  'one for both jobs': {terminals: '2', linked: true},
  'a floor too large to show': {cards: '400', terminals: '40+30', operators: '20'},
  'steps with awkward names': {steps: 'awkward'},
})) {
  test(`the picture of ${what} is well-formed XML, the same every time, in both languages`, (t) => {
    const file = join(ownDirectory(t), 'steps.yaml');
    writeFileSync(
      file,
      'kind: kazasu-steps\nversion: 1\nsetting:\n  steps:\n    - {actor: operator, seconds: 5, title: "<&\\"\\u0001]]>"}\n    - {actor: wait, seconds: 60}\n',
    );
    const options = given({...changed, svg: 'x', ...('steps' in changed ? {steps: file} : {})});
    const whole = simulation(options);
    for (const language of ['en', 'ja'] as const) {
      const svg = simulationSvg(whole, language);
      t.is(svg, simulationSvg(simulation(options), language));
      const read = create(svg).root();
      t.is((read.node as unknown as {nodeName: string}).nodeName, 'svg');
      const drawnBars = read.filter((node) => node.node.nodeName === 'rect', false, true).length;
      t.true(drawnBars > 20, `${drawnBars}`);
      t.notRegex(svg, /NaN|Infinity|undefined/);
    }
    const bars = (whole.timeline ?? []).filter(({operator}) => operator !== undefined);
    t.true(bars.length > 0 && (whole.curve ?? []).every(({makespanMs, boundMs}) => makespanMs >= boundMs));
  });
}

test('simulate writes the picture and prints JSON; simulate steps prints a file that --steps takes', async (t) => {
  const directory = ownDirectory(t);
  const [svg, mine] = [join(directory, 'a.svg'), join(directory, 'mine.yaml')];
  const steps = await kazasu(t, ['simulate', 'steps', '--setting-hands', '90']);
  writeFileSync(mine, steps.stdout);
  const {status, stdout, stderr} = await kazasu(t, [
    'simulate',
    'preinstall',
    '--steps',
    mine,
    '--svg',
    svg,
    '--json',
  ]);
  t.is(status, 0, stderr);
  t.is(stderr, '');
  const whole = kazasuSimulationSchema.parse(JSON.parse(stdout));
  t.is((whole.outcome.makespanMs / 3_600_000).toFixed(2), '4.77');
  t.is(readFileSync(svg, 'utf8'), simulationSvg(whole, 'en'));
});

/** What is given, and what has to be said about it, with status 2. */
const refused: readonly (readonly [Readonly<Record<string, string | boolean>>, RegExp])[] = [
  [{cards: '0'}, /--cards was expected to be a whole number from 1 to 1000000, but "0" came/],
  [{cards: 'many'}, /--cards .* but "many" came/],
  [{cards: '1e3'}, /--cards .* but "1e3" came/],
  [{cards: '1000001'}, /--cards .* but "1000001" came/],
  [{terminals: '0+1'}, /--terminals .* from 1 to 1000, but "0" came/],
  [{terminals: '0', layout: 'combined'}, /--terminals .* but "0" came/],
  [{terminals: '1+1+1'}, /--terminals was expected to be two numbers such as 1\+1/],
  [{terminals: '-1+1'}, /--terminals .* but "-1\+1" came/],
  [{terminals: '2', layout: 'pipelined'}, /needs terminals of both kinds, such as --terminals 2\+2/],
  [{operators: '0'}, /--operators .* from 1 to 1000, but "0" came/],
  [{policy: 'lookahead'}, /--policy is one of fifo, .* "look-ahead" may be meant/],
  [{policy: 'xyz'}, /--policy is one of fifo, bottleneck-first, look-ahead, but "xyz" came$/],
  [{layout: 'pipeline'}, /--layout is one of .* "pipelined" may be meant/],
  [{cv: '-0.2'}, /--cv was expected to be a number from 0 to 2, but "-0.2" came/],
  [{cv: 'NaN'}, /--cv .* but "NaN" came/],
  [{walk: '-1'}, /--walk .* but "-1" came/],
  [{retries: '2'}, /--retries .* from 0 to 1, but "2" came/],
  [{runs: '0', cv: '0.1'}, /--runs .* but "0" came/],
  [{runs: '10000', cv: '0.1', cards: '9999'}, /over all plans compared, .* but 10000 times 9999 came/],
  [{hours: '0'}, /--hours was expected to be above 0/],
  [{hours: '20'}, /to end by midnight, but work begins at 08:30 and "20" hours came/],
  [{hours: '9:00-8:00'}, /--hours .* "9:00-8:00" does not follow/],
  [{hours: '8:00-10:00,9:00-11:00'}, /"9:00-11:00" does not follow what is before it/],
  [{hours: '8:00-10:00', start: '8:00'}, /--start goes with a number of --hours/],
  [{start: '8:60'}, /times of day from 00:00 to 24:00, but "8:60" came/],
  [{congestion: 'peak'}, /--congestion was expected to be like none, peaks, .* but "peak" came/],
  [{congestion: '9:00-10:00x0.9'}, /"9:00-10:00x0.9" came/],
  [{congestion: '0:00-12:00xdown,12:00-24:00xdown'}, /is down all of it/],
  [{congestion: '0:00-24:00x2', 'quiet-setting': true}, /but the busy hours are all of it/],
  [{sweep: 'terminal=1..8'}, /"terminal=1\.\.8" came in it; "terminals" may be meant/],
  [{sweep: 'terminals=8..1'}, /the smaller number first, but "terminals=8\.\.1" came/],
  [{sweep: 'operators=0..4'}, /operators once, from 1 to 1000/],
  [{sweep: 'terminals=1..8,setting=1..2'}, /either terminals of each kind together or/],
  [{sweep: 'terminals=1..1000,operators=1..1000'}, /10000 plans at most, but it comes to 1000000/],
  [
    {sweep: 'operators=1..100', cards: '200000'},
    /10000000 cards at most, but its 100 plans come to 20000000/,
  ],
  [{sweep: 'preinstall=1..2', terminals: '2'}, /needs --layout pipelined, but the layout is combined/],
  [{'setting-hands': '181'}, /--setting-hands .* from 0 to 180, but "181" came/],
  [{'setting-hands': '30', steps: 'x.yaml'}, /one of them was expected, but both came/],
  [{steps: 'nowhere.yaml'}, /a file to read was expected at nowhere\.yaml/],
];

for (const [changed, said] of refused) {
  test(`refused, in one sentence of each language: ${JSON.stringify(changed)}`, (t) => {
    const error = t.throws(() => simulation(given(changed)), {instanceOf: KazasuError});
    t.regex(error?.sentence.en ?? '', said);
    t.regex(error?.sentence.ja ?? '', /[ぁ-ん]/);
    t.is(exitStatusOf(error), 2);
  });
}

/** Steps files that are none, and the place and reason that are told. */
const wrongSteps: readonly (readonly [string, RegExp])[] = [
  ['- {actor: operator, seconds: -1}', /:5:34 setting\.steps\.0\.seconds does not fit \("-1"\)/],
  ['- {actor: operater, seconds: 1}', /:5:15 .*actor is one of operator, wait, .*"operator" may be meant/],
  ['- {actor: wait, seconds: 3601}', /:5:30 .*does not fit \("3601"\)/],
  ['- {actor: wait, seconds: long}', /:5:30 .*does not fit \("long"\)/],
  ['- {actor: wait, seconds: .nan}', /:5:30 .*does not fit/],
  ['- {actor: wait, second: 3}', /:5:21 "second" is no field .*"seconds" may be meant/],
  ['- {actor: wait, seconds: 0}', /:4:3 setting does not fit: one of the steps was expected to take time/],
  ['[]', /:5:5 setting\.steps does not fit/],
];

for (const [step, said] of wrongSteps) {
  test(`a steps file with ${step} is refused with its place`, (t) => {
    const file = join(ownDirectory(t), 'steps.yaml');
    writeFileSync(file, `kind: kazasu-steps\nversion: 1\nsetting:\n  steps:\n    ${step}\n`);
    const error = t.throws(() => simulation(given({steps: file})), {instanceOf: KazasuError});
    t.is(error?.id, 'KZS-SIMULATION-STEPS');
    t.regex(error?.sentence.en ?? '', said);
    t.is(exitStatusOf(error), 2);
  });
}

test('simulate preinstall --measured goes by runs of this build, and run --steps-out writes the same steps', async (t) => {
  const directory = ownDirectory(t);
  const steps = join(directory, 'steps.yaml');
  const measured = await kazasu(t, ['simulate', 'preinstall', '--measured', '--compare', '--json']);
  t.is(measured.status, 0, measured.said);
  const whole = JSON.parse(measured.stdout);
  t.is(whole.steps.setting.evidence, 'reckoned-and-modelled');
  t.is(whole.steps.setting.reference, 'issuance/setting --timing contactless-106 --clock virtual');
  // Hands alone are left where nothing makes one wait, and the claim lives on waiting.
  t.true(whole.comparison.plans.every(({holds}: {holds: boolean}) => !holds));
  const written = (row: number): string => {
    const {outcome, change} = whole.comparison.plans[row];
    return `${(outcome.makespanMs / 3_600_000).toFixed(2)} (+${(100 * change).toFixed(1)} %)`;
  };
  t.deepEqual(
    rowsOfHours(1).map((row) =>
      row
        .split('|')
        .slice(2, 4)
        .map((cell) => cell.trim()),
    ),
    [0, 1, 4].map((row) => [written(row), written(row + 5)]),
  );
  const clock = ['--clock', 'virtual', '--timing-seed', 'none', '--out', directory];
  const ran = await kazasu(t, ['run', 'issuance/*', ...clock, '--steps-out', steps]);
  t.is(ran.status, 0, ran.said);
  const again = await kazasu(t, ['simulate', 'preinstall', '--steps', steps, '--json']);
  t.deepEqual(JSON.parse(again.stdout).steps, whole.steps);
  const both = await kazasu(t, ['simulate', 'preinstall', '--measured', '--steps', steps]);
  t.is(both.status, 2);
  const none = await kazasu(t, ['run', 'issuance/commit-failure', ...clock, '--steps-out', steps]);
  t.is(none.status, 2);
  t.regex(none.said, /issuance\/setting, issuance\/pre-install, issuance\/pre-install-linked/);
});
