import test from 'ava';
import {lateMove} from '../../../centre/card-management/moving.ts';
import {applicationKindNames} from '../../../centre/index.ts';
import type {KazasuError} from '../../../protocol/index.ts';
import {type IssuerName, issuers, managementBench, registryOf} from './management-bench.ts';
import {scriptedCard} from './scripted-card.ts';

const cardId = '00000000000000A1';
const idOf = (error: unknown): string | undefined => (error as KazasuError | undefined)?.id;

/** Day of 転出届, of moving, of 転入届, of 継続利用, and whether the card can be used on. */
const days: readonly (readonly [string, string, string, string, boolean])[] = [
  ['2026-01-01', '2026-01-01', '2026-01-15', '2026-01-15', true],
  ['2026-01-01', '2026-01-01', '2026-01-16', '2026-01-16', false],
  ['2026-01-01', '2026-01-20', '2026-01-31', '2026-01-31', true],
  ['2026-01-01', '2026-01-20', '2026-02-01', '2026-02-01', false],
  ['2026-01-01', '2026-01-01', '2026-01-10', '2026-04-10', true],
  ['2026-01-01', '2026-01-01', '2026-01-10', '2026-04-11', false],
  ['2028-02-15', '2028-02-15', '2028-02-29', '2028-05-29', true],
  ['2028-02-15', '2028-02-15', '2028-03-01', '2028-03-01', false],
];

test('continued use is possible up to the 14th, 30th and 90th day, and not after', (t) => {
  for (const [planned, movedOn, notifiedOn, today, inTime] of days) {
    const late = lateMove(planned, {movedOn, notifiedOn}, today);
    t.is(late === undefined, inTime, `${planned} ${movedOn} ${notifiedOn} ${today}: ${late}`);
  }
});

const move = {kind: 'move-in', cardId, movedOn: '2026-03-25', notifiedOn: '2026-03-30'} as const;

test('who moves loses what lay in the area for ordinances and keeps the extended area to the byte', async (t) => {
  const bench = await managementBench();
  const {management, as, token, request, counter, card} = bench;
  await card(cardId);
  const reader = scriptedCard({room: 20});
  const place = async (issuer: IssuerName, area: 'ordinance' | 'extended', userId: string): Promise<void> => {
    const applications = [{area, kind: 'common'}] as const;
    const by = await token(issuer, 'installer');
    await counter(reader).perform(by, request(), {kind: 'install', cardId, applications, userId});
  };
  await place('town-x', 'ordinance', 'X-1');
  await place('town-x', 'extended', 'X-2');
  for (const {name} of issuers.slice(1)) {
    await place(name, 'extended', `of-${name}`);
  }
  const y = await token('town-y', 'card-officer');
  const early = await t.throwsAsync(counter(reader).perform(y, 'm-0', move));
  t.is(idOf(early), 'KZS-MANAGEMENT-STATE');
  management.cards.moveOut(await as('town-x', 'card-officer'), request(), cardId, '2026-03-24');
  const desk = await as('town-x', 'service-desk');
  const root = await as('town-x', 'administrator');
  management.services.add(root, 'town-only', {area: 'ordinance', kind: 'common'});
  management.services.add(root, 'library', {area: 'extended', kind: 'common'});
  const use = (name: string): string | undefined => {
    try {
      return management.services.use(desk, name, cardId).userId;
    } catch (error) {
      return idOf(error);
    }
  };
  t.deepEqual([use('town-only'), use('library')], ['KZS-MANAGEMENT-MOVING', 'X-2']);
  const kept = reader.snapshot().filter((line) => line.startsWith('extended'));
  t.is(kept.length, 15);
  const refused = [
    [await token('prefecture', 'card-officer'), move, 'KZS-MANAGEMENT-RESIDENCE'],
    [await token('town-x', 'card-officer'), move, 'KZS-MANAGEMENT-STATE'],
    [y, {...move, movedOn: '2026-03-01'}, 'KZS-MANAGEMENT-MOVE-LATE'],
    [y, {...move, notifiedOn: '2026-03-24'}, 'KZS-MANAGEMENT-MOVE-DATES'],
    [y, {...move, notifiedOn: '2026-04-02'}, 'KZS-MANAGEMENT-MOVE-DATES'],
  ] as const;
  const before = registryOf(bench);
  for (const [by, order, id] of refused) {
    t.is(idOf(await t.throwsAsync(counter(reader).perform(by, 'm-1', order))), id);
    t.is(registryOf(bench), before);
  }
  t.is((await counter(reader).perform(y, 'm-1', move)).state, 'committed');
  t.deepEqual(reader.snapshot(), kept);
  t.deepEqual([use('town-only'), use('library')], ['KZS-MANAGEMENT-AREA-RESIDENCE', 'X-2']);
  const {residence, movingOn, otherIssuers} = management.cards.get(
    await as('town-y', 'card-officer'),
    cardId,
  );
  t.deepEqual([residence, movingOn, otherIssuers], ['15204', undefined, 4]);
  // From now on the area for ordinances is the new town's, and the states are in its hands.
  await place('town-y', 'ordinance', 'Y-1');
  t.is(
    idOf(
      t.throws(() =>
        management.operations.begin(desk, 'late', {
          kind: 'resume',
          cardId,
          applications: [{area: 'ordinance', kind: 'common'}],
        }),
      ),
    ),
    'KZS-MANAGEMENT-AREA-RESIDENCE',
  );
  const officer = await as('town-x', 'card-officer');
  t.is(
    idOf(t.throws(() => management.cards.change(officer, request(), cardId, 'suspend'))),
    'KZS-MANAGEMENT-RESIDENCE',
  );
});

test('an area takes eight applications, and after a deletion another one; what is there twice is refused', async (t) => {
  const bench = await managementBench();
  const {management, as, token, request, counter, card} = bench;
  await card(cardId);
  const reader = scriptedCard();
  const extended = applicationKindNames.map((kind) => ({area: 'extended', kind}) as const);
  const install = async (issuer: IssuerName, applications = extended): Promise<unknown> =>
    counter(reader)
      .perform(await token(issuer, 'installer'), request(), {
        kind: 'install',
        cardId,
        applications,
        userId: 'A-1',
      })
      .then(({state}) => state, idOf);
  t.is(await install('town-x'), 'committed');
  t.is(await install('town-x', extended.slice(0, 1)), 'KZS-MANAGEMENT-APPLICATION-TAKEN');
  t.is(await install('firm'), 'committed');
  await as('agency', 'installer');
  const before = registryOf(bench);
  t.is(await install('agency'), 'KZS-MANAGEMENT-AREA-FULL');
  t.is(
    await install('firm', [...extended.slice(0, 1), ...extended.slice(0, 1)]),
    'KZS-MANAGEMENT-APPLICATION-TWICE',
  );
  t.is(registryOf(bench), before);
  const firm = await token('firm', 'installer');
  const applications = extended.slice(1, 2);
  await counter(reader).perform(firm, request(), {kind: 'delete', cardId, applications});
  t.is(await install('agency'), 'committed');
  t.is(management.cards.get(await as('agency', 'installer'), cardId).applications.length, 3);
});

test('a card whose area is full without the system knowing takes nothing, on both sides', async (t) => {
  const {token, request, counter, card, store} = await managementBench();
  await card(cardId);
  const reader = scriptedCard({room: 1});
  const applications = applicationKindNames.map((kind) => ({area: 'extended', kind}) as const);
  const by = await token('town-x', 'installer');
  const order = {kind: 'install', cardId, applications, userId: 'A-1'} as const;
  const error = await t.throwsAsync(counter(reader).perform(by, request(), order));
  t.is(idOf(error), 'KZS-MANAGEMENT-CARD-REFUSED');
  t.deepEqual(reader.snapshot(), []);
  t.deepEqual(store.management.applications.find(), []);
});
