import test from 'ava';
import {type CardManagement, openCardManagement, openCounter} from '../../../centre/index.ts';
import {both, type Ready, readyFor, registryAgrees} from './due-operation.ts';
import {installationKey, registryOf} from './management-bench.ts';
import {type OperationCase, operationCases} from './operation-cases.ts';
import {counterThatDies} from './process-that-dies.ts';
import {areaKeys, scriptedCard} from './scripted-card.ts';

const idOf = (error: unknown): string | undefined => (error as {id?: string} | undefined)?.id;

const caseNamed = (name: string): OperationCase => {
  const found = operationCases.find((one) => one.name === name);
  if (!found) {
    throw new Error(name);
  }
  return found;
};

const install = caseNamed('install into a delivered card');

const statesOf = ({bench}: Ready): string[] =>
  bench.store.management.operations.find({requestId: 'op-1'}).map(({state}) => state);

for (const one of operationCases) {
  test(`${one.name}: wherever the process dies, card and system are alike again behind the recovery`, async (t) => {
    const whole = await readyFor(one);
    const run = counterThatDies(whole);
    await run.counter.perform(whole.token, 'op-1', one.request);
    const step = Math.ceil(run.asked() / 24);
    for (let at = 1; at <= run.asked(); at += step) {
      for (const when of ['before', 'after'] as const) {
        const ready = await readyFor(one);
        const {counter} = counterThatDies(ready, {at, when});
        await t.throwsAsync(counter.perform(ready.token, 'op-1', one.request));
        const place = `${at} ${when}`;
        if (statesOf(ready).length > 0) {
          await ready.bench.counter(ready.card).reconcile(ready.token, 'op-1');
          t.regex(statesOf(ready).join(), /^(committed|aborted)$/, place);
        }
        t.true(registryAgrees(ready), place);
      }
    }
  });

  test(`${one.name}: what another card shows commits nothing and ends nothing`, async (t) => {
    const ready = await readyFor(one);
    const {operations, operators} = ready.bench.management;
    const actor = operators.actor(ready.token);
    operations.begin(actor, 'op-1', one.request);
    const before = registryOf(ready.bench);
    for (const how of ['commit', 'reconcile'] as const) {
      const other = {cardId: '00000000000000FF', content: []};
      t.is(idOf(t.throws(() => operations[how](actor, 'op-1', other))), 'KZS-MANAGEMENT-WRONG-CARD');
    }
    const counter = ready.bench.counter(scriptedCard({id: '00000000000000FF'}));
    for (const how of ['write', 'reconcile'] as const) {
      t.is(idOf(await t.throwsAsync(counter[how](ready.token, 'op-1'))), 'KZS-MANAGEMENT-WRONG-CARD');
    }
    t.is(registryOf(ready.bench), before);
  });

  test(`${one.name}: two recoveries at once, and two counters with the same request, end in one state`, async (t) => {
    const dead = await readyFor(one);
    await counterThatDies(dead, {at: Math.ceil(one.changes * 2), when: 'after'})
      .counter.perform(dead.token, 'op-1', one.request)
      .catch(() => undefined);
    const twice = await readyFor(one);
    for (const [ready, how] of [
      [dead, 'reconcile'],
      [twice, 'perform'],
    ] as const) {
      const work = () => {
        const counter = ready.bench.counter(ready.card);
        return how === 'reconcile'
          ? counter.reconcile(ready.token, 'op-1')
          : counter.perform(ready.token, 'op-1', one.request);
      };
      const answers = await Promise.allSettled([work(), work()]);
      for (const {reason} of answers.filter((each) => each.status === 'rejected')) {
        t.regex(
          String(idOf(reason)),
          /^KZS-MANAGEMENT-(CARD-REFUSED|NOT-WRITTEN|OPERATION-ENDED|OPERATION-UNKNOWN)$/,
        );
      }
      await ready.bench
        .counter(ready.card)
        .reconcile(ready.token, 'op-1')
        .catch(() => undefined);
      t.deepEqual(ready.bench.store.management.operations.find({state: 'begun'}), [], how);
      t.true(registryAgrees(ready), `${how} ${statesOf(ready)} ${both(ready)}`);
    }
  });
}

test('an installation that a recovery has begun to take back is not completed by its request: that takes it back too', async (t) => {
  const ready = await readyFor(install);
  const {bench, card, token} = ready;
  const absent = both(ready);
  const counter = bench.counter(card);
  card.replace((n) => (n === install.changes ? 'before' : undefined));
  await t.throwsAsync(counter.perform(token, 'op-1', install.request));
  card.replace((n) => (n === 2 ? 'before' : undefined));
  t.is(idOf(await t.throwsAsync(counter.reconcile(token, 'op-1'))), 'KZS-MANAGEMENT-CARD-GONE');
  card.replace();
  t.not(both(ready), absent);
  t.is((await counter.perform(token, 'op-1', install.request)).state, 'aborted');
  t.is(both(ready), absent);
});

test('an operation is nobody else’s: another issuer’s operator neither reads, commits, reads back nor reconciles it', async (t) => {
  const ready = await readyFor(install);
  const {operations, operators} = ready.bench.management;
  operations.begin(operators.actor(ready.token), 'op-1', install.request);
  const stranger = await ready.bench.as('town-y', 'installer');
  const before = registryOf(ready.bench);
  const reading = {cardId: ready.card.id, content: []};
  for (const asked of [
    () => operations.get(stranger, 'op-1'),
    () => operations.commit(stranger, 'op-1', reading),
    () => operations.reconcile(stranger, 'op-1', reading),
    () => operations.readBack(stranger, 'op-1', 'A0', undefined),
  ]) {
    t.is(idOf(t.throws(asked)), 'KZS-MANAGEMENT-OPERATION-UNKNOWN');
  }
  const open = t.throws(() => operations.begin(stranger, 'op-2', install.request));
  t.is(idOf(open), 'KZS-MANAGEMENT-OPERATION-OPEN');
  t.false(open?.message.includes('op-1'));
  t.is(registryOf(ready.bench), before);
});

test('a request id of an operation is none of a transition, nor the other way round', async (t) => {
  const ready = await readyFor(install);
  const {operations, transitions, operators} = ready.bench.management;
  const [installer, officer] = [operators.actor(ready.token), await ready.bench.as('town-x', 'card-officer')];
  const suspend = {cardId: ready.card.id, transition: 'suspend'} as const;
  operations.begin(installer, 'same', install.request);
  t.is(idOf(t.throws(() => transitions.begin(officer, 'same', suspend))), 'KZS-MANAGEMENT-REQUEST-ID');
  const reading = {cardId: ready.card.id, chip: 'suspended'} as const;
  for (const how of ['commit', 'reconcile'] as const) {
    t.is(
      idOf(t.throws(() => transitions[how](officer, 'same', reading))),
      'KZS-MANAGEMENT-OPERATION-UNKNOWN',
    );
  }
  operations.reconcile(installer, 'same', {cardId: ready.card.id, content: []});
  transitions.begin(officer, 'other', suspend);
  t.is(
    idOf(t.throws(() => operations.begin(installer, 'other', install.request))),
    'KZS-MANAGEMENT-REQUEST-ID',
  );
});

test('while an installation is open nobody moves in and no chip changes, and a termination leaves it to nobody', async (t) => {
  const ready = await readyFor(caseNamed('move in'));
  const {bench, card} = ready;
  const {operations, transitions, cards} = bench.management;
  const firm = await bench.as('town-y', 'installer');
  const order = {kind: 'install', cardId: card.id, userId: 'Y-1'} as const;
  operations.begin(firm, 'y', {...order, applications: [{area: 'extended', kind: 'common'}]});
  const counter = bench.counter(card);
  const moving = await t.throwsAsync(counter.perform(ready.token, 'op-1', caseNamed('move in').request));
  t.is(idOf(moving), 'KZS-MANAGEMENT-OPERATION-OPEN');
  const officer = await bench.as('town-x', 'card-officer');
  const suspend = {cardId: card.id, transition: 'suspend'} as const;
  t.is(idOf(t.throws(() => transitions.begin(officer, 't', suspend))), 'KZS-MANAGEMENT-OPERATION-OPEN');
  const before = both(ready);
  const written = {...bench.management.operations};
  const ending: CardManagement = {
    ...bench.management,
    operations: {
      ...written,
      readBack(...asked) {
        cards.change(officer, 'lost', card.id, 'terminate');
        return written.readBack(...asked);
      },
    },
  };
  const writing = openCounter({management: ending, access: card.access, areaKeys});
  const token = await bench.token('town-y', 'installer');
  t.is(idOf(await t.throwsAsync(writing.write(token, 'y'))), 'KZS-MANAGEMENT-OPERATION-ENDED');
  t.is(bench.store.management.operations.one({requestId: 'y'})?.state, 'abandoned');
  t.deepEqual(bench.store.management.applications.find({issuer: 'town-y'}), []);
  t.not(both(ready), before);
  t.is((await counter.reconcile(token, 'y')).state, 'abandoned');
});

test('a clock that goes back changes no order: what is begun is committed once, and the audit log is intact', async (t) => {
  const ready = await readyFor(install);
  const {store, clock} = ready.bench;
  let back = 0;
  const management = openCardManagement({
    store,
    clock: {wall: () => new Date(clock.wall().getTime() - back)},
    installationKey,
    passwordCost: 4,
  });
  const {operations, operators} = management;
  const actor = operators.actor(ready.token);
  operations.begin(actor, 'op-1', install.request);
  back = 3_600_000;
  const counter = openCounter({management, access: ready.card.access, areaKeys});
  const done = await counter.perform(ready.token, 'op-1', install.request);
  back = 7_200_000;
  t.deepEqual(await counter.perform(ready.token, 'op-1', install.request), done);
  t.is(done.state, 'committed');
  t.true(registryAgrees(ready));
  t.true(management.audit.verify().intact);
});
