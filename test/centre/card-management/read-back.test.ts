import test from 'ava';
import type {OperationRequest} from '../../../centre/index.ts';
import {both, type Ready, readyFor, registryAgrees} from './due-operation.ts';
import {type OperationCase, operationCases} from './operation-cases.ts';
import {counterThatDies, type Death, Died} from './process-that-dies.ts';
import {areaKeys, type Cut} from './scripted-card.ts';

const installs = operationCases.filter(({request}) => request.kind === 'install');
const [oneApplication] = installs as [OperationCase, ...OperationCase[]];
const idOf = (error: unknown): string | undefined => (error as {id?: string} | undefined)?.id;
const right = Uint8Array.from(Buffer.from('X-001'.padEnd(16)));

const stateOf = ({bench}: Ready, requestId = 'op-1') =>
  bench.store.management.operations.one({requestId})?.state;

/** The n-th application that is personalised gets another id than it was given. */
const otherIdAt = (n: number) => {
  let personalised = 0;
  return (_: number, what: string): Cut | undefined => {
    personalised += what === 'personalise' ? 1 : 0;
    return what === 'personalise' && personalised === n ? 'other-id' : undefined;
  };
};

const applicationsOf = ({steps}: {readonly steps: readonly {readonly do: string}[]}): number =>
  steps.filter((step) => step.do === 'personalise').length;

/** Every death of a process whose card keeps another id in its last application, and each way to go on from there. */
const everyDeath = async (
  one: OperationCase,
  visit: (ready: Ready, death: Death, how: 'reconcile' | 'perform') => Promise<void>,
): Promise<number> => {
  const counted = await readyFor(one);
  const whole = counterThatDies(counted);
  await whole.counter.perform(counted.token, 'op-1', one.request);
  const last = applicationsOf(
    counted.bench.management.operations.get(await counted.bench.as(...one.by), 'op-1'),
  );
  const wrong = await readyFor(one);
  wrong.card.replace(otherIdAt(last));
  const run = counterThatDies(wrong);
  await run.counter.perform(wrong.token, 'op-1', one.request).catch(() => undefined);
  for (let at = 1; at <= run.asked(); at += 1) {
    for (const when of ['before', 'after'] as const) {
      for (const how of ['reconcile', 'perform'] as const) {
        const ready = await readyFor(one);
        ready.card.replace(otherIdAt(last));
        await visit(ready, {at, when}, how);
      }
    }
  }
  return run.asked();
};

for (const one of installs) {
  test(`${one.name}: wherever the process dies whose card keeps another id, nothing with it is committed`, async (t) => {
    const absent = both(await readyFor(one));
    const deaths = await everyDeath(one, async (ready, death, how) => {
      const place = `${death.at} ${death.when} ${how}`;
      const {counter} = counterThatDies(ready, death);
      await t.throwsAsync(counter.perform(ready.token, 'op-1', one.request), {instanceOf: Died}, place);
      const kept = ready.card.snapshot().some((line) => line.includes(' Z-001'));
      const begun = stateOf(ready) !== undefined;
      const next = ready.bench.counter(ready.card);
      if (how === 'perform') {
        const answer = await next.perform(ready.token, 'op-1', one.request).catch(idOf);
        const taken = typeof answer === 'object' && answer.state === 'aborted';
        t.true(!kept || taken || answer === 'KZS-MANAGEMENT-READ-BACK', `${place} ${JSON.stringify(answer)}`);
      } else if (begun) {
        const {towards} = await next.reconcile(ready.token, 'op-1');
        t.true(!kept || towards === 'absent', place);
      }
      if (kept) {
        t.is(both(ready), absent, place);
        t.is(stateOf(ready), 'aborted', place);
      }
      t.true(registryAgrees(ready), place);
      t.is(ready.bench.store.management.operations.find({state: 'begun'}).length, 0, place);
      t.true(ready.bench.management.audit.verify().intact);
    });
    t.true(deaths > 15);
  });
}

test('a terminal that says what it wrote instead of what the card tells leaves card and system apart: so it is seen', async (t) => {
  let apart = 0;
  await everyDeath(oneApplication, async (ready, death) => {
    const told = (): Uint8Array => right;
    await counterThatDies(ready, death, told)
      .counter.perform(ready.token, 'op-1', oneApplication.request)
      .catch(() => undefined);
    await counterThatDies(ready, undefined, told)
      .counter.perform(ready.token, 'op-1', oneApplication.request)
      .catch(() => undefined);
    apart += registryAgrees(ready) ? 0 : 1;
  });
  t.true(apart > 0);
});

test('another id is said in the audit log, and an operation that it ended is committed by nobody, whatever comes later', async (t) => {
  const ready = await readyFor(oneApplication);
  const {bench, card, token} = ready;
  const {operations, operators} = bench.management;
  const actor = operators.actor(token);
  const {steps} = operations.begin(actor, 'op-1', oneApplication.request);
  const aid = steps.flatMap((step) => (step.do === 'read-back' ? [step.aid] : []))[0] ?? '';
  const refused = (work: () => unknown): string | undefined => idOf(t.throws(work));
  t.is(
    refused(() => operations.readBack(actor, 'op-1', 'A0', right)),
    'KZS-MANAGEMENT-APPLICATION-UNKNOWN',
  );
  t.deepEqual(operations.readBack(actor, 'op-1', aid, undefined).readBack, [{aid, told: 'nothing'}]);
  t.deepEqual(operations.readBack(actor, 'op-1', aid, right).readBack, [{aid, told: 'same'}]);
  for (const other of [Buffer.from('Z-001'.padEnd(16)), Buffer.from('X-001'), Buffer.alloc(0)]) {
    const again = await readyFor(oneApplication);
    const clerk = again.bench.management.operators.actor(again.token);
    again.bench.management.operations.begin(clerk, 'op-1', oneApplication.request);
    t.is(
      refused(() => again.bench.management.operations.readBack(clerk, 'op-1', aid, other)),
      'KZS-MANAGEMENT-READ-BACK',
      other.toString(),
    );
  }
  t.is(
    refused(() => operations.readBack(actor, 'op-1', aid, Buffer.from('Z-001'))),
    'KZS-MANAGEMENT-READ-BACK',
  );
  const row = bench.store.management.audit.last();
  t.deepEqual([row?.operation, row?.outcome], ['operations/read-back', 'KZS-MANAGEMENT-READ-BACK']);
  t.is(operations.get(actor, 'op-1').towards, 'absent');
  const content = steps.flatMap((step) =>
    step.do === 'install'
      ? [{area: step.area, object: 'instance', aid: step.aid, state: 'personalised'} as const]
      : [],
  );
  const ended = 'KZS-MANAGEMENT-OPERATION-ENDED';
  t.is(
    refused(() => operations.readBack(actor, 'op-1', aid, right)),
    ended,
  );
  t.is(
    refused(() => operations.commit(actor, 'op-1', {cardId: card.id, content})),
    ended,
  );
  const deleting = operations.reconcile(actor, 'op-1', {cardId: card.id, content});
  t.deepEqual([deleting.towards, deleting.steps.map((step) => step.do)], ['absent', ['delete']]);
  t.is(operations.reconcile(actor, 'op-1', {cardId: card.id, content: []}).state, 'aborted');
});

test('an application that was read back and is gone is not replaced unseen: the installation is taken back', async (t) => {
  const ready = await readyFor(oneApplication);
  const {counter} = counterThatDies(ready, {at: 'commit', when: 'before'});
  await t.throwsAsync(counter.perform(ready.token, 'op-1', oneApplication.request), {instanceOf: Died});
  const {readBack = []} = ready.bench.store.management.operations.one({requestId: 'op-1'}) ?? {};
  const [read] = readBack;
  t.is(read?.told, 'same');
  const area = await ready.card.access.openArea('extended', areaKeys('extended'));
  await area.delete(read?.aid ?? '');
  const {state} = await ready.bench.counter(ready.card).perform(ready.token, 'op-1', oneApplication.request);
  t.is(state, 'aborted');
  t.deepEqual(ready.card.snapshot(), []);
});

/** What an earlier terminal left: an application with the id of somebody else, of which the system knows nothing. */
const leftBehind = async (tells: boolean): Promise<Ready> => {
  const ready = await readyFor(oneApplication, undefined, undefined, {tells});
  const {management} = ready.bench;
  const {counter} = counterThatDies(ready, {at: 'commit', when: 'before'});
  await counter
    .perform(ready.token, 'before', {...oneApplication.request, userId: 'Y-9'} as OperationRequest)
    .catch(() => undefined);
  const empty = {cardId: ready.card.id, content: []};
  management.operations.reconcile(management.operators.actor(ready.token), 'before', empty);
  return ready;
};

const channels = [
  {name: 'an encrypted channel', tells: true, told: 'same', refusal: 'READ-BACK'},
  {name: 'a channel that tells no id', tells: false, told: 'nothing', refusal: 'NOT-WRITTEN'},
] as const;

for (const {name, tells, told, refusal} of channels) {
  test(`over ${name}: what was read back is said, and what somebody else left on the card is not taken for it`, async (t) => {
    const plain = await readyFor(oneApplication, undefined, undefined, {tells});
    const done = await plain.bench.counter(plain.card).perform(plain.token, 'op-1', oneApplication.request);
    t.deepEqual([done.state, done.readBack.map((one) => one.told)], ['committed', [told]]);
    const ready = await leftBehind(tells);
    t.true(ready.card.snapshot().some((line) => line.endsWith(' Y-9')));
    const counter = ready.bench.counter(ready.card);
    const error = await t.throwsAsync(counter.perform(ready.token, 'op-1', oneApplication.request));
    t.is(idOf(error), `KZS-MANAGEMENT-${refusal}`);
    t.deepEqual(ready.card.snapshot(), []);
    t.is((await counter.perform(ready.token, 'op-2', oneApplication.request)).state, 'committed');
    t.true(registryAgrees(ready));
  });
}
