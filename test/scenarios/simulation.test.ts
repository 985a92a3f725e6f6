import test from 'ava';
import {KazasuError, seededRandom} from '../../protocol/index.ts';
import {makespanBound} from '../../scenarios/simulation/bounds.ts';
import {quietFrom, systemEndOf} from '../../scenarios/simulation/card-management.ts';
import {comparePlans} from '../../scenarios/simulation/compare.ts';
import {planDays} from '../../scenarios/simulation/day-plan.ts';
import {defaultSteps} from '../../scenarios/simulation/default-steps.ts';
import {drawDurations} from '../../scenarios/simulation/draw-durations.ts';
import {type Arrangement, bottlenecksFirst, lineOf} from '../../scenarios/simulation/line.ts';
import {jobOfPhases} from '../../scenarios/simulation/measured-job.ts';
import {outcomeOf} from '../../scenarios/simulation/outcome.ts';
import {type Policy, policyNames} from '../../scenarios/simulation/policies.ts';
import {simulateLine} from '../../scenarios/simulation/simulate-line.ts';
import {spreadOfRuns} from '../../scenarios/simulation/spread-of-runs.ts';
import {jobMs, jobNames, operatorMs} from '../../scenarios/simulation/step-table.ts';
import {readSteps, stepsFileText} from '../../scenarios/simulation/steps-file.ts';
import {dice} from '../support/dice.ts';
import {impossible, overlooked, randomTable} from '../support/simulated-floor.ts';

const hourMs = 3_600_000;

const plan = (changed: Partial<Arrangement> = {}): Arrangement => ({
  layout: 'pipelined',
  terminals: {setting: 1, preInstall: 1},
  linked: false,
  operators: 1,
  cards: 90,
  policy: 'look-ahead',
  ...changed,
});

const at = (setting: number, preInstall = 0) => ({terminals: {setting, preInstall}});
const every = policyNames;
const bottleneck = ['bottleneck-first', 'look-ahead'] as const;

/** Hours for 90 cards with the operator's part of the setting at 30, 60 and 90 s; the best of the policies. */
const hours: readonly (readonly [string, Partial<Arrangement>, readonly Policy[], number, number, number])[] =
  [
    ['setting alone', {layout: 'setting-only', ...at(1)}, every, 4.5, 4.5, 4.5],
    ['one terminal', {layout: 'combined', ...at(1)}, every, 8.25, 8.25, 8.25],
    ['one terminal, linked', {layout: 'combined', ...at(1), linked: true}, every, 7.5, 7.5, 7.5],
    ['two for both jobs', {layout: 'combined', ...at(2)}, ['fifo'], 4.26, 4.32, 4.49],
    ['two for both, linked', {layout: 'combined', ...at(1, 1), linked: true}, ['fifo'], 3.76, 3.76, 3.87],
    ['1+1, fifo', {}, ['fifo'], 5.41, 5.42, 5.41],
    ['1+1, linked, fifo', {linked: true}, ['fifo'], 4.97, 4.97, 4.97],
    ['1+1, bottleneck served first', {}, ['bottleneck-first'], 4.57, 4.54, 4.77],
    ['1+1, looking ahead', {}, ['look-ahead'], 4.54, 4.54, 4.77],
    ['1+1, linked, bottleneck first', {linked: true}, ['bottleneck-first'], 4.57, 4.53, 4.53],
    ['1+1, linked, looking ahead', {linked: true}, ['look-ahead'], 4.53, 4.53, 4.53],
    ['2+2', at(2, 2), ['bottleneck-first', 'fifo'], 2.51, 3.22, 3.77],
    ['2+2, linked', {...at(2, 2), linked: true}, every, 2.29, 2.5, 3.07],
    ['2+2, linked, two operators', {...at(2, 2), linked: true, operators: 2}, bottleneck, 2.28, 2.28, 2.28],
  ];

for (const [what, changed, policies, ...expected] of hours) {
  test(`90 cards, ${what}: ${expected.join(', ')} h`, (t) => {
    const found = [30, 60, 90].map((seconds) =>
      Math.min(
        ...policies.map(
          (policy) =>
            simulateLine(lineOf(plan({...changed, policy}), defaultSteps(seconds * 1000))).makespanMs,
        ),
      ),
    );
    for (const [i, ms] of found.entries()) {
      t.true(Math.abs(ms / hourMs - (expected[i] ?? Number.NaN)) <= 0.01, `${ms / hourMs}`);
    }
  });
}

/** Cards, link, hours a day; operators and terminals of the closed form, and those that the simulation needs. */
const staffing: readonly (readonly [number, boolean, number, [number, number], [number, number]])[] = [
  [9, false, 5.25, [1, 1], [1, 1]],
  [90, false, 5.25, [1, 2], [1, 2]],
  [90, true, 7, [1, 2], [1, 2]],
  [1000, false, 5.25, [7, 18], [7, 19]],
  [1000, false, 7, [5, 14], [6, 15]],
  [1000, true, 5.25, [5, 16], [6, 17]],
  [1000, true, 7, [4, 12], [4, 13]],
  [3222, false, 5.25, [21, 57], [23, 60]],
  [3222, false, 7, [16, 43], [17, 45]],
  [3222, true, 5.25, [16, 52], [17, 53]],
  [3222, true, 7, [12, 39], [13, 40]],
];

for (const [cards, linked, length, [least, fewest], [operators, terminals]] of staffing) {
  const who = `${cards} cards in ${length} h${linked ? ', linked' : ''}`;
  test(`${who}: ${operators} operators and ${terminals} terminals do it, below ${least} and ${fewest} none can`, (t) => {
    const of = (m: number, k: number) =>
      outcomeOf(lineOf(plan({layout: 'combined', cards, linked, operators: m, ...at(k)}), defaultSteps()));
    t.true(of(operators, terminals).makespanMs <= length * hourMs);
    t.true(least === 1 || of(least - 1, 1000).bound.ms > length * hourMs);
    t.true(fewest === 1 || of(1000, fewest - 1).bound.ms > length * hourMs);
  });
}

test('the acceptance of the claim: with a second terminal it holds for an operator who had time, else it is a burden', (t) => {
  for (const seconds of [30, 60]) {
    const {plans} = comparePlans(plan(), defaultSteps(seconds * 1000));
    const change = (layout: string, linked: boolean, policy: string, added = 1): number =>
      plans.find(
        ({arrangement: a}) =>
          a.layout === layout &&
          a.linked === linked &&
          a.policy === policy &&
          a.terminals.preInstall === added,
      )?.change ?? Number.NaN;
    for (const linked of [false, true]) {
      t.true(change('pipelined', linked, 'look-ahead') <= 0.05);
      t.true(change('combined', linked, 'fifo') <= 0);
      t.true(change('pipelined', linked, 'fifo') > 0.1);
      t.true(change('combined', linked, 'fifo', 0) > 0.6);
    }
  }
  const busy = comparePlans(plan(at(4, 4)), defaultSteps());
  t.true(busy.plans.every(({holds}) => !holds));
  const said = busy.conclusions.map(({en}) => en).join('\n');
  t.regex(said, /Not linked: the claim does not hold/);
  t.regex(said, /from 60\.0 to 30\.0 cards an hour at most \(0\.50 of before\)/);
  t.regex(said, /from 60\.0 to 40\.0 cards an hour at most \(0\.67 of before\)/);
});

test('where all cards are alike the bound is the closed form', (t) => {
  for (const [setting, preInstall, operators, cards] of [
    [1, 1, 1, 90],
    [3, 2, 2, 91],
    [2, 5, 1, 7],
    [9, 9, 1, 1000],
  ] as const) {
    const table = defaultSteps();
    const [t1, t2] = [jobMs(table.setting), jobMs(table.preInstall)];
    const hands = cards * (operatorMs(table.setting) + operatorMs(table.preInstall));
    const both = lineOf(plan({layout: 'combined', operators, cards, ...at(setting)}), table);
    t.is(
      makespanBound(both).ms,
      Math.max(Math.ceil(cards / setting) * (t1 + t2), Math.ceil(hands / operators)),
    );
    const inRow = lineOf(plan({operators, cards, ...at(setting, preInstall)}), table);
    t.is(
      makespanBound(inRow).ms,
      Math.max(
        Math.ceil(cards / setting) * t1 + t2,
        t1 + Math.ceil(cards / preInstall) * t2,
        Math.ceil(hands / operators),
      ),
    );
  }
});

test('3,000 random plans: all cards get done, nobody is at two places, no bound is beaten', (t) => {
  const random = dice(20_161);
  const windows = [
    {fromMs: 200, toMs: 900, percent: 300},
    {fromMs: 900, toMs: 1500, percent: 'down'},
  ] as const;
  let busy = 0;
  for (let i = 0; i < 3000; i += 1) {
    const layout = random.pick(['setting-only', 'combined', 'pipelined'] as const);
    const line = lineOf(
      plan({
        layout,
        ...at(1 + random.below(5), layout === 'pipelined' ? 1 + random.below(5) : random.below(3)),
        operators: 1 + random.below(4),
        cards: 1 + random.below(25),
        linked: random.chance(0.5),
        policy: random.pick(policyNames),
      }),
      randomTable(random, 0),
    );
    const spread = {cv: random.pick([0, 0.2, 1]), retries: random.pick([0, 0.1]), retryMs: 30, walkMs: 2};
    const durations = random.chance(0.5) ? drawDurations(line, spread, seededRandom(`plan ${i}`)) : undefined;
    const seen: number[][] = [];
    const outcome = outcomeOf(line, {
      ...(durations ? {durations} : {}),
      ...(random.chance(0.3) ? {systemEnd: systemEndOf(windows, 0)} : {}),
      ...(random.chance(0.2) ? {beginsAt: quietFrom(windows, 0)} : {}),
      onStep: ({station, number, card, step, operator, beganAt, endsAt}) =>
        seen.push([station, number, card, step, operator, beganAt, endsAt]),
    });
    busy += Number(outcome.ratio < 1.01);
    if (outcome.makespanMs < outcome.bound.ms || impossible(line, seen)) {
      t.fail(`plan ${i}: ${impossible(line, seen) ?? 'a bound beaten'}: ${JSON.stringify(line)}`);
      return;
    }
    if (!durations && outcome.cardsPerHour > outcome.boundCardsPerHour * (1 + 1e-9)) {
      t.fail(`plan ${i}: ${outcome.cardsPerHour} of ${outcome.boundCardsPerHour} cards an hour`);
      return;
    }
  }
  // A bound that no plan came near would say nothing.
  t.true(busy > 300, `${busy}`);
});

test('the bottleneck is served first even where it calls in the very instant in which an operator chooses', (t) => {
  const random = dice(7);
  let ties = 0;
  for (let i = 0; i < 1500; i += 1) {
    const table = randomTable(random, 1);
    const changed = {...at(1 + random.below(3), 1 + random.below(3)), operators: 1 + random.below(2)};
    const line = lineOf(plan({...changed, cards: 12, policy: 'bottleneck-first'}), table);
    const seen: number[][] = [];
    simulateLine(line, {
      onStep: ({station, number, card, step, operator, beganAt, endsAt}) =>
        seen.push([station, number, card, step, operator, beganAt, endsAt]),
    });
    const touchEnds = new Set(seen.flatMap((step) => ((step[4] ?? -1) >= 0 ? [step[6]] : [])));
    ties += Number(seen.some((step) => (step[4] ?? -1) < 0 && touchEnds.has(step[6])));
    const wrong = overlooked(bottlenecksFirst(line.stations)[0] ?? 0, seen);
    if (wrong) {
      t.fail(`plan ${i}: ${wrong}`);
      return;
    }
  }
  t.true(ties > 100, `${ties}`);
});

test('looking ahead never starves the station that is held back', (t) => {
  for (const seconds of [30, 60, 90, 120]) {
    const of = (policy: Policy) =>
      simulateLine(lineOf(plan({policy}), defaultSteps(seconds * 1000))).makespanMs;
    t.true(of('look-ahead') <= of('fifo'), `${seconds}`);
  }
});

test('drawn runs: a seed gives the same cards for every plan, and the same figures always', (t) => {
  const options = {
    spread: {cv: 0.2, retries: 0.02, retryMs: 30_000, walkMs: 2000},
    seed: '1',
    runs: 60,
  };
  const of = (changed: Partial<Arrangement>) => spreadOfRuns(lineOf(plan(changed), defaultSteps()), options);
  const alone = of({layout: 'setting-only', ...at(1)});
  t.deepEqual(alone, of({layout: 'setting-only', ...at(1), linked: true}));
  t.notDeepEqual(
    alone,
    spreadOfRuns(lineOf(plan({layout: 'setting-only', ...at(1)}), defaultSteps()), {...options, seed: '2'}),
  );
  for (const [changed, p50, p95] of [
    [{layout: 'setting-only', ...at(1)}, 4.77, 4.84],
    [{layout: 'combined', ...at(2)}, 4.86, 4.94],
    [{layout: 'combined', ...at(2), linked: true}, 4.32, 4.38],
    [{policy: 'bottleneck-first'}, 5.02, 5.1],
    [{policy: 'bottleneck-first', linked: true}, 4.85, 4.96],
  ] as const) {
    const found = of(changed);
    t.true(Math.abs(found.p50Ms / hourMs - p50) < 0.03, `${found.p50Ms / hourMs}`);
    t.true(Math.abs(found.p95Ms / hourMs - p95) < 0.06, `${found.p95Ms / hourMs}`);
    t.true(found.leastRatio >= 1);
  }
});

test('drawn durations have the mean and the spread that was asked for', (t) => {
  const line = lineOf(plan({layout: 'setting-only', ...at(1), cards: 20_000}), defaultSteps());
  const spread = {cv: 0.2, retries: 0, retryMs: 0, walkMs: 0};
  const [{ms} = {ms: new Int32Array()}] = drawDurations(line, spread, seededRandom('mean'));
  const first = Array.from({length: 20_000}, (_, card) => (ms[7 * card] ?? 0) / 20_000);
  const mean = first.reduce((sum, x) => sum + x, 0) / first.length;
  const deviation = Math.sqrt(first.reduce((sum, x) => sum + (x - mean) ** 2, 0) / first.length);
  // Standard errors: 0.0014 of the mean, about 0.001 of the deviation.
  t.true(Math.abs(mean - 1) < 0.006, `${mean}`);
  t.true(Math.abs(deviation - 0.2) < 0.006, `${deviation}`);
});

/** Begin and usual length of a wait, ms after 100, and when it ends; slow ×3 from 200 to 500, down from 500 to 700. */
const waits: readonly (readonly [begin: number, ms: number, end: number])[] = [
  [0, 100, 100],
  [0, 101, 103],
  [50, 100, 250],
  [100, 100, 400],
  [100, 101, 601],
  [600, 10, 610],
  [0, 0, 0],
  [86_400_000, 150, 86_400_250],
];

for (const [begin, ms, end] of waits) {
  test(`a wait of ${ms} ms for a slow system that begins at ${begin} ends at ${end}`, (t) => {
    const windows = [
      {fromMs: 200, toMs: 500, percent: 300},
      {fromMs: 500, toMs: 700, percent: 'down'},
    ] as const;
    t.is(systemEndOf(windows, 100)(begin, ms), end);
  });
}

test('an outage stops what needs the card management system, and nothing else', (t) => {
  const down = [{fromMs: 0, toMs: hourMs, percent: 'down'}] as const;
  const ends: number[] = [];
  const line = lineOf(plan({cards: 2}), defaultSteps());
  simulateLine(line, {
    systemEnd: systemEndOf(down, 0),
    onStep({station, step, endsAt}) {
      if (!line.stations[station]?.steps[step]?.cardManagement && endsAt < hourMs) {
        ends.push(endsAt);
      }
    },
  });
  t.deepEqual(ends, [20_000, 60_800, 75_800]);
});

test('kept out of busy hours, no setting begins in them, pre-install goes on, and all cards get done', (t) => {
  const busy = [
    {fromMs: hourMs, toMs: 2 * hourMs, percent: 300},
    {fromMs: 2 * hourMs, toMs: 3 * hourMs, percent: 'down'},
  ] as const;
  const line = lineOf(plan({cards: 60, ...at(2, 1), operators: 2}), defaultSteps());
  const begun: number[] = [];
  let [preInstalled, cards] = [0, 0];
  const {makespanMs} = simulateLine(line, {
    systemEnd: systemEndOf(busy, 0),
    beginsAt: quietFrom(busy, 0),
    onStep({station, step, beganAt}) {
      if (station === 0 && step === 0) {
        begun.push(beganAt);
      }
      const within = beganAt >= hourMs && beganAt < 3 * hourMs;
      preInstalled += Number(station === 1 && step === 0 && within);
      cards += Number(station === 1 && step === 6);
    },
  });
  t.true(begun.every((ms) => ms < hourMs + 60_000 || ms >= 3 * hourMs));
  t.true(begun.some((ms) => ms < hourMs) && begun.some((ms) => ms >= 3 * hourMs));
  t.true(preInstalled > 3, `${preInstalled}`);
  t.is(cards, 60);
  t.true(makespanMs > 3 * hourMs);
  t.deepEqual(
    [0, 3_599_999, 3_600_000, 9_000_000, 10_800_000, 86_400_000 + 3_600_000].map(quietFrom(busy, 0)),
    [0, 3_599_999, 10_800_000, 10_800_000, 10_800_000, 86_400_000 + 10_800_000],
  );
  t.is(quietFrom([{fromMs: 0, toMs: 86_400_000, percent: 300}], 5)(7), Number.POSITIVE_INFINITY);
});

test('days: a shift holds what is done by its end, one card more is not, and no day is better than its bound', (t) => {
  const shifts = [
    {fromMs: 8.5 * hourMs, toMs: 9.5 * hourMs},
    {fromMs: 12 * hourMs, toMs: 14 * hourMs},
    {fromMs: 15 * hourMs, toMs: 17.25 * hourMs},
  ];
  const line = lineOf(plan({layout: 'combined', ...at(2), cards: 500}), defaultSteps());
  const {shifts: planned, cardsADay, days, boundDays} = planDays(line, {shifts, walkMs: 0});
  t.is(planned.length, 3);
  for (const {fromMs, toMs, cards, boundCards, makespanMs} of planned) {
    t.true(cards > 0 && cards <= boundCards && makespanMs <= toMs - fromMs);
    t.is(simulateLine({...line, cards}).makespanMs, makespanMs);
    t.true(simulateLine({...line, cards: cards + 1}).makespanMs > toMs - fromMs);
  }
  t.is(days, Math.ceil(500 / cardsADay));
  t.true((days ?? 0) >= (boundDays ?? 99));
  t.is(planDays(line, {shifts: [{fromMs: 0, toMs: 60_000}], walkMs: 0}).days, undefined);
});

test('timed phases of a scenario become a job, and a job a file that reads as what it was', (t) => {
  const phase = (actor: 'card' | 'centre' | 'operator' | 'holder', ms: number) => ({
    title: {en: actor, ja: actor},
    actor,
    ms,
  });
  const from = {evidence: 'measured', reference: 'run 1'} as const;
  const setting = jobOfPhases(
    [
      phase('operator', 20_000.4),
      phase('card', 812.6),
      phase('centre', 44),
      phase('holder', 10),
      phase('card', 0.2),
    ],
    from,
  );
  t.deepEqual(
    setting.steps.map(({actor, ms, cardManagement}) => [actor, ms, cardManagement]),
    [
      ['operator', 20_000, false],
      ['wait', 813, false],
      ['wait', 44, true],
      ['operator', 10, false],
    ],
  );
  const table = {...defaultSteps(90_000), setting};
  t.deepEqual(readSteps(stepsFileText(table), 'own.yaml'), table);
  const error = t.throws(() => jobOfPhases([phase('card', 0)], from), {instanceOf: KazasuError});
  t.is(error?.id, 'KZS-SIMULATION-STEPS');
});

test('the built-in steps have the sums that are published: 180 s; 150 s, 60 of them hands; linked 120 and 30', (t) => {
  const table = defaultSteps();
  t.deepEqual(
    jobNames.map((name) => [jobMs(table[name]), operatorMs(table[name])]),
    [
      [180_000, 60_000],
      [150_000, 60_000],
      [120_000, 30_000],
    ],
  );
  for (const ms of [0, 1, 33_333, 180_000]) {
    const {setting} = defaultSteps(ms);
    t.is(jobMs(setting), 180_000);
    t.is(operatorMs(setting), ms);
  }
});
