import test from 'ava';
import {
  issueDay,
  loginExchanges,
  modelledTime,
  personaNamed,
  type TimingSeed,
  timingProfileNamed,
} from '../../emulator/index.ts';
import {nthBirthdayAfter} from '../../emulator/personas/when.ts';
import {type Clock, type RecordEvent, realClock, virtualClock} from '../../protocol/index.ts';
import {
  attribute,
  type CardBench,
  centreEventsOf,
  createTestWorld,
  openInProcessBench,
  Refused,
  runScenario,
  type Scenario,
  type ScenarioOutcome,
  scenarios,
  scenariosMatching,
  timedExchanges,
} from '../../scenarios/index.ts';

const exchange = (
  side: 'card' | 'terminal',
  at: number,
  end: number,
  modelled?: {cardNs: number; linkNs: number},
): RecordEvent => ({
  type: 'apdu',
  side,
  card: 'c',
  at,
  end,
  command: '00',
  response: '9000',
  ...(modelled ? {modelled} : {}),
});

test('while two sessions talk to one card nothing counts twice, and people’s time beside them is no reader’s', (t) => {
  const events: RecordEvent[] = [
    exchange('terminal', 100, 200),
    exchange('card', 110, 150),
    exchange('terminal', 120, 260),
    exchange('card', 210, 250),
  ];
  const split = (ns: number) =>
    attribute(timedExchanges(events), [], {at: 90, end: 300}, {peopleNs: ns, livedNs: ns});
  t.like(split(0), {cardNs: 80, stackNs: 80, hostNs: 50, apdus: 2, unsplit: 0});
  t.like(split(100), {cardNs: 80, stackNs: 30, hostNs: 0, peopleNs: 100});
});

test('an interval’s time is split into card, link, host and centre, and nothing is lost or counted twice', (t) => {
  const events: RecordEvent[] = [
    exchange('terminal', 100, 200),
    exchange('card', 120, 180, {cardNs: 40, linkNs: 15}),
    exchange('terminal', 300, 350),
    exchange('card', 310, 340),
    {type: 'centre', at: 400, end: 460, operation: 'x', outcome: 'y'},
    // Before the interval, and on the card without the terminal: neither is this interval's.
    exchange('terminal', 0, 50),
    exchange('card', 360, 370),
  ];
  t.deepEqual(attribute(timedExchanges(events), centreEventsOf(events), {at: 90, end: 500}), {
    cardNs: 60 + 30 - 15,
    linkNs: 15,
    stackNs: 150 - 90,
    hostNs: 410 - 150 - 60,
    networkNs: 0,
    centreNs: 60,
    peopleNs: 0,
    modelledCardNs: 40,
    modelledLinkNs: 15,
    apdus: 2,
    unsplit: 0,
  });
  t.is(attribute([], [], {at: 5, end: 9}).hostNs, 4);
});

test('a client’s wait for the centre beyond the centre’s work is the network’s', (t) => {
  const asked = {type: 'centre', operation: 'x', outcome: 'y'} as const;
  const events: RecordEvent[] = [
    {...asked, side: 'client', at: 100, end: 300},
    {...asked, side: 'centre', at: 150, end: 220},
    {...asked, at: 400, end: 410},
  ];
  t.like(attribute([], centreEventsOf(events), {at: 0, end: 500}), {
    networkNs: 130,
    centreNs: 80,
    hostNs: 290,
  });
});

test('centre events inside one another count once, on either side of the network', (t) => {
  const one = {type: 'centre', operation: 'x', outcome: 'y'} as const;
  const events: RecordEvent[] = [
    {...one, side: 'client', at: 120, end: 180},
    {...one, side: 'client', at: 100, end: 300},
    {...one, side: 'centre', at: 160, end: 200},
    {...one, side: 'centre', at: 150, end: 220},
    {...one, at: 170, end: 190},
    {...one, at: 400, end: 410},
    {...one, at: 405, end: 420},
  ];
  t.like(attribute([], centreEventsOf(events), {at: 0, end: 500}), {
    networkNs: 200 - 70,
    centreNs: 70 + 20,
    hostNs: 500 - 200 - 20,
  });
});

test('where only the card was watched, the way to the program is reckoned, and never longer than the gap', (t) => {
  const events = [exchange('card', 100, 200), exchange('card', 230, 300), exchange('card', 400, 500)];
  const timed = timedExchanges(events, 50);
  t.deepEqual(
    timed.map(({cardNs, stackNs, gapNs}) => [cardNs, stackNs, gapNs]),
    [
      [100, 30, 0],
      [70, 50, 0],
      [100, 50, 50],
    ],
  );
});

test('a real card’s exchange, seen by the terminal alone, is not split, and says so', (t) => {
  const timed = timedExchanges([exchange('terminal', 0, 70)]);
  t.like(timed[0], {cardNs: 70, linkNs: 0, stackNs: 0, split: false});
  t.is(attribute(timed, [], {at: 0, end: 100}).unsplit, 1);
});

test('cards are issued on the first day of the Japanese fiscal year, whatever the time zone', (t) => {
  for (const [now, day] of [
    ['2026-11-23T00:00:00Z', '2026-04-01T01:00:00.000Z'],
    ['2026-04-01T00:59:59Z', '2025-04-01T01:00:00.000Z'],
    ['2026-04-01T01:00:00Z', '2026-04-01T01:00:00.000Z'],
    ['2027-01-01T00:00:00Z', '2026-04-01T01:00:00.000Z'],
  ] as const) {
    t.is(issueDay(new Date(now)).toISOString(), day);
  }
  t.is(nthBirthdayAfter('1980-02-17', '2026-04-01', 10), '2036-02-17');
  t.is(nthBirthdayAfter('1980-06-17', '2026-04-01', 10), '2035-06-17');
});

test('the same seed gives the same card, another seed another one', async (t) => {
  const clock = virtualClock(new Date('2026-11-23T00:00:00Z'));
  const adult = personaNamed('adult');
  const [one, same, other] = await Promise.all(
    [undefined, 'kazasu', 'another'].map((seed) =>
      createTestWorld({clock, ...(seed === undefined ? {} : {seed})}).cardFor(adult),
    ),
  );
  t.deepEqual(one, same);
  t.notDeepEqual(one?.applications['jpki']?.contents, other?.applications['jpki']?.contents);
});

test('scenarios are chosen by id or pattern, and a wrong one names first the one that may be meant', (t) => {
  t.deepEqual(
    scenariosMatching('jpki/login').map(({id}) => id),
    ['jpki/login'],
  );
  t.deepEqual(
    scenariosMatching(['jpki/sign', 'jpki/lo*', 'jpki/login']).map(({id}) => id),
    ['jpki/login', 'jpki/sign'],
  );
  t.throws(() => scenariosMatching(['jpki/login', 'jpki/logon']), {
    message:
      /: "jpki\/logon" is no scenario .*; "jpki\/login" may be meant; there are \d+, such as .* \(--list shows all\)$/,
  });
  const ids = scenarios.map(({id}) => id);
  t.deepEqual([...new Set(ids)], ids);
  t.true(scenariosMatching('jpki/*').length > 0);
  const error = t.throws(() => scenariosMatching('jpki.login'));
  t.regex(error.message, /KZS-SCENARIO-UNKNOWN: "jpki\.login" .*jpki\/login/);
});

interface Play {
  readonly timing?: string;
  readonly timingSeed?: TimingSeed;
  readonly clock?: Clock;
  readonly pin?: string;
  readonly before?: (bench: CardBench) => Promise<void>;
}

const play = async (
  scenario: Scenario,
  {timing = 'contactless-106', timingSeed = 'none', pin = '1234', ...rest}: Play = {},
): Promise<ScenarioOutcome> => {
  const clock = rest.clock ?? virtualClock(new Date('2026-11-23T00:00:00Z'));
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing, timingSeed, clock, record});
  try {
    await rest.before?.(bench);
    const secrets = {userAuthenticationPin: pin, digitalSignaturePassword: 'ABC123'};
    return await runScenario(scenario, {bench, world, image, timing, secrets, events, record});
  } finally {
    await bench.close();
  }
};

const [login] = scenariosMatching('jpki/login') as [Scenario];

test('a log-in passes, in the same steps on a virtual clock as on a real one', async (t) => {
  const virtual = await play(login);
  const real = await play(login, {clock: realClock()});
  t.is(virtual.budgets[0]?.verdict, 'met');
  for (const {verdict, phases} of [virtual, real]) {
    t.is(verdict, 'pass');
    t.deepEqual(
      phases.map(({id, apdus}) => [id, apdus]),
      [
        ['select-application', 1],
        ['check-token', 2],
        ['read-certificate', 7],
        ['verify-pin', 3],
        ['sign', 2],
        ['verify-at-centre', 0],
      ],
    );
  }
  // What is modelled: 12 + 4 × 6 + 7 × 5 (six READs, one of 32 bytes) + 6 + 30 + 350 ms of chip time, two commits.
  t.is(virtual.total.cardMs.toFixed(3), (12 + 4 * 6 + 7 * 5 + 6 + 30 + 350 + 2 * (5 + 0.078)).toFixed(3));
  t.true(real.total.cardMs >= virtual.total.cardMs);
  t.is(virtual.linkFloor, undefined);
  t.is(real.linkFloor?.samples, 40);
});

test('with one seed both clocks model the same, step by step, and real time is never shorter', async (t) => {
  const modelled = ({phases}: ScenarioOutcome) =>
    phases.map(({id, modelledCardMs, modelledLinkMs}) => ({id, modelledCardMs, modelledLinkMs}));
  const virtual = await play(login, {timingSeed: 4});
  const real = await play(login, {timingSeed: 4, clock: realClock()});
  t.deepEqual(modelled(virtual), modelled(real));
  t.notDeepEqual(modelled(virtual), modelled(await play(login, {timingSeed: 5})));
  for (const [i, {ms, centreMs, hostMs}] of real.phases.entries()) {
    t.true(ms - centreMs - hostMs >= (virtual.phases[i]?.ms ?? 0) - 1e-6);
  }
});

test('a log-in costs what the dialogue of that name in the timing profiles says', async (t) => {
  const world = createTestWorld({clock: virtualClock(new Date('2026-11-23T00:00:00Z'))});
  const image = await world.cardFor(personaNamed('adult'));
  const der = Buffer.from(image.applications['jpki']?.contents['000A'] ?? '', 'base64');
  const profile = timingProfileNamed('contactless-106');
  const times = loginExchanges(4 + der.readUInt16BE(2)).map((work) => modelledTime(profile, work));
  const {total} = await play(login);
  t.is(total.cardMs.toFixed(3), (times.reduce((sum, {cardNs}) => sum + cardNs, 0) / 1e6).toFixed(3));
  t.is(total.linkMs.toFixed(3), (times.reduce((sum, {linkNs}) => sum + linkNs, 0) / 1e6).toFixed(3));
});

test('the parts of every phase add up to its duration', async (t) => {
  const {phases, total} = await play(login, {clock: realClock()});
  for (const {ms, cardMs, linkMs, stackMs, hostMs, networkMs, centreMs} of [...phases, total]) {
    const parts = [cardMs, linkMs, stackMs, hostMs, networkMs, centreMs];
    t.true(Math.abs(ms - parts.reduce((sum, part) => sum + part, 0)) < 1e-6);
    t.true(Math.min(...parts) >= 0);
  }
});

test('without a timing profile a budget is not judged: no real card is as fast as the emulator', async (t) => {
  const {verdict, budgets, notes} = await play(login, {timing: 'instant'});
  t.is(verdict, 'pass');
  t.is(budgets[0]?.verdict, 'not-judged');
  t.regex(notes[0]?.en ?? '', /budgets are not judged/);
});

test('a wrong PIN fails with the tries left, and no PIN in the words', async (t) => {
  const {verdict, reason, budgets} = await play(login, {pin: '9876'});
  t.is(verdict, 'fail');
  t.regex(reason.en, /refused by the card; 2 tries are left/);
  t.regex(reason.ja, /利用者証明用暗証番号/);
  t.false(JSON.stringify(reason).includes('9876'));
  t.is(budgets[0]?.verdict, 'not-judged');
});

test('a blocked PIN fails before a VERIFY is wasted', async (t) => {
  const {verdict, reason, phases} = await play(login, {
    async before(bench) {
      const port = await bench.port();
      const connection = await port.connect(bench.describe.reader);
      await connection.transmit(Buffer.from('00A4040C0AD392F000260100000001', 'hex'));
      for (let i = 0; i < 3; i += 1) {
        await connection.transmit(Buffer.from('002000980430303030', 'hex'));
      }
      await connection.disconnect('leave');
    },
  });
  t.is(verdict, 'fail');
  t.regex(reason.en, /is blocked or was never set: no tries are left/);
  t.is(phases.at(-1)?.apdus, 2);
});

test('a card pulled in the middle is an error of the bench’s surroundings, named', async (t) => {
  for (const ins of [0xa4, 0xb0, 0x20, 0x2a]) {
    const {verdict, reason} = await play(login, {
      before: (bench) => bench.fault({kind: 'pull', ins, occurrence: 1}),
    });
    t.is(verdict, 'error');
    t.regex(reason.en, /card/);
  }
});

test('a scenario that refuses is a fail, one that breaks an error, and both end the run', async (t) => {
  const failing = (error: Error): Scenario => ({...login, run: () => Promise.reject(error)});
  const refused = await play(failing(new Refused({en: 'no', ja: '否'})));
  t.deepEqual([refused.verdict, refused.reason.en], ['fail', 'no']);
  const broken = await play(failing(new Error('a defect')));
  t.deepEqual([broken.verdict, broken.reason.en], ['error', 'a defect']);
});

test('a budget that is exceeded is missed, and the verdict stays a pass', async (t) => {
  const tight = {...login, budgets: login.budgets.map((budget) => ({...budget, maxMs: 100}))};
  const {verdict, budgets} = await play(tight);
  t.is(verdict, 'pass');
  t.is(budgets[0]?.verdict, 'missed');
});

const step = (id: string, usualMs?: number) => ({
  id,
  title: {en: id, ja: id},
  actor: 'host' as const,
  ...(usualMs === undefined ? {} : {usualMs}),
});
const done = {verdict: 'pass', reason: {en: 'done', ja: '完了'}} as const;
const bare = (run: Scenario['run'], more: Partial<Scenario> = {}): Scenario => {
  const {variants: _, parameters: __, ...rest} = login;
  return {...rest, phases: [], budgets: [], ...more, run};
};

test('a budget on phases that never came is not judged, and says why', async (t) => {
  const limit = {...login.budgets[0], id: 'B-NEVER', phases: ['never']} as Scenario['budgets'][number];
  const {verdict, budgets, notes} = await play({...login, budgets: [...login.budgets, limit]});
  t.is(verdict, 'pass');
  t.deepEqual(
    budgets.map(({id, verdict: of, runs}) => [id, of, runs]),
    [
      ['B-JPKI', 'met', 1],
      ['B-NEVER', 'not-judged', 0],
    ],
  );
  t.is(notes.filter(({en}) => /^B-NEVER: none of the phases/.test(en)).length, 1);
});

/** What a scenario does wrong, and the sentence of the error it ends in, caught or not. */
const wrongSteps: Readonly<Record<string, readonly [run: Scenario['run'], sentence: RegExp]>> = {
  'a step inside another': [
    async (stage) => stage.step(step('outer'), () => stage.step(step('inner'), () => done)),
    /"inner" was expected to begin when "outer" is over/,
  ],
  'two steps at once': [
    async (stage) => {
      const one = stage.step(step('one', 1000), () => stage.clock.sleep(1e6));
      const two = stage.step(step('two', 1000), () => stage.clock.sleep(1e6));
      await Promise.allSettled([one, two]);
      return done;
    },
    /"two" was expected to begin when "one" is over/,
  ],
  'a negative time': [
    async (stage) => stage.step(step('short', -1000), () => done),
    /usualMs of the step "short" is a number of milliseconds from 0 on, but -1000 came/,
  ],
  'no number as a time': [
    async (stage) => stage.step(step('short', Number.NaN), () => done).catch(() => done),
    /"short" .* but NaN came/,
  ],
};

for (const [what, [run, sentence]] of Object.entries(wrongSteps)) {
  test(`a scenario with ${what} ends as an error that names it, and no part of its time is negative`, async (t) => {
    const {verdict, reason, total, phases} = await play(bare(run));
    t.is(verdict, 'error');
    t.regex(reason.en, sentence);
    for (const {ms, hostMs, peopleMs} of [total, ...phases]) {
      t.true(Math.min(ms, hostMs, peopleMs) >= 0);
    }
  });
}

test('what a scenario does between its steps stands by itself, and with it the phases add up to the total', async (t) => {
  const {phases, between, total} = await play(
    bare(async (stage) => {
      await stage.step(step('first', 1000), () => stage.clock.sleep(1e6));
      await stage.connection.transmit(Buffer.from('00A4040C0AD392F000260100000001', 'hex'));
      await stage.clock.sleep(2e6);
      return stage.step(step('second'), () => done);
    }),
  );
  for (const part of ['ms', 'cardMs', 'hostMs', 'linkMs', 'peopleMs'] as const) {
    const sum = [...phases, ...(between ? [between] : [])].reduce((all, one) => all + one[part], 0);
    t.true(Math.abs(total[part] - sum) < 1e-6, part);
  }
  t.true((between?.ms ?? 0) > 2);
  t.is((await play(bare((stage) => stage.step(step('only', 1000), () => done)))).between, undefined);
});
