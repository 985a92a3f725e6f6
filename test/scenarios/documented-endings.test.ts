import {readFileSync} from 'node:fs';
import test from 'ava';
import {misbehaviours} from '../../centre/index.ts';
import {type CardImage, cardProfileNamed, personaNamed, personas, secretsOf} from '../../emulator/index.ts';
import {type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {
  createTestWorld,
  documentedEnding,
  openInProcessBench,
  runScenario,
  type Scenario,
  type ScenarioOutcome,
  scenarios,
  scenariosMatching,
  variantsNamed,
  variantsOf,
} from '../../scenarios/index.ts';

const now = new Date('2026-11-23T00:00:00Z');
const text = readFileSync('docs/misbehaviours.md', 'utf8');

/** The rows of the first table behind a heading, cells without their marks. */
const tableBehind = (heading: string): readonly (readonly string[])[] => {
  const [, behind = ''] = text.split(`${heading}\n`);
  const [section = ''] = behind.split(/\n#{2,3} /);
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[ -]+\|/.test(line))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
};

const made = new Map<string, Promise<CardImage>>();
const cardOf = (persona: string, profile = 'my-number-card'): Promise<CardImage> => {
  const key = `${persona}/${profile}`;
  const one =
    made.get(key) ??
    createTestWorld({clock: virtualClock(now)}).cardFor(personaNamed(persona), undefined, undefined, {
      profile: cardProfileNamed(profile),
    });
  made.set(key, one);
  return one;
};

interface Played {
  readonly outcome: ScenarioOutcome;
  readonly events: readonly RecordEvent[];
}

const play = async (scenario: Scenario, persona = 'adult', misbehaviour?: string): Promise<Played> => {
  const {persona: own = persona, cardProfile, ...setting} = scenario.setting ?? {};
  const clock = virtualClock(now);
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record, ...(misbehaviour ? {misbehaviour} : {}), ...setting});
  const image = await cardOf(own, cardProfile);
  const bench = await openInProcessBench({image, timing: 'instant', clock, record});
  try {
    const secrets = secretsOf(image);
    const outcome = await runScenario(scenario, {
      bench,
      world,
      image,
      timing: 'instant',
      secrets,
      events,
      record,
    });
    return {outcome, events};
  } finally {
    await bench.close();
  }
};

const said = ({verdict, reasonId}: {readonly verdict: string; readonly reasonId?: string}): string =>
  `${verdict} ${reasonId}`;

const one = (id: string): Scenario => {
  const [scenario] = scenariosMatching(id);
  if (!scenario) {
    throw new Error(`there is no scenario ${id}`);
  }
  return scenario;
};

const [misbehaviourHead = [], ...misbehaviourRows] = tableBehind('## Misbehaviour');
const [personaHead = [], ...personaRows] = tableBehind('## Personas');

test('the page has every misbehaviour, every persona and every scenario', (t) => {
  const ids = scenarios.map(({id}) => id).sort();
  t.deepEqual([...misbehaviourHead.slice(2)].sort(), ids);
  t.deepEqual([...personaHead.slice(1)].sort(), ids);
  t.deepEqual(
    misbehaviourRows.map(([name]) => name),
    Object.keys(misbehaviours),
  );
  t.deepEqual(
    personaRows.map(([name]) => name),
    Object.keys(personas),
  );
});

for (const [name = '', , ...cells] of misbehaviourRows) {
  test(`with ${name} each scenario ends as the page says`, async (t) => {
    for (const [i, cell] of cells.entries()) {
      const scenario = one(misbehaviourHead[i + 2] ?? '');
      const {outcome} = await play(scenario, 'adult', name);
      t.is(said(outcome), cell, `${scenario.id}: ${outcome.reason.en}`);
      t.is(said(documentedEnding(scenario, 'adult', name) ?? {verdict: 'none'}), cell);
      t.true(outcome.reason.en !== '' && outcome.reason.ja !== '' && outcome.reason.ja !== outcome.reason.en);
      const unaffected = outcome.notes.some(({en}) => en.endsWith('no question about revocation was asked.'));
      t.is(unaffected, scenario.id === 'jpki/read-certificate');
    }
  });
}

for (const [name = '', ...cells] of personaRows) {
  test(`with the card of ${name} each scenario ends as the page says`, async (t) => {
    for (const [i, cell] of cells.entries()) {
      const scenario = one(personaHead[i + 1] ?? '');
      const {outcome} = await play(scenario, name);
      t.is(said(outcome), cell, `${scenario.id}: ${outcome.reason.en}`);
      t.is(said(documentedEnding(scenario, name) ?? {verdict: 'none'}), cell);
      t.is(
        outcome.verdict === 'pass',
        scenario.personas?.includes(name) ?? false,
        `${scenario.id} is meant for ${name}`,
      );
    }
  });
}

for (const scenario of scenarios) {
  const [, ...rows] = tableBehind(`### \`${scenario.id}\``);
  test(`every variant of ${scenario.id} ends as the page says, and costs the tries it says`, async (t) => {
    const variants = scenario.variants ?? [];
    t.deepEqual(
      rows.map(([id]) => id),
      variants.map(({id}) => id),
    );
    for (const [i, variant] of variantsOf(scenario).entries()) {
      const [, , ends = '', tries = ''] = rows[i] ?? [];
      t.deepEqual(
        [said(variant.expected ?? {verdict: ''}), String(variant.expected?.triesLost ?? 0)],
        [ends, tries],
      );
      const {outcome} = await play(variant);
      t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
      t.regex(
        outcome.reason.en,
        tries === '0'
          ? /; (no side effect on card or centre|changed as documented: \d+)$/
          : new RegExp(`; tries lost: ${tries}, `),
      );
    }
  });
}

const changed = (id: string, change: Partial<Scenario['expected'] & object>): Scenario => {
  const [variant] = variantsNamed(scenarios, id);
  if (!variant?.expected) {
    throw new Error(`there is no variant ${id}`);
  }
  return {...variant, expected: {...variant.expected, ...change}};
};

for (const [title, scenario, reason] of [
  [
    'another verdict',
    changed('challenge-replayed', {verdict: 'pass'}),
    /^pass \(challenge-replayed\) is documented, but it ended fail/,
  ],
  [
    'another reason',
    changed('challenge-replayed', {reasonId: 'expired'}),
    /^fail \(expired\) is documented, but it ended fail \(challenge-replayed\)/,
  ],
  ['another number of tries', changed('wrong-pin', {triesLost: 0}), /but 1 tries were lost instead of 0$/],
  [
    'tries that were not lost',
    changed('challenge-replayed', {triesLost: 1}),
    /but 0 tries were lost instead of 1$/,
  ],
] as const) {
  test(`a run that ends with ${title} than documented fails, and says both`, async (t) => {
    const {outcome} = await play(scenario);
    t.is(outcome.verdict, 'fail');
    t.regex(outcome.reason.en, reason);
  });
}

test('a change on the card that nobody documented fails the run', async (t) => {
  const base = one('jpki/login');
  const {outcome} = await play({
    ...base,
    expected: {verdict: 'pass', reasonId: 'accepted'},
    async run(stage) {
      const ending = await base.run(stage);
      // CHANGE REFERENCE DATA of the PIN that the log-in verified.
      await stage.connection.transmit(Buffer.from('00A4020C020018', 'hex'));
      await stage.connection.transmit(Buffer.from('002401800439393939', 'hex'));
      return ending;
    },
  });
  t.is(outcome.verdict, 'fail');
  t.regex(outcome.reason.en, /but card\/applications\/jpki\/credentials\/0018\/value changed$/);
});

test('what breaks in the bench is an error, whatever is expected', async (t) => {
  const {outcome} = await play({
    ...one('jpki/login'),
    expected: {verdict: 'fail', reasonId: 'revoked'},
    run: () => Promise.reject(new Error('the reader is gone')),
  });
  t.is(outcome.verdict, 'error');
});

test('reading alone sends no VERIFY and asks the centre nothing, and a scenario that does is refused', async (t) => {
  const read = one('jpki/read-certificate');
  const {events} = await play(read);
  t.false(events.some((event) => event.type === 'apdu' && event.command.slice(2, 4) === '20'));
  t.false(events.some(({type}) => type === 'centre'));
  const {outcome} = await play({
    ...read,
    run(stage) {
      stage.world.centre.login.challenge();
      return read.run(stage);
    },
  });
  t.is(said(outcome), 'fail more-than-reading');
});

test('a signature leaves name, address and birth date out of result, steps and centre events', async (t) => {
  const {outcome, events} = await play(one('jpki/sign'));
  t.is(outcome.verdict, 'pass');
  const told = JSON.stringify([outcome, events.filter(({type}) => type !== 'apdu')]);
  const {name, address, birthDate} = personaNamed('adult').holder;
  for (const personal of [name, address, birthDate.replaceAll('-', '')]) {
    t.true(personal.length > 3);
    t.false(told.includes(personal));
  }
});

test('a signed document leaves one event at the centre, with the question about revocation inside it', async (t) => {
  const {events} = await play(one('jpki/sign'));
  const asked = events.filter((event) => event.type === 'centre');
  t.deepEqual(
    asked.map(({operation, outcome}) => [operation, outcome]),
    [
      ['revocation/ocsp', 'good'],
      ['verify/document', 'valid: passed'],
    ],
  );
});

test('a card that signs wrongly fails the signature, and no document is made of it', async (t) => {
  const base = one('jpki/sign');
  const {outcome} = await play({
    ...base,
    run(stage) {
      const {connection} = stage;
      const transmit = async (bytes: Uint8Array): Promise<Uint8Array> => {
        const answer = Uint8Array.from(await connection.transmit(bytes));
        // COMPUTE DIGITAL SIGNATURE as JPKI has it.
        return bytes[1] === 0x2a ? answer.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) : answer;
      };
      const wrong = new Proxy(connection, {
        get(target, name) {
          const found: unknown = name === 'transmit' ? transmit : Reflect.get(target, name);
          return typeof found === 'function' ? found.bind(target) : found;
        },
      });
      return base.run({...stage, connection: wrong});
    },
  });
  t.is(said(outcome), 'fail signature-wrong', outcome.reason.en);
});
