import test from 'ava';
import {personaNamed, secretsOf} from '../../emulator/index.ts';
import {lifeCycleCode, realClock} from '../../protocol/index.ts';
import {
  type CardBench,
  createTestWorld,
  documentedEnding,
  measuredTable,
  openInProcessBench,
  runScenario,
  type Scenario,
  type ScenarioOutcome,
  scenariosMatching,
  variantsNamed,
  withValues,
} from '../../scenarios/index.ts';
import {operatorSteps} from '../../scenarios/simulation/step-table.ts';
import type {CardConnection} from '../../terminal/index.ts';
import {appletDefects} from '../support/applet-defects.ts';
import {benchOf, type CardChange} from '../support/changed-card.ts';
import {claimDocumentedVariants} from '../support/documented-variants.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const issuance = scenariosMatching('issuance/*');

claimDocumentedVariants('docs/scenarios-issuance.md', issuance);

for (const scenario of issuance) {
  test(`${scenario.id} passes with everybody it is meant for, and is documented to`, async (t) => {
    for (const persona of scenario.personas ?? []) {
      const {outcome} = await play(scenario, {persona});
      t.is(outcome.verdict, 'pass', `${persona}: ${outcome.reason.en}`);
      t.is(said(outcome), said(documentedEnding(scenario, persona) ?? {verdict: 'none'}));
    }
    t.is(documentedEnding(scenario, 'revoked'), undefined);
  });
}

/** Answers a card gives instead of its own; undefined: the card is asked. */
type Lie = (command: string) => string | undefined;

/** A card with a defect: what it answers to some commands is a lie, and it does not do them. */
const lying =
  (lie: Lie) =>
  (honest: CardBench): CardBench => ({
    ...honest,
    async port() {
      const port = await honest.port();
      return new Proxy(port, {
        get(target, name) {
          const found: unknown = Reflect.get(target, name);
          if (name === 'connect') {
            return async (...given: Parameters<typeof port.connect>) =>
              lyingConnection(await port.connect(...given), lie);
          }
          return typeof found === 'function' ? found.bind(target) : found;
        },
      });
    },
  });

const lyingConnection = (connection: CardConnection, lie: Lie): CardConnection =>
  new Proxy(connection, {
    get(target, name) {
      const found: unknown = Reflect.get(target, name);
      if (name === 'transmit') {
        return async (bytes: Uint8Array) => {
          const answer = lie(Buffer.from(bytes).toString('hex').toUpperCase());
          return answer === undefined
            ? connection.transmit(bytes)
            : Uint8Array.from(Buffer.from(answer, 'hex'));
        };
      }
      return typeof found === 'function' ? found.bind(target) : found;
    },
  });

/** 80 F0 A0: SET STATUS of the card's own state; 80 F2 A0 asks for it. */
const sayingItIs = (state: 'prepared' | 'operational'): Lie => {
  let told = false;
  return (command) => {
    if (command.startsWith('80F0A0')) {
      told = true;
      return '9000';
    }
    return told && command.startsWith('80F2A0') ? `0${lifeCycleCode(state)}9000` : undefined;
  };
};

/** The n-th command that begins so is answered 9000, and not done. */
const swallowing = (beginning: string, n = 1): Lie => {
  let met = 0;
  return (command) => {
    met += command.startsWith(beginning) ? 1 : 0;
    return command.startsWith(beginning) && met === n ? '9000' : undefined;
  };
};

for (const [title, id, lie, ends] of [
  ['does not take on the state it was given', 'issuance/setting', swallowing('80F0A0'), 'fail chip'],
  ['says it is set and is not', 'issuance/setting', sayingItIs('prepared'), 'fail states-differ'],
  [
    'tells of no certificates',
    'issuance/setting',
    (c: string) => (c === '00B0000003' ? '0000009000' : undefined),
    'fail certificate-missing',
  ],
  ['loses the log-in PIN it was given', 'issuance/delivery', swallowing('805400', 2), 'fail pin-blocked'],
  [
    'loses the text assistance PIN',
    'issuance/delivery-by-proxy',
    swallowing('805400', 5),
    'fail pin-blocked',
  ],
  [
    'has tries left though no PIN was set',
    'issuance/face-authentication-card',
    (c: string) => (/^00200080(00)?$/.test(c) ? '63C3' : undefined),
    'fail pin-usable',
  ],
  ['says it is valid and is not', 'issuance/commit-failure', sayingItIs('operational'), 'fail states-differ'],
] as const) {
  test(`${id} fails a card that ${title}`, async (t) => {
    const {outcome} = await play(scenarioCalled(id), {bench: lying(lie)});
    t.is(said(outcome), ends, outcome.reason.en);
  });
}

for (const defect of ['other-id-kept-back', 'other-id-under-other-tag'] as const) {
  test(`a pre-install takes back what a card with the defect ${defect} holds, and not what an honest one does`, async (t) => {
    const scenario = scenarioCalled('issuance/pre-install');
    const installedBy = async (change: CardChange) => {
      const {outcome, image} = await play(scenario, {openBench: benchOf(change)});
      const aids = Object.keys(image.content?.instances ?? {});
      return {outcome, count: aids.filter((aid) => aid.startsWith('F04B415A41535512')).length};
    };
    const honest = await installedBy({});
    t.deepEqual([said(honest.outcome), honest.count], ['pass installed', 4]);
    const {outcome, count} = await installedBy(appletDefects[defect]);
    t.is(outcome.verdict, 'fail', outcome.reason.en);
    t.regex(outcome.reason.en, /expected to tell its id over a channel that encrypts answers/);
    t.is(count, 0);
  });
}

for (const id of ['issuance/pre-install', 'issuance/pre-install-linked']) {
  test(`${id} fails a system that enters an application the card does not have`, async (t) => {
    const base = scenarioCalled(id);
    const {outcome} = await play({
      ...base,
      async run(stage) {
        const desk = await stage.world.cardManagement();
        const {get} = desk.management.cards;
        const told: typeof get = (...asked) => {
          const account = get(...asked);
          const [first] = account.applications;
          return first
            ? {...account, applications: [...account.applications, {...first, aid: 'F0'}]}
            : account;
        };
        return base.run({
          ...stage,
          world: {
            ...stage.world,
            cardManagement: async () => ({
              ...desk,
              management: {...desk.management, cards: {...desk.management.cards, get: told}},
            }),
          },
        });
      },
    });
    t.is(said(outcome), 'fail registry-differs', outcome.reason.en);
  });
}

test('wherever a power cut tears a LOAD, the card ends with all four applications or none of them twice', async (t) => {
  const base = scenarioCalled('issuance/pre-install');
  const {events} = await play(base);
  const steps = events.filter((event) => event.type === 'step');
  const writing = steps.find(({step}) => step === 'write-ordinance');
  const sent = events.flatMap((event) =>
    event.type === 'apdu' &&
    event.side === 'terminal' &&
    writing &&
    event.at >= writing.at &&
    event.end <= writing.end
      ? [event.command.slice(2, 4)]
      : [],
  );
  const beforeWriting = sent.length;
  t.true(beforeWriting > 50);
  const loads = sent.flatMap((instruction, i) => (instruction === 'E8' ? [i + 1] : []));
  t.true(loads.length >= 10, `${loads.length} LOAD commands`);
  for (const command of loads) {
    const disturbance = {what: 'answer-lost', phase: 'write-ordinance', command} as const;
    const {outcome} = await play({...base, setting: {disturbance}});
    t.is(said(outcome), 'pass recovered', `command ${command}: ${outcome.reason.en}`);
  }
});

const variantOf = (id: string, name: string): Scenario => {
  const [variant] = variantsNamed([scenarioCalled(id)], name);
  if (!variant) {
    throw new Error(`${id} has no variant ${name}`);
  }
  return variant;
};

for (const [phase, what] of [
  ['delete-former', 'card-removed'],
  ['delete-former', 'answer-lost'],
  ['write-ordinance', 'card-removed'],
] as const) {
  test(`a pre-install that replaces, and is cut in ${phase} by ${what}, ends with the whole profile`, async (t) => {
    const replaced = variantOf('issuance/pre-install', 'installed-before-replaced');
    const variant = withValues(replaced, {duplicates: 'replace'});
    for (const command of [3, 9, 15]) {
      const {outcome, image} = await play({
        ...variant,
        setting: {disturbance: {what, phase, command}},
        expected: {...variant.expected, verdict: 'pass', reasonId: 'recovered'},
      });
      t.is(outcome.verdict, 'pass', `command ${command}: ${outcome.reason.en}`);
      const there = Object.keys(image.content?.instances ?? {}).filter((aid) =>
        aid.startsWith('F04B415A41535512'),
      );
      t.is(there.length, 4, there.join(', '));
    }
  });
}

for (const [name, waitMs] of [
  ['register-knows-nobody', 0],
  ['link-down', 10_000],
] as const) {
  test(`with ${name} the operator's hands take the minute of a terminal without a link`, async (t) => {
    const {outcome} = await play(variantOf('issuance/pre-install-linked', name));
    const ms = (those: readonly {readonly peopleMs: number}[]): number =>
      those.reduce((sum, {peopleMs}) => sum + peopleMs, 0);
    t.is(ms(outcome.phases.filter(({actor}) => actor === 'operator')), 60_000);
    t.is(ms(outcome.phases.filter(({id}) => id === 'look-up-user')), waitMs);
  });
}

test('a result tells part by part whether chip and record agree, which transition it made and what is in the areas', async (t) => {
  const told = async (scenario: Scenario): Promise<string> =>
    (await play(scenario)).outcome.notes.map(({en}) => en).join('\n');
  const agreeing = await told(scenarioCalled('issuance/setting'));
  t.regex(agreeing, /record: name same, address same, birthDate same,.* year of expiry same/);
  t.regex(agreeing, /transition prepare-[0-9A-F]{20}-1 committed: prepared/);
  const differing = await told(variantOf('issuance/setting', 'record-differs'));
  t.regex(differing, /name same, address DIFFERS, birthDate same/);
  t.notRegex(differing, /見本|committed/);
  const areas = await told(scenarioCalled('issuance/pre-install'));
  t.regex(
    areas,
    /areas before: ordinance: -; extended: -\nareas behind it: ordinance: F04B\w+ \(locked\), F04B/,
  );
  t.notRegex(areas, /X-000001/);
});

const timed = new Map<string, Promise<ScenarioOutcome>>();
const timedRun = (id: string): Promise<ScenarioOutcome> => {
  const one =
    timed.get(id) ?? play(scenarioCalled(id), {timing: 'contactless-106'}).then(({outcome}) => outcome);
  timed.set(id, one);
  return one;
};

for (const [id, budget, least, most] of [
  ['issuance/setting', 'B-PRE', 60_000, 216_000],
  ['issuance/pre-install', 'B-INST', 60_000, 180_000],
  ['issuance/pre-install', 'B-OP', 60_000, 60_000],
  ['issuance/pre-install-linked', 'B-OP-LINKED', 30_000, 30_000],
  ['issuance/pre-install-linked', 'B-INST', 30_000, 180_000],
  ['issuance/delivery', 'B-DELIV', 360_000, 1_800_000],
  ['issuance/commit-failure', 'B-SETTLE', 1, 60_000],
] as const) {
  test(`${budget} is held against ${id}, and what of it is people’s is said`, async (t) => {
    const {budgets, notes} = await timedRun(id);
    const found = budgets.find((one) => one.id === budget);
    t.is(found?.verdict, 'met');
    t.true((found?.actualMs ?? 0) >= least && (found?.actualMs ?? Infinity) <= most, `${found?.actualMs}`);
    t.is(
      notes.some(({en}) => en.startsWith(`${budget}: of `) && en.includes('people’s, reckoned')),
      budget !== 'B-SETTLE',
    );
    t.true(notes.some(({en}) => en.includes('is not public and is not in these figures')));
  });
}

test('an operator who takes longer, and a system that makes one wait, miss the budgets they are held against', async (t) => {
  const slow = withValues(scenarioCalled('issuance/pre-install'), {placeSeconds: 36, systemSeconds: 30});
  const {outcome} = await play(slow, {timing: 'contactless-106'});
  t.deepEqual(
    outcome.budgets.map(({id, verdict}) => [id, verdict]),
    [
      ['B-INST', 'missed'],
      ['B-OP', 'missed'],
    ],
  );
});

test('what the holder types is in no event, reason or note, and the three sides of a cut are', async (t) => {
  const secrets = {
    digitalSignaturePassword: 'QZ731XWV',
    userAuthenticationPin: '8642',
    residentRegisterPin: '9753',
    textAssistancePin: '6408',
  };
  const {outcome, events} = await play(withValues(scenarioCalled('issuance/commit-failure'), secrets));
  t.is(said(outcome), 'pass settled', outcome.reason.en);
  const record = JSON.stringify(events).toUpperCase();
  for (const value of Object.values(secrets)) {
    t.false(JSON.stringify(outcome).includes(value));
    t.false(record.includes(Buffer.from(value).toString('hex').toUpperCase()));
  }
  t.deepEqual(
    outcome.notes.filter(({en}) => en.includes('chip ')).map(({en}) => en),
    [
      'cut when the chip was written: chip operational, terminal begun, system prepared (begun)',
      'settled: chip operational, terminal operational, system operational',
      'in the end: chip operational, terminal operational, system operational',
    ],
  );
});

test('the steps of runs make a step table, with the operator’s seconds of the one table there is', async (t) => {
  const runs = [await timedRun('issuance/setting'), await timedRun('issuance/pre-install-linked')];
  const table = measuredTable(runs, 'a test');
  t.deepEqual(
    operatorSteps(table.setting).map(({ms}) => ms),
    [20_000, 15_000, 15_000, 10_000],
  );
  t.deepEqual(
    operatorSteps(table.preInstallLinked).map(({ms}) => ms),
    [17_500, 5000, 5000, 2500],
  );
  t.deepEqual(
    [table.setting.evidence, table.setting.reference, table.preInstall.reference],
    ['reckoned-and-modelled', 'issuance/setting a test', 'W3'],
  );
  t.true(table.setting.steps.some(({actor, ms}) => actor === 'wait' && ms > 100));
  const [failed = runs[0]] = runs.map((run): ScenarioOutcome => ({...run, verdict: 'fail'}));
  t.throws(() => measuredTable(failed ? [failed] : [], ''), {
    message: /a run of issuance\/setting that passes/,
  });
  t.throws(() => measuredTable([], ''), {message: /none of them was among those that ran/});
});

test('on a real clock an operator’s budget holds what is reckoned, and not what the bench needs around it', async (t) => {
  const clock = realClock();
  const world = createTestWorld({clock});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing: 'instant', clock});
  try {
    const step = {id: 'touch', title: {en: 'a touch', ja: '操作'}, actor: 'operator', usualMs: 10} as const;
    const {budgets} = await runScenario(
      {
        id: 'x/touch',
        title: step.title,
        source: 'S8',
        phases: [step],
        budgets: [
          {id: 'B-X', title: step.title, statistic: 'max', maxMs: 10, actors: ['operator'], source: 'S8'},
        ],
        run: async (stage) => {
          await stage.step(step, () => clock.sleep(2e6));
          return {verdict: 'pass', reason: step.title};
        },
      },
      {bench, world, image, timing: 'told', secrets: secretsOf(image), events: [], record: () => undefined},
    );
    t.deepEqual(
      budgets.map(({verdict, actualMs}) => [verdict, actualMs]),
      [['met', 10]],
    );
  } finally {
    await bench.close();
  }
});
