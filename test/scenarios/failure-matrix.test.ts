import test, {type ExecutionContext} from 'ava';
import {personaNamed, secretsOf} from '../../emulator/index.ts';
import {type Clock, type RecordEvent, realClock, virtualClock} from '../../protocol/index.ts';
import {selects} from '../../scenarios/engine/selector.ts';
import {
  createTestWorld,
  failureMatrix,
  openInProcessBench,
  type Phase,
  runScenario,
  type Scenario,
  type Stage,
  scenarios,
  variantsNamed,
} from '../../scenarios/index.ts';
import {tableBehind} from '../support/documented-variants.ts';
import {now, play, scenarioCalled} from '../support/scenario-play.ts';

const page = 'docs/failure-matrix.md';

const headings = [
  ['jpki', '## With the certificates: `jpki/*`'],
  ['applets', '## With applications on the card: `applets/*`'],
  ['issuance', '## Before and at delivery: `issuance/*`'],
  ['lifecycle', '## In the life of a card: `lifecycle/*`'],
] as const;

/** Rows of dialogues that are in no folder of the catalogue yet. */
const ofNoScenario = ['not-participating', 'support-measures', 'payment-fails', 'paper-jam'];

const [, ...wordRows] = tableBehind(page, '## Words');
const words = new Map(wordRows.map(([word = '', why = '']) => [word, why]));

interface Cell {
  readonly scenario: Scenario;
  /** Id of the row of the matrix. */
  readonly row: string;
  readonly text: string;
  /** Ids and patterns; `hand`: in italics. */
  readonly names: readonly {readonly name: string; readonly hand: boolean}[];
}

const rowIds = new Map(failureMatrix.map(({id, title}) => [title.en, id]));

const cells: readonly Cell[] = headings.flatMap(([folder, heading]) => {
  const [head = [], ...rows] = tableBehind(page, heading);
  return rows.flatMap(([title = '', ...texts]) =>
    texts.map((text, i): Cell => {
      const names = words.has(text) ? [] : text.split(' ');
      return {
        scenario: scenarioCalled(`${folder}/${head[i + 1]}`),
        row: rowIds.get(title) ?? title,
        text,
        names: names.map((name) => ({name: name.replaceAll('_', ''), hand: name.startsWith('_')})),
      };
    }),
  );
});

test('the page has every scenario, and every row of the matrix but those of no scenario', (t) => {
  t.deepEqual(
    [...new Set(cells.map(({scenario}) => scenario.id))].sort(),
    scenarios.map(({id}) => id).sort(),
  );
  const rows = failureMatrix.map(({id}) => id).filter((id) => !ofNoScenario.includes(id));
  for (const {id} of scenarios) {
    t.deepEqual(
      cells.filter(({scenario}) => scenario.id === id).map(({row}) => row),
      rows,
      id,
    );
  }
  t.is(rowIds.size, failureMatrix.length, 'two rows have one title');
});

test('each cell names variants that there are, or says why there is none', (t) => {
  for (const {scenario, row, text, names} of cells) {
    for (const {name, hand} of names) {
      const found = (scenario.variants ?? []).filter(({id}) => selects(name)(id));
      const where = `${scenario.id}, ${row}: ${name} of “${text}”`;
      t.true(found.length > 0, where);
      t.true(
        found.every(({failure}) => (failure === undefined) === hand),
        `${where}, by hand or not`,
      );
    }
  }
});

test('every variant that the matrix made stands in the cell of its row', (t) => {
  let seen = 0;
  for (const {scenario, row, names} of cells) {
    for (const {id, failure} of scenario.variants ?? []) {
      if (failure === row) {
        seen += 1;
        t.true(
          names.some(({name, hand}) => !hand && selects(name)(id)),
          `${scenario.id}:${id} is not in the cell of ${row}`,
        );
      }
    }
  }
  const made = scenarios.flatMap(({variants = []}) => variants.filter(({failure}) => failure !== undefined));
  t.is(seen, made.length);
});

test('where the page says that there is no such step or budget, there is none, and elsewhere there is', (t) => {
  const has = (scenario: Scenario, actor: Phase['actor']): boolean =>
    scenario.phases.some((phase) => phase.actor === actor);
  for (const {scenario, row, text} of cells) {
    const where = `${scenario.id}, ${row}`;
    if (text === 'no centre') {
      t.false(has(scenario, 'centre'), where);
    }
    if (text === 'no budget') {
      t.deepEqual(scenario.budgets, [], where);
    }
    if (text === 'days alone') {
      t.false(has(scenario, 'card'), where);
    }
    if (['card-removed', 'reader-unplugged', 'line-cut'].includes(row)) {
      t.not(text, 'open', where);
    }
  }
});

test('no scenario has two variants of one id, nor the same setting and values twice without a run or preconditions', (t) => {
  for (const {id, variants = []} of scenarios) {
    const ids = variants.map((variant) => variant.id);
    t.deepEqual(ids, [...new Set(ids)], id);
    const settings = variants
      .filter(({run, preconditions}) => !run && !preconditions)
      .map(({setting, values}) => JSON.stringify([setting, values]));
    t.deepEqual(settings, [...new Set(settings)], id);
  }
});

const variant = (scenario: string, id: string): Scenario => {
  const [found] = variantsNamed([scenarioCalled(scenario)], id);
  if (!found) {
    throw new Error(`there is no variant ${id}`);
  }
  return found;
};

test('a chip that is five times slower misses the budget it is documented to miss, and the result names it', async (t) => {
  const slow = variant('jpki/login', 'slow-card');
  const {outcome} = await play(slow);
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  t.regex(outcome.reason.en, /; B-JPKI missed with 2\d{3}\.\d ms of at most 2000 ms; no side effect/);
  t.deepEqual(outcome.budgets, []);
  t.true(outcome.notes.some(({en}) => en.startsWith('The chip takes 5 times as long as contactless-106')));
  t.true(outcome.phases.every(({basis}) => basis.card === 'modelled'));
});

for (const [title, expected, reason] of [
  [
    'is met and was to be missed',
    {'B-READ': 'missed'},
    /but B-READ met with \d+\.\d ms .* instead of missed$/,
  ],
  [
    'is met as documented',
    {'B-READ': 'met'},
    /; B-READ met with \d+\.\d ms of at most 500 ms; no side effect/,
  ],
] as const) {
  test(`a budget that ${title} is told, and decides`, async (t) => {
    const slow = variant('jpki/read-certificate', 'slow-card');
    const {outcome} = await play({
      ...slow,
      expected: {verdict: 'pass', reasonId: 'recognised', budgets: expected},
    });
    t.is(outcome.verdict, title.includes('was to be') ? 'fail' : 'pass');
    t.regex(outcome.reason.en, reason);
  });
}

/** One bench, on which a scenario is played after the other. */
const benchWith = async (t: ExecutionContext, clock: Clock, timing: string) => {
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const world = createTestWorld({clock, record});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing, clock, record});
  t.teardown(() => bench.close());
  const options = {bench, world, image, timing, secrets: secretsOf(image), events, record};
  return {
    bench,
    image,
    async ms(scenario: Scenario): Promise<number> {
      const outcome = await runScenario(scenario, options);
      t.is(outcome.verdict, 'pass', outcome.reason.en);
      return outcome.durationMs;
    },
  };
};

test('on a real clock too, a dialogue that is cut ends where it was cut, and the next one passes', async (t) => {
  const {ms} = await benchWith(t, realClock(), 'instant');
  for (const id of ['reader-unplugged-at-sign', 'question-lost-at-verify-at-centre']) {
    await ms(variant('jpki/login', id));
    await ms(scenarioCalled('jpki/login'));
  }
  // Nobody puts the card in again behind it.
  await ms(variant('jpki/login', 'card-removed-at-sign'));
});

test('behind a run with a slow chip the card takes the times of its bench again, and has kept what it had', async (t) => {
  const {bench, image, ms} = await benchWith(t, virtualClock(now), 'contactless-106');
  const usual = await ms(scenarioCalled('jpki/login'));
  const slow = await ms(variant('jpki/login', 'slow-card'));
  t.true(slow > 3 * usual);
  t.is(Math.round(await ms(scenarioCalled('jpki/login'))), Math.round(usual));
  t.deepEqual(await bench.snapshot(), image);
});

const unplugged = (change: Partial<Scenario> = {}): Scenario => ({
  ...scenarioCalled('jpki/login'),
  setting: {disturbance: {what: 'reader-unplugged', phase: 'verify-pin', command: 2}},
  ...change,
});

test('an unplugged reader ends a dialogue for good, and is another reason than a card that was taken out', async (t) => {
  let again = '';
  const base = scenarioCalled('jpki/login');
  const {outcome} = await play(
    unplugged({
      async run(stage) {
        try {
          return await base.run(stage);
        } catch (error) {
          again = await stage
            .connectBeside()
            .then(() => 'connected')
            .catch((refused: {readonly id?: string}) => refused.id ?? '');
          throw error;
        }
      },
    }),
  );
  t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'reader-unplugged']);
  t.regex(outcome.reason.en, /^the reader was unplugged at command 2 of “/);
  t.is(again, 'KZS-PCSC-UNKNOWN-READER');
  t.deepEqual(outcome.changes, []);
});

test('behind the unplugging the reader is there again, and the old connection stays lost', async (t) => {
  const base = scenarioCalled('jpki/login');
  let before: Stage['connection'] | undefined;
  const {outcome} = await play(
    unplugged({
      run(stage) {
        before ??= stage.connection;
        return base.run(stage);
      },
      recovery: {
        invariants: [],
        async recover(stage) {
          await t.throwsAsync(async () => before?.status(), {message: /^KZS-PCSC-CLOSED/});
          return base.run(stage);
        },
      },
    }),
  );
  t.deepEqual([outcome.verdict, outcome.reasonId], ['pass', 'recovered'], outcome.reason.en);
});

test('where the reader cannot be unplugged, nothing is played', async (t) => {
  const {outcome} = await play(unplugged(), {
    bench: ({plug: _, ...fixed}) => ({...fixed, describe: {...fixed.describe, link: 'pcsc'}}),
  });
  t.deepEqual([outcome.verdict, outcome.reasonId, outcome.phases.length], ['not-applicable', 'link', 0]);
});

test('a question that comes twice is asked twice, and the run goes on with the second answer', async (t) => {
  const {events, outcome} = await play(variant('jpki/sign', 'question-twice-at-verify-document'));
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  t.is(events.filter((event) => event.type === 'centre' && event.operation === 'verify/document').length, 2);
});

test('two sessions at once take no time of which a part is less than nothing', async (t) => {
  for (const id of ['jpki/login', 'applets/type-a', 'applets/shared']) {
    const {outcome} = await play(variant(id, 'two-sessions-at-once'));
    t.is(outcome.verdict, 'pass', outcome.reason.en);
    for (const {hostMs, stackMs, cardMs, linkMs} of [outcome.total, ...outcome.phases]) {
      t.true(Math.min(hostMs, stackMs, cardMs, linkMs) >= 0, id);
    }
  }
});

test('two programs that do not keep each other out end one of them otherwise', async (t) => {
  const {outcome} = await play(variant('applets/common', 'two-sessions-at-once'), {
    bench: (honest) => ({
      ...honest,
      port: async () => {
        const port = await honest.port();
        return {
          ...port,
          connect: (reader) => port.connect(reader),
          capabilities: {...port.capabilities, transactions: false},
        };
      },
    }),
  });
  t.regex(outcome.reason.en, /^pass \(served\) is documented, but it ended fail \(card-status\)/);
});
