import test from 'ava';
import {exchangeCost, personaNamed, timingProfileNamed} from '../../emulator/index.ts';
import {thriftyLogIn} from '../../examples/terminals/thrifty-log-in.ts';
import {wastefulLogIn} from '../../examples/terminals/wasteful-log-in.ts';
import {command, type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {
  budgets,
  createTestWorld,
  judgeBudget,
  openInProcessBench,
  type Profile,
  profileBuilder,
  profileScenario,
  readBudgets,
  type Scenario,
  type Stage,
  scenarios,
  scenariosMatching,
  statisticOf,
} from '../../scenarios/index.ts';
import {adviceCollector} from '../../scenarios/profile/advice/catalogue.ts';
import {Ranges} from '../../scenarios/profile/floor.ts';
import {profiledRun} from '../../scenarios/profile/profiled-run.ts';
import {apduChannel} from '../../terminal/index.ts';
import {refusal} from '../support/refusal.ts';

const contactless = timingProfileNamed('contactless-106');

/** A terminal's dialogue as a scenario of one phase. */
const dialogue = (
  say: (stage: Stage, send: Parameters<typeof thriftyLogIn>[0]) => Promise<boolean>,
): Scenario => {
  const phase = {id: 'log-in', title: {en: 'log-in', ja: 'ログイン'}, actor: 'host'} as const;
  return {
    id: 'test/dialogue',
    title: {en: 'a dialogue', ja: '対話'},
    source: 'S8',
    phases: [phase],
    budgets: [],
    async run(stage) {
      const channel = apduChannel(stage.connection, {
        clock: stage.clock,
        record: stage.record,
        card: stage.cardId,
      });
      const done = await stage.step(phase, () => say(stage, (fields) => channel.send(command(fields))));
      return {
        verdict: done ? 'pass' : 'fail',
        reason: {en: done ? 'done' : 'refused', ja: done ? '完了' : '拒否'},
      };
    },
  };
};

const thrifty = dialogue((_, send) => thriftyLogIn(send));
const wasteful = dialogue((stage, send) => wastefulLogIn(send, (ms) => stage.clock.sleep(ms * 1e6)));

const profileOf = async (scenario: Scenario, runs = 2, pin = '1234'): Promise<Profile> => {
  const clock = virtualClock(new Date('2026-11-23T00:00:00Z'));
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing: contactless, timingSeed: 'none', clock, record});
  const builder = profileBuilder({
    budgets: scenario.budgets,
    judgeable: true,
    cost: exchangeCost(contactless),
  });
  const secrets = {userAuthenticationPin: pin, digitalSignaturePassword: 'ABC123'};
  try {
    const made = await profileScenario(scenario, builder, {
      runs,
      bench,
      world,
      image,
      secrets,
      events,
      record,
    });
    return made.profile;
  } finally {
    await bench.close();
  }
};

test('the advice names every planted waste with its cost, and together they are what the thrifty terminal is faster by', async (t) => {
  const spent = await profileOf(wasteful);
  const spared = await profileOf(thrifty);
  t.deepEqual([...new Set(spent.advice.map(({rule}) => rule))].sort(), [
    'foreign-probes',
    'idle-gaps',
    'needless-query',
    'read-again',
    'repeated-select',
    'sent-twice',
    'small-reads',
  ]);
  const by = (rule: string): number =>
    spent.advice.filter((one) => one.rule === rule).reduce((sum, {savedMs}) => sum + savedMs, 0);
  t.is(by('idle-gaps'), 80);
  // The second signature: 350 ms in the chip, 57 bytes to it and 258 back in three blocks of three each way and two.
  t.true(by('sent-twice') > 350 + 40 && by('sent-twice') < 350 + 90);
  const saved = spent.advice.reduce((sum, {savedMs}) => sum + savedMs, 0);
  const faster = spent.total.ms.p50 - spared.total.ms.p50;
  // What is left: three SELECTs of EFs that short identifiers spare, and one question for the tries left.
  t.true(saved < faster && saved > faster * 0.93, `${saved} of ${faster}`);
  t.deepEqual(spared.advice, []);
});

test('what a dialogue does between its steps is a row of the profile, and with it the rows are the whole', async (t) => {
  const pausing: Scenario = {
    ...thrifty,
    async run(stage) {
      const step = {id: 'log-in', title: {en: 'log-in', ja: 'ログイン'}, actor: 'host'} as const;
      await stage.step(step, () => stage.clock.sleep(4e6));
      await stage.clock.sleep(25e6);
      await stage.step(step, () => stage.clock.sleep(6e6));
      return {verdict: 'pass', reason: {en: 'done', ja: '完了'}};
    },
  };
  const {phases, between, total} = await profileOf(pausing);
  t.deepEqual(
    [phases.map(({parts}) => parts.ms), between?.parts.ms, between?.ms.max, total.parts.ms],
    [[10], 25, 25, 35],
  );
  t.is((await profileOf(thrifty)).between, undefined);
});

test('no dialogue is faster than its floor, and the thriftiest comes close', async (t) => {
  for (const scenario of [...scenariosMatching('jpki/*'), thrifty, wasteful]) {
    const {floor, total} = await profileOf(scenario, 1);
    t.true((floor?.ms ?? Number.NaN) <= total.parts.cardMs + total.parts.linkMs, scenario.id);
    t.true((floor?.ms ?? 0) > 100, scenario.id);
  }
  const {floor, total} = await profileOf(thrifty, 1);
  t.true(total.ms.p50 / (floor?.ms ?? 0) < 1.1);
});

test('a signature needs the SELECT, the VERIFY and itself, whatever else was said', async (t) => {
  const spared = await profileOf(thrifty, 1);
  t.deepEqual(
    spared.needed.map(({apdus, of}) => [apdus, of]),
    [[3, spared.total.parts.apdus]],
  );
  const [login] = scenarios;
  const {needed} = await profileOf(login as Scenario, 1);
  t.like(needed[0], {apdus: 5, of: 15});
});

test('the bench’s own log-ins waste nothing, by certificate or by application', async (t) => {
  for (const scenario of [...scenariosMatching('jpki/*'), ...scenariosMatching('applets/type-*')]) {
    t.deepEqual((await profileOf(scenario, 2)).advice, []);
  }
});

test('a run that fails ends the series, so that a wrong PIN costs one try', async (t) => {
  const [login] = scenarios;
  const {runs, passed, verdict, reason, budgets: judged} = await profileOf(login as Scenario, 20, '9999');
  t.deepEqual([runs, passed, verdict], [1, 0, 'fail']);
  t.regex(reason.en, /2 tries are left/);
  t.is(judged[0]?.verdict, 'not-judged');
});

const apdu = (at: number, end: number, line: string): RecordEvent => {
  const [sent = '', response = ''] = line.split('=');
  return {type: 'apdu', side: 'terminal', card: 'c', at: at * 1e6, end: end * 1e6, command: sent, response};
};

const adviceOn = (
  events: readonly RecordEvent[],
  end: number,
  people: readonly (readonly [at: number, ms: number])[] = [],
): readonly (readonly [rule: string, savedMs: number])[] => {
  const collector = adviceCollector();
  collector.add(
    profiledRun({
      ending: {verdict: 'pass', reason: {en: '', ja: ''}},
      interval: {at: 0, end: end * 1e6},
      events,
      circumstances: {virtual: false},
      phasesOf: () =>
        people.map(([at, ms]) => ({
          id: 'tap',
          title: {en: 'tap', ja: 'かざす'},
          actor: 'holder',
          interval: {at: at * 1e6, end: (at + ms) * 1e6},
          people: {peopleNs: Math.max(1, ms) * 1e6, livedNs: ms * 1e6},
        })),
    }),
  );
  return collector.advice().map(({rule, savedMs}) => [rule, savedMs]);
};

const select = '00A4040C0AD392F000260100000001=9000';

test('a reset in the middle, and revocation asked for at the end, are told with what they cost', (t) => {
  const reset: RecordEvent = {type: 'power', at: 15e6, card: 'c', state: 'reset', atr: '3B80'};
  t.deepEqual(adviceOn([apdu(0, 10, select), reset, apdu(19, 25, '00B08A0004=308204009000')], 30), [
    ['connect-by-reset', 4],
  ]);
  const read = apdu(10, 20, '00B08A0004=308204009000');
  const sign = apdu(20, 320, '802A009733303130=9000');
  const asked = (at: number, end: number): RecordEvent => ({
    type: 'centre',
    at: at * 1e6,
    end: end * 1e6,
    operation: 'revocation/ocsp',
    outcome: 'good',
  });
  t.deepEqual(adviceOn([apdu(0, 10, select), read, sign, asked(320, 420)], 430), [
    ['revocation-in-line', 100],
  ]);
  t.deepEqual(adviceOn([apdu(0, 10, select), read, sign, asked(320, 1320)], 1330), [
    ['revocation-in-line', 300],
  ]);
  t.deepEqual(adviceOn([apdu(0, 10, select), read, asked(20, 120), sign], 430), []);
});

test('without a timing profile small reads are told only where lengths let the cost of an exchange be known', (t) => {
  const reads = (lengths: readonly number[], ms: (length: number) => number): RecordEvent[] => {
    let at = 10;
    let offset = 0;
    return lengths.map((length) => {
      const from = at;
      at += ms(length);
      const p = offset.toString(16).toUpperCase().padStart(4, '0');
      offset += length;
      return apdu(from, at, `00B0${p}00=${'AA'.repeat(length)}9000`);
    });
  };
  const opened = [apdu(0, 5, select), apdu(5, 10, '00A4020C02000A=9000')];
  const line = (length: number): number => 7 + length / 8;
  const [known] = adviceOn([...opened, ...reads([64, 64, 64, 64, 64, 64, 32], line)], 500);
  t.is(known?.[0], 'small-reads');
  // 416 bytes in two pieces and one for the header: four exchanges of 7 ms are spared.
  t.is(known?.[1].toFixed(6), '28.000000');
  t.deepEqual(adviceOn([...opened, ...reads([64, 64, 64, 64, 64, 64, 64], line)], 500), []);
});

test('which bytes of a file came is counted once, in whatever order', (t) => {
  const bytes = new Ranges();
  for (const [offset, length] of [
    [4, 256],
    [0, 4],
    [260, 10],
    [300, 5],
    [0, 270],
    [299, 1],
  ] as const) {
    bytes.add(offset, length);
  }
  t.is(bytes.length, 276);
  t.deepEqual(
    [bytes.has(0, 270), bytes.has(269, 2), bytes.has(299, 6), bytes.has(0, 0)],
    [true, false, true, false],
  );
});

test('a budget is met at its limit and missed above it, by the statistic it names', (t) => {
  const series = Array.from({length: 100}, (_, i) => i + 1);
  t.deepEqual(
    (['p50', 'p95', 'p99', 'max'] as const).map((statistic) => statisticOf(series, statistic)),
    [50.5, 95.05, 99.01, 100],
  );
  const budget = {id: 'B', title: {en: 'b', ja: 'b'}, statistic: 'max', maxMs: 100, source: 'S8'} as const;
  const judged = (maxMs: number, values = series, judgeable = true) =>
    judgeBudget({...budget, maxMs}, values, {judgeable, basis: 'measured'}).verdict;
  t.deepEqual(
    [judged(100), judged(99.999), judged(100, []), judged(99, series, false)],
    ['met', 'missed', 'not-judged', 'not-judged'],
  );
});

test('every budget of the catalogue has an id of its own, a source, and a scenario that is there or none', (t) => {
  t.is(new Set(budgets.map(({id}) => id)).size, budgets.length);
  for (const {id, scenario, source, maxMs, typicalMs} of budgets) {
    const named = scenario === undefined ? [] : [scenario].flat();
    t.true(
      named.every((wanted) => scenarios.some((one) => one.id === wanted)),
      id,
    );
    t.regex(source, /^[ST]\d+$/);
    t.true(maxMs >= (typicalMs?.[1] ?? 0), id);
  }
});

/** A budget file, and how the sentence goes on. */
const refused: Readonly<Record<string, readonly [text: string, fragment: string]>> = {
  'an unknown phase': [
    'budgets:\n  - id: mine\n    maxMs: 10\n    phases: [read-certificat]\n',
    'b.yaml:4:14 budgets.0.phases.0 is one of read-certificate, sign, but "read-certificat" came; "read-certificate" may be meant',
  ],
  'a negative limit': [
    'budgets:\n  - id: mine\n    maxMs: -1\n',
    'b.yaml:3:12 budgets.0.maxMs does not fit ("-1")',
  ],
  'a limit that is missing': ['budgets:\n  - id: mine\n', 'b.yaml:2:5 budgets.0.maxMs is missing'],
  'a misspelt statistic': [
    'budgets:\n  - id: mine\n    maxMs: 1\n    statistic: p59\n',
    'b.yaml:4:16 budgets.0.statistic is one of p50, p95, p99, max, but "p59" came; "p50" may be meant',
  ],
  'no budget': ['budgets: []\n', 'b.yaml:1:10 budgets does not fit'],
};

for (const [what, [text, fragment]] of Object.entries(refused)) {
  test(`a budget file with ${what} is refused where it stands`, (t) => {
    refusal(t, () => readBudgets(text, 'b.yaml', ['read-certificate', 'sign']), 'KZS-BUDGET-FILE', fragment);
  });
}

test('the last command of a program’s run is counted, however short the time behind it', (t) => {
  const run = profiledRun({
    ending: {verdict: 'pass', reason: {en: '', ja: ''}},
    interval: {at: 0, end: 105},
    events: [
      {type: 'apdu', side: 'card', card: 'c', at: 10, end: 100, command: '00A40400', response: '9000'},
    ],
    circumstances: {virtual: false, stackEstimated: true},
    stackNs: 50,
    phasesOf: () => [],
  });
  t.deepEqual(
    run.exchanges.map(({stackNs, end}) => [stackNs, end]),
    [[5, 105]],
  );
});

test('a phase that some runs lack is counted run by run, and one that none has meets no limit', (t) => {
  const phase = (id: string) => ({id, title: {en: id, ja: id}, actor: 'card'}) as const;
  const of = (phases: readonly string[]) => profileBuilder({budgets: limits(phases), judgeable: true});
  const limits = (phases: readonly string[]) => [
    {id: 'B', title: {en: 'b', ja: 'b'}, statistic: 'max', maxMs: 20, source: 'S8', phases} as const,
  ];
  const judgedOver = (phases: readonly string[]) => {
    const builder = of(phases);
    for (const id of ['select', 'select', 'probe', 'probe']) {
      builder.add(
        profiledRun({
          ending: {verdict: 'pass', reason: {en: '', ja: ''}},
          interval: {at: 0, end: 16e6},
          events: [],
          circumstances: {virtual: false},
          phasesOf: () => [{...phase(id), interval: {at: 0, end: 15e6}}],
        }),
      );
    }
    const [budget] = builder.profile().budgets;
    return [budget?.verdict, budget?.actualMs, budget?.runs];
  };
  t.deepEqual(judgedOver(['select', 'probe']), ['met', 15, 4]);
  t.deepEqual(judgedOver(['verify']), ['not-judged', 0, 0]);
  // Two of the four runs came to it: their figure alone counts.
  t.deepEqual(judgedOver(['probe']), ['met', 15, 2]);
});

test('resets in one gap count once, and one behind the last command not at all', (t) => {
  const reset = (at: number): RecordEvent => ({type: 'power', at: at * 1e6, card: 'c', state: 'reset'});
  const again = apdu(500, 505, '00B08A0004=308204009000');
  t.deepEqual(adviceOn([apdu(0, 10, select), reset(100), reset(200), again], 600), [
    ['connect-by-reset', 400],
  ]);
  t.deepEqual(adviceOn([apdu(0, 10, select), reset(100)], 600), []);
});

test('what people take is nothing to spare, and what another terminal or another tap reads it cannot have kept', (t) => {
  const read = (at: number): RecordEvent => apdu(at, at + 10, '00B08A0004=308204009000');
  const twice = [apdu(0, 10, select), read(10), apdu(20_020, 20_030, select), read(20_030)];
  // The clock went on by it, and then it did not.
  t.deepEqual(adviceOn(twice, 20_040, [[20, 20_000]]), []);
  const soon = [apdu(0, 10, select), read(10), apdu(21, 31, select), read(31)];
  t.deepEqual(adviceOn(soon, 41, [[20.5, 0]]), []);
  t.deepEqual(
    adviceOn(soon, 41).map(([rule]) => rule),
    ['repeated-select', 'read-again'],
  );
  // A person who types in the middle of a dialogue makes no other of it.
  t.deepEqual(
    adviceOn([apdu(0, 10, select), read(10), read(5020)], 5030, [[20, 5000]]).map(([rule]) => rule),
    ['read-again'],
  );
  const powered: RecordEvent = {type: 'power', at: 20.5e6, card: 'c', state: 'on'};
  t.deepEqual(
    adviceOn([...soon.slice(0, 2), powered, ...soon.slice(2)], 41).map(([rule]) => rule),
    ['connect-by-reset'],
  );
});

test('a tap on an application that is stopped, or is all there was to ask, is no probe for other cards', (t) => {
  const other = '00A4040C05A000000003';
  const rules = (events: readonly RecordEvent[], people: readonly (readonly [number, number])[] = []) =>
    adviceOn(events, 100, people).map(([rule]) => rule);
  t.deepEqual(rules([apdu(0, 10, `${other}=6A82`), apdu(10, 20, select)]), ['foreign-probes']);
  t.deepEqual(rules([apdu(0, 10, `${other}=6A82`)]), []);
  const stopped = select.replace('9000', '6A82');
  const [otherDone, otherTap] = [apdu(10, 20, `${other}=9000`), apdu(30, 40, select)];
  t.deepEqual(rules([apdu(0, 10, stopped), otherDone, otherTap]), []);
  t.deepEqual(rules([apdu(0, 10, `${other}=6A82`), apdu(11, 21, select)], [[10.5, 0]]), []);
});
