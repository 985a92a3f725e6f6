import test from 'ava';
import {personaNamed} from '../../emulator/index.ts';
import {type Clock, realClock, virtualClock} from '../../protocol/index.ts';
import {basisOfWhole} from '../../scenarios/engine/parts.ts';
import {
  budgets,
  createTestWorld,
  openInProcessBench,
  runScenario,
  type Scenario,
  type ScenarioOutcome,
  scenarios,
  scenariosMatching,
} from '../../scenarios/index.ts';

const phase = (id: string, actor: 'operator' | 'centre', usualMs = 0) => ({
  id,
  title: {en: id, ja: id},
  actor,
  usualMs,
});

const hands = phase('hands', 'operator', 60_000);
const work = phase('work', 'centre');

const limit = (id: string, more: Partial<Scenario['budgets'][number]>): Scenario['budgets'][number] => ({
  id,
  title: {en: id, ja: id},
  statistic: 'max',
  maxMs: 60_000,
  source: 'S8',
  ...more,
});

const played = async (
  run: Scenario['run'],
  {clock, budgets: limits = []}: {readonly clock: Clock; readonly budgets?: Scenario['budgets']},
): Promise<ScenarioOutcome> => {
  const world = createTestWorld({clock});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing: 'instant', clock});
  try {
    return await runScenario(
      {id: 'x/time', title: hands.title, source: 'S8', phases: [hands, work], budgets: limits, run},
      {
        bench,
        world,
        image,
        timing: 'told',
        secrets: {userAuthenticationPin: '1234', digitalSignaturePassword: 'ABC123'},
        events: [],
        record: () => undefined,
      },
    );
  } finally {
    await bench.close();
  }
};

const done = {verdict: 'pass', reason: {en: 'done', ja: '完了'}} as const;

for (const [what, figures, virtual, basis] of [
  ['nobody, a machine', [10, 0, 0], false, 'measured'],
  ['nobody, a machine and a model', [10, 0, 4], false, 'mixed'],
  ['nobody, a virtual clock', [10, 0, 4], true, 'modelled'],
  ['people alone', [1000, 1000, 0], false, 'reckoned'],
  ['people, and of a machine a thousandth', [1000, 999, 0], true, 'reckoned'],
  ['people, and of a machine more', [1000, 998, 0], true, 'reckoned-and-modelled'],
  ['people and a machine', [1000, 900, 0], false, 'reckoned-and-measured'],
  ['people, a machine and a model', [1000, 900, 50], false, 'reckoned-and-mixed'],
] as const) {
  test(`time of ${what} is ${basis}`, (t) => {
    const [ms, peopleMs, modelledCardMs] = figures;
    t.is(basisOfWhole({ms, peopleMs, modelledCardMs, modelledLinkMs: 0}, {virtual}), basis);
  });
}

test('a budget is marked by what it counts: hands are reckoned, a machine is measured, the whole is both', async (t) => {
  const clock = realClock();
  const outcome = await played(
    async (stage) => {
      await stage.step(hands, () => clock.sleep(2e6));
      await stage.step(work, () => clock.sleep(100e6));
      return done;
    },
    {
      clock,
      budgets: [
        limit('HANDS', {actors: ['operator']}),
        limit('WORK', {phases: ['work']}),
        limit('WHOLE', {}),
      ],
    },
  );
  t.deepEqual(
    outcome.budgets.map(({id, basis, reckonedMs, verdict}) => [id, basis, reckonedMs, verdict]),
    [
      ['HANDS', 'reckoned', 60_000, 'met'],
      ['WORK', 'measured', undefined, 'met'],
      ['WHOLE', 'reckoned-and-measured', 60_000, 'missed'],
    ],
  );
  t.is(outcome.total.basis.whole, 'reckoned-and-measured');
});

test('putting the card in again between steps stands by itself, within a step it is the step’s', async (t) => {
  const outcome = await played(
    async (stage) => {
      await stage.step(work, () => stage.reinsert());
      await stage.reinsert();
      await stage.clock.sleep(5e6);
      await stage.step(work, () => undefined);
      return done;
    },
    {clock: realClock()},
  );
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  const {phases, reinsertion, between, total} = outcome;
  t.true((reinsertion?.ms ?? 0) > 0);
  t.true((between?.ms ?? 0) >= 5);
  const sum = [...phases, reinsertion, between].reduce((all, one) => all + (one?.ms ?? 0), 0);
  t.true(Math.abs(sum - total.ms) < 1e-6);
  t.is((reinsertion?.ms ?? 0) + (phases[0]?.ms ?? 0) < total.ms - 4, true);
  const within = await played(
    async (stage) => {
      await stage.step(work, () => stage.reinsert());
      await stage.step(work, () => undefined);
      return done;
    },
    {clock: realClock()},
  );
  t.is(within.reinsertion, undefined);
});

test('the question behind a release is no part of the budget of the hold', async (t) => {
  const [loss] = scenariosMatching('lifecycle/loss') as [Scenario];
  const clock = virtualClock(new Date('2026-11-23T00:00:00Z'));
  const world = createTestWorld({clock});
  const image = await world.cardFor(personaNamed('adult'));
  const bench = await openInProcessBench({image, timing: 'instant', clock});
  try {
    const {phases, verdict, reason} = await runScenario(loss, {
      bench,
      world,
      image,
      timing: 'instant',
      secrets: {userAuthenticationPin: '1234', digitalSignaturePassword: 'ABC123'},
      events: [],
      record: () => undefined,
    });
    t.is(verdict, 'pass', reason.en);
    const counted = budgets.find(({id}) => id === 'B-HOLD')?.phases ?? [];
    t.deepEqual(
      phases.map(({id}) => id).filter((id) => counted.includes(id)),
      ['suspend-card', 'hold-certificates', 'ask-hold'],
    );
    t.true(phases.some(({id}) => id === 'ask-release'));
  } finally {
    await bench.close();
  }
});

test('the catalogue of budgets names every scenario that is judged by one', (t) => {
  const catalogued = new Map(budgets.map(({id, scenario}) => [id, [scenario].flat()]));
  for (const {id, budgets: own} of scenarios) {
    for (const budget of own) {
      t.true(catalogued.get(budget.id)?.includes(id), `${id}: ${budget.id}`);
    }
  }
});
