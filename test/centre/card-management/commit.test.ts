import {copyFileSync, existsSync, mkdirSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {openCounter} from '../../../centre/index.ts';
import {inFolder} from '../../support/centre-store-content.ts';
import {both, killed, readyFor, registryAgrees} from './due-operation.ts';
import {openManagement, registryOf} from './management-bench.ts';
import {type OperationCase, operationCases} from './operation-cases.ts';
import {areaKeys, type Cut, type ScriptedCard, scriptedCard} from './scripted-card.ts';

for (const one of operationCases) {
  test(`${one.name}: wherever the card goes away, reconciling leaves whole or absent on both sides`, async (t) => {
    const ready = await readyFor(one);
    const absent = both(ready);
    await ready.bench.counter(ready.card).perform(ready.token, 'op-1', one.request);
    const whole = both(ready);
    const changes = ready.card.changes();
    t.is(changes, one.changes);
    t.not(whole, absent);
    t.true(registryAgrees(ready));
    for (let n = 1; n <= changes; n += 1) {
      for (const cut of ['before', 'after'] satisfies Cut[]) {
        const again = await readyFor(one);
        const counter = again.bench.counter(again.card);
        again.card.replace((at) => (at === n ? cut : undefined));
        const gone = await t.throwsAsync(counter.perform(again.token, 'op-1', one.request));
        t.is((gone as {id?: string}).id, 'KZS-MANAGEMENT-CARD-GONE');
        // And once more, in the middle of the recovery.
        again.card.replace((at) => (at === 1 ? cut : undefined));
        await counter.reconcile(again.token, 'op-1').catch(() => undefined);
        again.card.replace();
        const {state, towards, steps} = await counter.reconcile(again.token, 'op-1');
        t.deepEqual(steps, []);
        t.is(state, towards === 'whole' ? 'committed' : 'aborted', `${n} ${cut}`);
        t.is(both(again), towards === 'whole' ? whole : absent, `${n} ${cut}`);
        t.true(registryAgrees(again));
      }
    }
  });

  test(`${one.name}: said again after the card went away, it goes on and gives the same answer`, async (t) => {
    const ready = await readyFor(one);
    const counter = ready.bench.counter(ready.card);
    ready.card.replace((at) => (at === Math.ceil(one.changes / 2) ? 'after' : undefined));
    await t.throwsAsync(counter.perform(ready.token, 'op-1', one.request));
    ready.card.replace();
    const first = await counter.perform(ready.token, 'op-1', one.request);
    t.is(first.state, 'committed');
    const [after, registry] = [both(ready), registryOf(ready.bench)];
    ready.card.replace();
    t.deepEqual(await counter.perform(ready.token, 'op-1', one.request), first);
    t.is(ready.card.changes(), 0);
    t.is(both(ready), after);
    t.is(registryOf(ready.bench), registry);
  });

  test(`${one.name}: a card that refuses is taken back, or refuses the last of it again`, async (t) => {
    const ready = await readyFor(one);
    const absent = both(ready);
    const counter = ready.bench.counter(ready.card);
    let refusals = 0;
    ready.card.replace((at) => {
      refusals += at === one.changes ? 1 : 0;
      return at === one.changes && refusals === 1 ? 'refused' : undefined;
    });
    const error = await t.throwsAsync(counter.perform(ready.token, 'op-1', one.request));
    t.is((error as {id?: string}).id, 'KZS-MANAGEMENT-CARD-REFUSED');
    t.is(both(ready) === absent, one.request.kind === 'install');
    t.true(registryAgrees(ready));
    t.is(ready.bench.store.management.operations.find({state: 'begun'}).length, 0);
  });
}

const installsOnly = ({request}: OperationCase): string[] => (request.kind === 'install' ? ['other-id'] : []);

for (const one of operationCases) {
  test(`${one.name}: a killed process leaves what another one brings to an end`, async (t) => {
    await inFolder(async (folder) => {
      const ready = await readyFor(one, join(folder, 'store'), join(folder, 'card'));
      const absent = both(ready);
      ready.bench.store.close();
      const points = [...new Set(['1', String(one.changes), 'commit', ...installsOnly(one)])];
      await Promise.all(
        points.map(async (at) => {
          const copy = join(folder, `at-${at}`);
          mkdirSync(copy);
          for (const name of ['store', 'card'].filter((each) => existsSync(join(folder, each)))) {
            copyFileSync(join(folder, name), join(copy, name));
          }
          t.is(await killed(copy, one.name, at), 'SIGKILL', at);
          const {management, store, clock} = openManagement({file: join(copy, 'store'), seed: 'after'});
          const card = scriptedCard({file: join(copy, 'card')});
          const counter = openCounter({management, access: card.access, areaKeys});
          const {towards, state} = await counter.reconcile(ready.token, 'op-1');
          t.is(state, towards === 'whole' ? 'committed' : 'aborted');
          const now = {bench: {...ready.bench, management, store, clock}, card, token: ready.token};
          t.true(registryAgrees(now));
          t.is(both(now) === absent, towards === 'absent', at);
          t.true(towards === 'absent' || at !== 'other-id');
          t.true(management.audit.verify().intact);
          store.close();
        }),
      );
    });
  });
}

test('a card that holds something else than was begun is not committed', async (t) => {
  const [one] = operationCases;
  const {bench, card, token} = await readyFor(one);
  const actor = bench.management.operators.actor(token);
  bench.management.operations.begin(actor, 'op-1', one.request);
  const before = registryOf(bench);
  const error = t.throws(() =>
    bench.management.operations.commit(actor, 'op-1', {cardId: card.id, content: []}),
  );
  t.is((error as {id?: string}).id, 'KZS-MANAGEMENT-NOT-WRITTEN');
  t.is(registryOf(bench), before);
  const other = scriptedCard({id: '00000000000000FF'}) satisfies ScriptedCard;
  const wrong = await t.throwsAsync(bench.counter(other).perform(token, 'op-1', one.request));
  t.is((wrong as {id?: string}).id, 'KZS-MANAGEMENT-WRONG-CARD');
  t.is(card.changes(), 0);
});

test('a request id stands for one request, and an unfinished operation keeps others off the card', async (t) => {
  const [one] = operationCases;
  const {bench, token} = await readyFor(one);
  const {operations, operators} = bench.management;
  const actor = operators.actor(token);
  const first = operations.begin(actor, 'op-1', one.request);
  t.deepEqual(operations.begin(actor, 'op-1', one.request), first);
  const idOf = (work: () => unknown): string | undefined => (t.throws(work) as {id?: string}).id;
  t.is(
    idOf(() => operations.begin(actor, 'op-1', {...one.request, cardId: '00000000000000A2'})),
    'KZS-MANAGEMENT-REQUEST-ID',
  );
  t.is(
    idOf(() => operations.begin(actor, 'op-2', one.request)),
    'KZS-MANAGEMENT-OPERATION-OPEN',
  );
});

test('a card that is terminated ends what was open, and nothing can be committed any more', async (t) => {
  const [one] = operationCases;
  const {bench, card, token} = await readyFor(one);
  const {operations, operators, cards} = bench.management;
  const actor = operators.actor(token);
  operations.begin(actor, 'op-1', one.request);
  const officer = await bench.as('town-x', 'card-officer');
  const ended = cards.change(officer, 'end', card.id, 'terminate');
  t.deepEqual(cards.change(officer, 'end', card.id, 'terminate'), ended);
  const other = t.throws(() => cards.change(officer, 'end', card.id, 'suspend'));
  t.is((other as {id?: string}).id, 'KZS-MANAGEMENT-REQUEST-ID');
  t.is(operations.get(actor, 'op-1').state, 'abandoned');
  const error = t.throws(() => operations.commit(actor, 'op-1', {cardId: card.id, content: []}));
  t.is((error as {id?: string}).id, 'KZS-MANAGEMENT-OPERATION-ENDED');
});
