import test from 'ava';
import {personaNamed, secretsOf} from '../../emulator/index.ts';
import {appletFiles} from '../../protocol/applets/index.ts';
import {type RecordEvent, seededRandom, toHex, virtualClock} from '../../protocol/index.ts';
import {identificationMedia} from '../../scenarios/catalogue/applets/common-card/identification-media.ts';
import {userList} from '../../scenarios/catalogue/applets/common-card/user-list.ts';
import {
  withDigitWrong,
  yearOfTransition,
} from '../../scenarios/catalogue/applets/common-card/year-of-transition.ts';
import {heardIn, wiretapped} from '../../scenarios/catalogue/applets/service/wire.ts';
import {aidsOf, idBytes, servicePin, townX} from '../../scenarios/catalogue/applets/town-service.ts';
import {
  asDocumented,
  createTestWorld,
  documentedEnding,
  openInProcessBench,
  type Profile,
  profileBuilder,
  profileScenario,
  type Scenario,
  type Stage,
  scenariosMatching,
  variantsNamed,
} from '../../scenarios/index.ts';
import {type AppletDefect, appletDefects} from '../support/applet-defects.ts';
import {areaDefects} from '../support/area-defects.ts';
import {benchOf} from '../support/changed-card.ts';
import {claimDocumentedVariants, tableBehind} from '../support/documented-variants.ts';
import {registryDefects} from '../support/registry-defects.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const page = 'docs/scenarios-applets.md';
const applets = scenariosMatching('applets/*');
const timing = 'contactless-106';

test('the page has every scenario with its end, and each ends so, also with a card on which JPKI is blocked', async (t) => {
  const [, ...rows] = tableBehind(page, '# Scenarios with applications on the card');
  t.deepEqual(
    rows.map(([id]) => id),
    applets.map(({id}) => id),
  );
  for (const [id = '', , end = ''] of rows) {
    const scenario = scenarioCalled(id);
    const {outcome} = await play(scenario);
    t.is(said(outcome), end, `${id}: ${outcome.reason.en}`);
    t.is(said(documentedEnding(scenario, 'adult') ?? {verdict: 'none'}), end);
    t.is(said((await play(scenario, {persona: 'blocked-pins'})).outcome), end);
    t.not(outcome.reason.en, outcome.reason.ja);
  }
});

claimDocumentedVariants(page, applets);

/** Milliseconds of a budget on the clock of the timing profile. */
const budgetsOf = async (id: string): Promise<ReadonlyMap<string, number>> => {
  const {outcome} = await play(scenarioCalled(id), {timing});
  return new Map(
    outcome.budgets.map((budget) => [budget.id, budget.verdict === 'met' ? budget.actualMs : NaN]),
  );
};

test('each budget is met on the modelled card, and every application is faster than a JPKI log-in', async (t) => {
  const login = (await budgetsOf('jpki/login')).get('B-JPKI') ?? NaN;
  for (const [scenario, budget] of [
    ['applets/common', 'B-APP-COMMON'],
    ['applets/type-a', 'B-APP-AUTHENTICATED'],
    ['applets/type-d', 'B-APP-AUTHENTICATED'],
  ] as const) {
    const ms = (await budgetsOf(scenario)).get(budget) ?? NaN;
    t.true(ms > 20 && ms < login, `${scenario}: ${ms} ms of ${login}`);
  }
  const counter = await budgetsOf('applets/counter');
  t.true((counter.get('B-INST-COUNTER') ?? NaN) > (counter.get('B-OP-COUNTER') ?? NaN));
  t.is(counter.get('B-OP-COUNTER'), 40_000);
});

test('with a linked register the operator has 15 s less to do', async (t) => {
  const [linked] = variantsNamed(applets, 'register-linked');
  const {outcome} = await play(
    {...(linked as Scenario), budgets: scenarioCalled('applets/counter').budgets},
    {timing},
  );
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  t.is(outcome.budgets.find(({id}) => id === 'B-OP-COUNTER')?.actualMs, 25_000);
});

/** Plays a scenario so many times in one world, as `kazasu profile` does. */
const profileOf = async (scenario: Scenario, runs: number): Promise<Profile> => {
  const clock = virtualClock(new Date('2026-11-23T00:00:00Z'));
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing, clock, record});
  try {
    const builder = profileBuilder({budgets: scenario.budgets, judgeable: true});
    const series = {runs, bench, world, image, secrets: secretsOf(image), events, record};
    return (await profileScenario(scenario, builder, series)).profile;
  } finally {
    await bench.close();
  }
};

test('each scenario plays again and again in one world, and a profile judges its budgets by their actors', async (t) => {
  for (const scenario of applets) {
    const {verdict: played, reason, budgets} = await profileOf(scenario, 2);
    t.is(played, 'pass', `${scenario.id}: ${reason.en}`);
    t.true(
      budgets.every(({verdict, runs}) => verdict === 'met' && runs === 2),
      scenario.id,
    );
  }
});

test('installing is timed apart from use', async (t) => {
  const {outcome} = await play(scenarioCalled('applets/type-a'), {timing});
  t.deepEqual(outcome.changes, []);
  t.true(outcome.phases.every(({id}) => id !== 'load' && id !== 'install'));
  const before = outcome.preparation.find(({id}) => id === 'install-before');
  t.is(before?.actor, 'card');
  t.true((before?.ms ?? 0) > 100, `${before?.ms} ms`);
});

test('every scenario tells what was done before it, by card and by system', async (t) => {
  for (const scenario of applets) {
    const {preparation} = (await play(scenario, {timing})).outcome;
    t.deepEqual(new Set(preparation.map(({actor}) => actor)), new Set(['card', 'centre']), scenario.id);
  }
});

test('with linked=true a register is linked, and the counter ends as with it', async (t) => {
  const base = scenarioCalled('applets/counter');
  const {linked} = base.parameters ?? {};
  const asked = {...base, parameters: {...base.parameters, linked: {...linked, default: true}}};
  const {outcome} = await play(asked as Scenario);
  t.is(said(outcome), 'pass enrolled', outcome.reason.en);
  t.true(outcome.phases.some(({id}) => id === 'confirm-user-id'));
});

test('somebody in the line alters the message of every play', async (t) => {
  for (const id of ['command-altered', 'answer-altered']) {
    for (const variant of variantsNamed(applets, id)) {
      const {verdict, reason} = await profileOf(variant, 2);
      t.is(verdict, 'pass', reason.en);
    }
  }
});

/** Everything recorded of a run, and everything that travelled. */
const heardOf = async (id: string): Promise<{events: readonly RecordEvent[]; heard: Uint8Array[]}> => {
  const heard: Uint8Array[] = [];
  const base = scenarioCalled(id);
  const {events, outcome} = await play({
    ...base,
    async run(stage: Stage) {
      const tap = wiretapped(stage);
      try {
        return await base.run(tap.stage);
      } finally {
        heard.push(...tap.heard);
      }
    },
  });
  if (outcome.verdict !== 'pass') {
    throw new Error(outcome.reason.en);
  }
  return {events, heard};
};

test('nobody who listens reads the id of type D, nor anybody in a record of either side; that of type A travels', async (t) => {
  const [a, d] = [await heardOf('applets/type-a'), await heardOf('applets/type-d')];
  t.true(heardIn(a, idBytes('type-a')));
  t.false(heardIn(d, idBytes('type-d')));
  for (const {events} of [a, d]) {
    const apdus = events.filter((event) => event.type === 'apdu');
    t.deepEqual(new Set(apdus.map(({side}) => side)), new Set(['card', 'terminal']));
    const told = JSON.stringify(events).toUpperCase();
    for (const secret of [idBytes('type-a'), Buffer.from(servicePin)]) {
      t.false(told.includes(toHex(secret)));
    }
  }
  // The same search in what travelled, written as a record is, finds it: so it could have been found.
  t.true(
    a.heard
      .map((one) => toHex(one))
      .join(' ')
      .includes(toHex(idBytes('type-a'))),
  );
});

/** A card with a defect, the scenario that finds it, and how that ends. */
const found: readonly (readonly [
  AppletDefect | keyof typeof areaDefects | keyof typeof registryDefects,
  scenario: string,
  variant: string | undefined,
  end: RegExp,
])[] = [
  ['challenge-kept', 'applets/type-a', 'cryptogram-repeated', /ended pass \(replay-accepted\)/],
  ['challenge-fixed', 'applets/type-a', 'cryptogram-replayed', /ended pass \(replay-accepted\)/],
  ['mac-forgotten', 'applets/type-d', 'command-replayed', /ended pass \(replay-accepted\)/],
  ['wrong-vector', 'applets/type-d', undefined, /./],
  ['reading-counts', 'applets/shared', undefined, /confirmationCounter changed/],
  ['reading-counts', 'applets/type-a', undefined, /confirmationCounter changed/],
  ['other-id-written', 'applets/counter', undefined, /read-?back|tells another one/],
  ['quota-leaks-at-install', 'applets/area', undefined, /bytes free/],
  ['quota-leaks-at-delete', 'applets/area', undefined, /bytes free/],
  ['deleted-stays', 'applets/area', undefined, /was expected to be gone/],
  ['anybody-deletes', 'applets/any-card', undefined, /from town X’s keys.*\(delete\)/],
  ['anybody-locks', 'applets/any-card', undefined, /from town X’s keys.*\(lock\)/],
  ['id-read-without-pin', 'applets/type-a', 'id-without-pin', /ended pass \(let-in\)/],
  ['id-read-without-pin', 'applets/type-d', 'id-without-pin', /ended pass \(let-in\)/],
  ['id-of-first-instance', 'applets/area', undefined, /to give its own id/],
  ['any-host-cryptogram', 'applets/area', 'host-cryptogram-wrong', /ended pass \(let-in\)/],
  ['any-mac', 'applets/area', 'mac-wrong', /ended pass \(let-in\)/],
  ['session-kept', 'applets/area', 'mac-wrong', /ended pass \(let-in\)/],
  ['free-memory-constant', 'applets/area', undefined, /free bytes were expected to fall/],
  ['byte-quota-ignored', 'applets/area', 'filled-by-bytes', /ended pass \(never-full\)/],
  ['counter-stands', 'applets/area', 'session-replayed', /ended pass \(let-in\)/],
  ['any-key-version', 'applets/area', 'key-version-unknown', /ended pass \(let-in\)/],
  ['other-key-version', 'applets/area', 'key-version-unknown', /ended fail \(card-status\)/],
  ['unlock-restores-tries', 'applets/type-a', 'resumed-after-2-wrong-pins', /ended pass \(identified\)/],
  ['unlock-restores-tries', 'applets/type-d', 'resumed-after-2-wrong-keys', /ended pass \(identified\)/],
  ['unlock-forgets-id', 'applets/type-a', 'resumed', /ended fail \(id-unknown\)/],
  ['unlock-forgets-id', 'applets/area', undefined, /resumed application was expected to give its id/],
  ['unlock-forgets-key', 'applets/type-d', 'resumed', /ended fail \(key-refused\)/],
  ['unlock-forgets-pin', 'applets/type-a', 'resumed', /ended fail \(wrong-pin\)/],
  ['replaced-at-install', 'applets/area', undefined, /AID that is taken was expected to be answered 6985/],
  ['replaced-at-install', 'applets/area', 'aid-taken', /ended pass \(carried-out\)/],
  ['emptied-at-install', 'applets/area', undefined, /keep its id where another was refused/],
  ['locked-hidden', 'applets/area', undefined, /list a stopped application as locked/],
  ['one-hidden', 'applets/area', undefined, /GET STATUS was expected to list \d+ applications/],
];

const defects = {...appletDefects, ...areaDefects, ...registryDefects};

const scenarioWith = (id: string, variant: string | undefined): Scenario => {
  const scenario = scenarioCalled(id);
  const [one = scenario] = variant === undefined ? [] : variantsNamed([scenario], variant);
  return one;
};

for (const [defect, id, variant, end] of found) {
  test(`${id}${variant ? `:${variant}` : ''} fails with the defect ${defect}, and not with an honest card`, async (t) => {
    const scenario = scenarioWith(id, variant);
    const honest = await play(scenario, {openBench: benchOf({})});
    t.is(honest.outcome.verdict, 'pass', honest.outcome.reason.en);
    const {outcome} = await play(scenario, {openBench: benchOf(defects[defect])});
    t.is(outcome.verdict, 'fail', outcome.reason.en);
    t.regex(outcome.reason.en, end);
  });
}

test('a terminal that asks the centre is no terminal without a line', async (t) => {
  const base = scenarioCalled('applets/common');
  const {outcome} = await play({
    ...base,
    async run(stage) {
      await stage.world.centre.ready();
      const {challenge} = stage.world.centre.login;
      challenge();
      stage.record({type: 'centre', at: 0, end: 0, operation: 'x', outcome: 'y'});
      return base.run(stage);
    },
  });
  t.is(said(outcome), 'fail not-offline');
});

const year = {users: 200, newUsersAMonth: 30, visitsAMonth: 2, damagedOfHundred: 20} as const;

test('in the year of transition nobody is misread, and a list that does not check numbers does misread', (t) => {
  const months = yearOfTransition(seededRandom('year'), year);
  t.deepEqual([months[0]?.icOfHundred, months.at(-1)?.icOfHundred, months.length], [0, 100, 12]);
  t.true(months.every(({misread}) => misread === 0));
  t.true((months[0]?.readAgain ?? 0) > 0 && months.at(-1)?.readAgain === 0);
  const careless = yearOfTransition(seededRandom('year'), year, (entries) => {
    const byNumber = new Map(entries.map(({number, user}) => [number, user]));
    return {
      find(_, text) {
        const user = byNumber.get(text.replace(/^;|\?.$/g, '').slice(0, text.startsWith('TX') ? 99 : 8));
        return user === undefined ? {outcome: 'id-unknown'} : {outcome: 'known', user};
      },
    };
  });
  t.true(careless.some(({misread}) => misread > 0));
});

test('every wrong digit of a barcode and of a stripe shows', (t) => {
  for (const medium of ['barcode', 'magnetic'] as const) {
    const {written, read} = identificationMedia[medium];
    const text = written('00464910');
    t.is(read(text), '00464910');
    for (let where = 0; where < 8; where += 1) {
      for (let other = 0; other < 9; other += 1) {
        t.is(read(withDigitWrong(text, where, other)), undefined, `${medium} ${where} ${other}`);
      }
    }
  }
  // The example of GS1 for GTIN-8.
  t.is(identificationMedia.barcode.written('9638507'), '96385074');
  t.deepEqual(userList([]).find('ic', '', ''), {outcome: 'unreadable'});
});

test('the installation at the counter is recovered from a cut at every command that writes the card', async (t) => {
  const base = scenarioCalled('applets/counter');
  const pass = asDocumented(base, 'adult').expected;
  t.is(pass?.reasonId, 'enrolled');
  const ends: string[] = [];
  for (const [phase, commands] of [
    ['create-domain', 10],
    ['load', 14],
    ['install', 4],
    ['personalise', 4],
  ] as const) {
    for (let command = 1; command <= commands; command += 1) {
      const {outcome} = await play({
        ...base,
        budgets: [],
        setting: {disturbance: {what: 'answer-lost', phase, command}},
      });
      ends.push(`${phase} ${command}: ${said(outcome)}`);
      if (outcome.reasonId === 'not-disturbed') {
        break;
      }
    }
  }
  t.deepEqual(
    ends.filter((end) => !end.endsWith('pass recovered') && !end.endsWith('not-disturbed')),
    [],
  );
  t.true(ends.length > 15, ends.join('\n'));
});

test('what was installed is on the card behind the run, in its area', async (t) => {
  const {image} = await play(scenarioCalled('applets/counter'));
  const {instance} = aidsOf(townX('common'));
  const held = image.content?.instances[instance]?.data?.contents[hex(appletFiles.id)];
  t.deepEqual(Buffer.from(held ?? '', 'base64'), Buffer.from(idBytes('common')));
});

const hex = (file: number): string => file.toString(16).toUpperCase().padStart(4, '0');
