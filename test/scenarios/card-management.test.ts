import test from 'ava';
import {
  type CardAccess,
  CardGone,
  CardRefused,
  type OperationRequest,
  openCounter,
} from '../../centre/index.ts';
import {personalisationTags} from '../../protocol/applets/index.ts';
import {cardAreas, command, fromHex, seededRandom, toHex, virtualClock} from '../../protocol/index.ts';
import {createTestWorld, newCardKeys} from '../../scenarios/index.ts';
import {globalPlatform as gp, readCommonCardId, ServiceSession} from '../../terminal/index.ts';
import {type CardAtCounter, cardAtCounter} from '../support/card-at-counter.ts';
import {refusal} from '../support/refusal.ts';

const pin = '4649';
const typedPin = {initialPin: async () => Uint8Array.from(Buffer.from(pin))};
const prefix = 'F04B415A415355';

const oneOf = (cardId: string, kind: 'type-a' | 'type-d' | 'common' = 'type-a'): OperationRequest => ({
  kind: 'install',
  cardId,
  applications: [{area: 'extended', kind}],
  userId: 'A-001',
});

/** Free bytes of an area, as the card itself tells them. */
const freeBytes = async ({channel}: CardAtCounter): Promise<number | undefined> => {
  await gp.selectSecurityDomain(channel, cardAreas.extended.aid);
  return (await gp.readCardResources(channel))?.freeNonVolatile;
};

const registered = ({bench, cardId}: CardAtCounter): string[] =>
  bench.store.management.applications
    .find({cardId})
    .map(({aid, stopped}) => `instance ${aid.slice(14)} ${stopped ? 'locked' : 'personalised'}`)
    .sort();

const instancesOn = async (at: CardAtCounter): Promise<string[]> =>
  [...(await at.content('ordinance')), ...(await at.content('extended'))]
    .filter((line) => line.startsWith('instance'))
    .sort();

for (const secureChannel of ['scp03', 'scp03-s16', 'scp03-aes-256', 'scp02', 'scp02-emv'] as const) {
  test(`事前搭載, delivery, resuming, a second issuer, deleting and moving leave card and system alike over ${secureChannel}`, async (t) => {
    const at = await cardAtCounter({
      secureChannel,
      lifeCycle: 'prepared',
      state: 'prepared',
      parts: typedPin,
    });
    const {bench, cardId, counter} = at;
    const installer = await bench.token('town-x', 'installer');
    const officer = await bench.as('town-x', 'card-officer');
    const alike = async (expected: string[]): Promise<void> => {
      t.deepEqual(await instancesOn(at), expected);
      t.deepEqual(registered(at), expected);
    };
    await counter.perform(installer, 'i', {kind: 'install', cardId, profile: 'usual', userId: 'A-001'});
    await alike(
      ['120100010A', '120100010C', '120200010A', '120200010C'].map((aid) => `instance ${aid} locked`),
    );
    t.deepEqual(await at.content('ordinance'), [
      'domain 10010001 personalised',
      'instance 120100010A locked',
      'instance 120100010C locked',
      'load-file 110100010A',
      'load-file 110100010C',
    ]);

    bench.management.cards.change(officer, 'd', cardId, 'deliver');
    const both = ['type-a', 'common'] as const;
    const applications = both.map((kind) => ({area: 'extended' as const, kind}));
    await counter.perform(installer, 'r', {kind: 'resume', cardId, applications});
    const firm = await bench.token('firm', 'installer');
    await counter.perform(firm, 'f', {...oneOf(cardId, 'type-d'), userId: 'F-1'} as OperationRequest);
    await alike([
      'instance 120100010A locked',
      'instance 120100010C locked',
      'instance 120200010A personalised',
      'instance 120200010C personalised',
      'instance 120200030D personalised',
    ]);
    await counter.perform(installer, 's', {
      kind: 'stop',
      cardId,
      applications: [{area: 'extended', kind: 'common'}],
    });
    await counter.perform(installer, 'x', {
      kind: 'delete',
      cardId,
      applications: [{area: 'extended', kind: 'type-a'}],
    });
    bench.management.cards.moveOut(officer, 'o', cardId, '2026-03-24');
    await counter.perform(await bench.token('town-y', 'card-officer'), 'm', {
      kind: 'move-in',
      cardId,
      movedOn: '2026-03-25',
      notifiedOn: '2026-03-30',
    });
    await alike(['instance 120200010C locked', 'instance 120200030D personalised']);
    t.deepEqual(await at.content('ordinance'), []);
  });
}

test('what the counter wrote opens to the terminals it is meant for: the key, the PIN and the ids are right', async (t) => {
  const at = await cardAtCounter({parts: typedPin});
  const {bench, cardId, counter, channel, access} = at;
  const token = await bench.token('town-x', 'installer');
  await counter.perform(token, 'i', {
    kind: 'install',
    cardId,
    applications: (['type-a', 'type-d', 'common'] as const).map((kind) => ({area: 'extended', kind})),
    userId: 'A-001',
  });
  for (const [type, kind] of [
    ['service-a', '0A'],
    ['service-d', '0D'],
  ] as const) {
    const aid = `${prefix}12020001${kind}`;
    const key = bench.management.keys.application(token, cardId, aid);
    const random = seededRandom('terminal');
    const session = await ServiceSession.open(channel, {type, aid: fromHex(aid), key: {key}, random});
    await t.throwsAsync(session.readId(), {message: /6982/});
    await session.verifyPin(Uint8Array.from(Buffer.from(pin)));
    t.is(Buffer.from(await session.readId()).toString(), 'A-001');
  }
  const common = await readCommonCardId(channel, fromHex(`${prefix}120200010C`));
  t.is(Buffer.from(common).toString(), 'A-001'.padEnd(16));

  const own = bench.management.keys.domain(token, cardId, 'extended');
  const session = await access.openArea('extended', () => [own], `${prefix}10020001`);
  t.is(
    toHex((await session.readId(`${prefix}120200010A`, 'basic')) ?? new Uint8Array(0)),
    toHex(Buffer.from('A-001')),
  );
  await session.lock(`${prefix}120200010A`);
  await t.throwsAsync(session.readId(`${prefix}120200010A`, 'basic'), {
    instanceOf: CardRefused,
    message: /6985/,
  });
});

test('the id is told to the own domain alone, over an encrypted channel alone, and PIN and key to nobody', async (t) => {
  const at = await cardAtCounter({parts: typedPin});
  const {bench, cardId, counter, channel, access} = at;
  const token = await bench.token('town-x', 'installer');
  await counter.perform(token, 'i', oneOf(cardId));
  const aid = fromHex(`${prefix}120200010A`);
  const area = await access.openArea('extended', newCardKeys('extended'));
  await t.throwsAsync(area.readId(toHex(aid), 'basic'), {instanceOf: CardRefused, message: /6985/});

  const domain = fromHex(`${prefix}10020001`);
  const keys = bench.management.keys.domain(token, cardId, 'extended');
  const random = seededRandom('terminal');
  const opened = async (level: number): Promise<gp.ManagedCard> => {
    await gp.selectSecurityDomain(channel, domain);
    return {session: await gp.openSecureChannel(channel, {keys, aid: domain, level, random})};
  };
  const encrypted = await opened(0x33);
  for (const tag of [personalisationTags.pin, personalisationTags.key, personalisationTags.options]) {
    t.is(await gp.readBack(encrypted, aid, tag), undefined);
  }
  t.is(Buffer.from((await gp.readBack(encrypted, aid, 0x80)) ?? []).toString(), 'A-001');
  await t.throwsAsync(gp.readBack(await opened(0x13), aid, 0x80), {message: /6982/});
});

test('wherever the card leaves in the middle, reconciling leaves nothing of it, and saying it again all of it', async (t) => {
  const whole = await cardAtCounter();
  whole.leave(undefined);
  const empty = await freeBytes(whole);
  const token = await whole.bench.token('town-x', 'installer');
  await whole.counter.perform(token, 'op', oneOf(whole.cardId));
  const changes = whole.changes();
  const full = await whole.content('extended');
  const left = await freeBytes(whole);
  t.true(changes > 15, `${changes}`);
  t.true((left ?? 0) < (empty ?? 0));

  for (let n = 1; n <= changes; n += 1) {
    for (const when of ['before', 'after'] as const) {
      const at = await cardAtCounter();
      const mine = await at.bench.token('town-x', 'installer');
      at.leave({at: n, when});
      await t.throwsAsync(
        at.counter.perform(mine, 'op', oneOf(at.cardId)),
        {instanceOf: CardGone},
        `${n} ${when}`,
      );
      await at.putBack();
      if (n % 2 === 0) {
        const {state} = await at.counter.perform(mine, 'op', oneOf(at.cardId));
        t.is(state, 'committed');
        t.deepEqual(await at.content('extended'), full, `${n} ${when}`);
        t.is(await freeBytes(at), left);
        continue;
      }
      const {state, towards} = await at.counter.reconcile(mine, 'op');
      t.is(state, towards === 'whole' ? 'committed' : 'aborted');
      t.deepEqual(await at.content('extended'), towards === 'whole' ? full : [], `${n} ${when}`);
      t.is(await freeBytes(at), towards === 'whole' ? left : empty, `${n} ${when}`);
      t.deepEqual(registered(at), await instancesOn(at));
    }
  }
});

test('a card that has no room refuses with 6A84, and is taken back to what it was', async (t) => {
  const at = await cardAtCounter({areaBytes: 2500});
  const token = await at.bench.token('town-x', 'installer');
  await at.counter.perform(token, 'first', oneOf(at.cardId, 'common'));
  const before = await at.content('extended');
  const free = await freeBytes(at);
  const error = await t.throwsAsync(at.counter.perform(token, 'second', oneOf(at.cardId)), {
    instanceOf: CardRefused,
  });
  t.regex(error?.message ?? '', /LOAD.*6A84/);
  t.deepEqual(await at.content('extended'), before);
  t.is(await freeBytes(at), free);
  t.is(at.bench.store.management.operations.one({requestId: 'second'})?.state, 'aborted');
});

test('an area whose keys are others is refused before anything is begun', async (t) => {
  const other = new Uint8Array(16).fill(0x11);
  const at = await cardAtCounter({
    parts: {areaKeys: () => () => [{enc: other, mac: other, dek: other}]},
  });
  const token = await at.bench.token('town-x', 'installer');
  const error = await t.throwsAsync(at.counter.perform(token, 'op', oneOf(at.cardId)), {
    instanceOf: CardRefused,
  });
  t.regex(String(error?.cause), /KZS-GP-CARD-CRYPTOGRAM/);
  t.is(at.bench.store.management.operations.one({requestId: 'op'}), undefined);
  t.deepEqual(await at.content('extended'), []);
});

test('another issuer’s keys open no domain, and a domain that is not there is refused too', async (t) => {
  const at = await cardAtCounter();
  const {bench, cardId, access} = at;
  await at.counter.perform(await bench.token('town-x', 'installer'), 'op', oneOf(cardId));
  const firm = bench.management.keys.domain(await bench.token('firm', 'installer'), cardId, 'extended');
  await t.throwsAsync(
    access.openArea('extended', () => [firm], `${prefix}10020001`),
    {instanceOf: CardRefused},
  );
  await t.throwsAsync(
    access.openArea('extended', () => [firm], `${prefix}10020009`),
    {
      instanceOf: CardRefused,
      message: /SELECT was expected to be carried out, but the card answered 6A82/,
    },
  );
});

test('an id that the card tells otherwise than it was written takes the installation back', async (t) => {
  const at = await cardAtCounter();
  const {bench, cardId} = at;
  const forgetful: CardAccess = {
    cardId: () => at.access.cardId(),
    async openArea(area, keys, domain) {
      const session = await at.access.openArea(area, keys, domain);
      return {
        ...session,
        personalise: (aid, data) => session.personalise(aid, {...data, id: Buffer.from('B-002')}),
      };
    },
  };
  const counter = openCounter({management: bench.management, access: forgetful, areaKeys: newCardKeys});
  await t.throwsAsync(counter.perform(await bench.token('town-x', 'installer'), 'op', oneOf(cardId)), {
    message: /KZS-MANAGEMENT-READ-BACK/,
  });
  t.deepEqual(await at.content('extended'), []);
});

test('a session that the card closed is refused once and opened again; a card that left is gone until it is back', async (t) => {
  const at = await cardAtCounter();
  const session = await at.access.openArea('extended', newCardKeys('extended'));
  await at.channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: cardAreas.ordinance.aid}));
  await t.throwsAsync(session.status(), {
    instanceOf: CardRefused,
    message: /GET STATUS was expected to be carried out, but the card answered 6982/,
  });
  t.deepEqual(await at.content('extended'), []);
  at.leave({at: 1, when: 'before'});
  await t.throwsAsync(session.delete(`${prefix}120200010A`), {instanceOf: CardGone});
  await t.throwsAsync(session.status(), {
    instanceOf: CardGone,
    message: /the card was expected to answer during GET STATUS, but no answer came that can be believed; /,
  });
  await t.throwsAsync(at.access.openArea('extended', newCardKeys('extended')), {
    instanceOf: CardGone,
    message: /to answer during the opening of a secure channel, but no answer came/,
  });
  await t.throwsAsync(at.access.cardId(), {instanceOf: CardGone});
  await at.putBack();
  await t.throwsAsync(session.delete(`${prefix}120200010A`), {instanceOf: CardRefused});
  t.is(await at.access.cardId(), at.cardId);
});

test('a world that is closed has closed the store of its card management system', async (t) => {
  const world = createTestWorld({clock: virtualClock(new Date('2026-11-23T00:00:00Z'))});
  const desk = await world.cardManagement();
  t.is(desk.state().size, 0);
  world.close();
  refusal(t, () => desk.state(), 'KZS-CENTRE-STORE', 'it has been closed');
});
