import test from 'ava';
import {type CardManagement, CardRefused, type OperationRequest} from '../../centre/index.ts';
import {builtInApplets} from '../../emulator/index.ts';
import {appletCap, standardApplets} from '../../protocol/applets/index.ts';
import {capFile} from '../../protocol/cap/index.ts';
import {fromHex, seededRandom} from '../../protocol/index.ts';
import {changeLifeCycle, reconcileLifeCycle} from '../../scenarios/index.ts';
import {IssuerSession, ServiceSession} from '../../terminal/index.ts';
import {cardAtCounter} from '../support/card-at-counter.ts';

const prefix = 'F04B415A415355';

/** Where a transition is cut off: the link to the chip, or that to the system, in front of its work or behind it. */
const transitionCuts = ['chip before', 'chip after', 'begin after', 'commit before', 'commit after'] as const;

const cutOff = (management: CardManagement, cut: (typeof transitionCuts)[number]): CardManagement => {
  const {transitions} = management;
  const lost = (when: string, work: () => unknown): never => {
    if (when === 'after') {
      work();
    }
    throw new Error('the link to the system is down');
  };
  const [what, when = ''] = cut.split(' ');
  return {
    ...management,
    transitions: {
      ...transitions,
      ...(what === 'begin' ? {begin: (...asked) => lost(when, () => transitions.begin(...asked))} : {}),
      ...(what === 'commit' ? {commit: (...asked) => lost(when, () => transitions.commit(...asked))} : {}),
    },
  };
};

for (const [transition, from, to] of [
  ['prepare', 'arrived', 'prepared'],
  ['deliver', 'prepared', 'operational'],
  ['suspend', 'operational', 'suspended'],
  ['release', 'suspended', 'operational'],
  ['terminate', 'operational', 'terminated'],
] as const) {
  test(`${transition}: wherever chip or system is cut off, both are alike behind the recovery, and the card goes on`, async (t) => {
    for (const cut of transitionCuts) {
      const at = await cardAtCounter({lifeCycle: from, state: from});
      const {bench, card, cardId, channel, access} = at;
      const {management} = bench;
      const token = await bench.token('town-x', 'card-officer');
      const openIssuer = () => IssuerSession.authenticate(channel, new Uint8Array(16));
      const request = {cardId, transition};
      const [what, when] = cut.split(' ');
      at.leave(what === 'chip' ? {at: 1, when: when as 'before' | 'after'} : undefined);
      await t.throwsAsync(
        changeLifeCycle({management: cutOff(management, cut), access, openIssuer}, token, 'op', request),
      );
      await at.putBack();
      const both = () => [
        card.persistent.issuer.lifeCycle,
        bench.store.management.cards.one({cardId})?.state,
        bench.store.management.transitions.find({cardId, state: 'begun'}).length,
      ];
      const {state} = await reconcileLifeCycle({management, access, openIssuer}, token, 'op');
      t.deepEqual(both(), state === 'committed' ? [to, to, 0] : [from, from, 0], cut);
      t.is(
        state === 'aborted',
        (transition === 'prepare' || transition === 'deliver' || transition === 'release') &&
          ['chip before', 'begin after'].includes(cut),
        cut,
      );
      await changeLifeCycle(
        {management, access, openIssuer},
        token,
        state === 'aborted' ? 'again' : 'op',
        request,
      );
      t.deepEqual(both(), [to, to, 0], cut);
    }
  });
}

test('while a transition is open nothing else begins, a chip in a third state is told, and termination ends it', async (t) => {
  const {bench, cardId} = await cardAtCounter({lifeCycle: 'prepared', state: 'prepared'});
  const {transitions, operations, cards} = bench.management;
  const officer = await bench.as('town-x', 'card-officer');
  const deliver = {cardId, transition: 'deliver'} as const;
  const begun = transitions.begin(officer, 'op', deliver);
  t.deepEqual(transitions.begin(officer, 'op', deliver), begun);
  t.is(cards.get(officer, cardId).state, 'prepared');
  const installer = await bench.as('town-x', 'installer');
  t.throws(() => operations.begin(installer, 'i', {kind: 'delete', cardId, applications: []}), {
    message: /OPERATION-OPEN/,
  });
  t.throws(() => transitions.begin(officer, 'other', deliver), {message: /OPERATION-OPEN/});
  t.throws(() => transitions.begin(officer, 'op', {...deliver, transition: 'terminate'}), {
    message: /REQUEST-ID/,
  });
  t.throws(() => transitions.commit(officer, 'op', {cardId, chip: 'prepared'}), {message: /MANAGEMENT-CHIP/});
  t.throws(() => transitions.reconcile(officer, 'op', {cardId, chip: 'suspended'}), {
    message: /MANAGEMENT-CHIP/,
  });
  cards.change(officer, 'end', cardId, 'terminate');
  t.is(transitions.get(officer, 'op').state, 'abandoned');
  t.throws(() => transitions.commit(officer, 'op', {cardId, chip: 'operational'}), {
    message: /OPERATION-ENDED/,
  });
});

/** A package of a town's own: one with the program of 業務タイプA in it, and one that no card of ours can run. */
const ownPackage = fromHex('F04B415A415355E7');
const program = standardApplets['service-a'].moduleAid;

test('a program of an issuer’s own may tell no id, whereas a basic one that tells none is taken back', async (t) => {
  const silent = builtInApplets.map((one) => ({...one, readBack: () => undefined}));
  const at = await cardAtCounter({applets: silent});
  const {bench, cardId, counter} = at;
  bench.management.kinds.register(await bench.as('town-x', 'administrator'), {
    name: 'bus-pass',
    area: 'extended',
    cap: appletCap({packageAid: ownPackage, moduleAid: program}),
    personalised: true,
    mutualAuthentication: true,
  });
  const token = await bench.token('town-x', 'installer');
  const installing = (kind: string): OperationRequest => ({
    kind: 'install',
    cardId,
    applications: [{area: 'extended', kind}],
    userId: 'X-7',
  });
  await t.throwsAsync(counter.perform(token, 'basic', installing('type-a')), {
    instanceOf: CardRefused,
    message: /expected to tell its id/,
  });
  t.is(bench.management.operations.get(await bench.as('town-x', 'installer'), 'basic').state, 'aborted');
  t.deepEqual(await at.content('extended'), []);
  const {state, readBack} = await counter.perform(token, 'own', installing('bus-pass'));
  t.deepEqual([state, readBack.map(({told}) => told)], ['committed', ['nothing']]);
});

test('an issuer’s own application is installed, opened and deleted like a basic one, and no other issuer may have it', async (t) => {
  const at = await cardAtCounter();
  const {bench, cardId, counter, channel} = at;
  const {kinds, operations, profiles, keys} = bench.management;
  const root = await bench.as('town-x', 'administrator');
  const cap = appletCap({packageAid: ownPackage, moduleAid: program});
  const pass = {
    name: 'bus-pass',
    area: 'extended',
    cap,
    personalised: true,
    mutualAuthentication: true,
  } as const;
  const unknown = appletCap({
    packageAid: fromHex('F04B415A415355E8'),
    moduleAid: fromHex('F04B415A415355E801'),
  });
  kinds.register(root, pass);
  kinds.register(root, {...pass, name: 'silent', cap: unknown, personalised: false});
  t.deepEqual(
    kinds.all(root).map(({name, number}) => [name, number]),
    [
      ['bus-pass', 0x40],
      ['silent', 0x41],
    ],
  );
  const token = await bench.token('town-x', 'installer');
  const applications = ['bus-pass', 'silent'].map((kind) => ({area: 'extended' as const, kind}));
  await counter.perform(token, 'own', {kind: 'install', cardId, applications, userId: 'X-7'});
  t.deepEqual(await at.content('extended'), [
    'domain 10020001 personalised',
    'instance 1202000140 personalised',
    'instance 1202000141 installed',
    'load-file E7',
    'load-file E8',
  ]);
  const aid = `${prefix}1202000140`;
  const key = {key: keys.application(token, cardId, aid)};
  const random = seededRandom('bus');
  const session = await ServiceSession.open(channel, {type: 'service-a', aid: fromHex(aid), key, random});
  t.is(Buffer.from(await session.readId()).toString(), 'X-7');
  await counter.perform(token, 'stop', {kind: 'stop', cardId, applications});
  await counter.perform(token, 'resume', {kind: 'resume', cardId, applications});
  t.regex((await at.content('extended'))[2] ?? '', /1202000141 installed/);

  const others = await bench.as('firm', 'administrator');
  t.deepEqual(kinds.all(others), []);
  t.throws(() => kinds.register(others, {...pass, name: 'mine'}), {message: /KIND-TAKEN/});
  t.throws(() => profiles.put(others, {name: 'p', applications}), {message: /KIND-UNKNOWN/});
  const firm = await bench.as('firm', 'installer');
  const taking = {kind: 'install', cardId, applications: applications.slice(0, 1), userId: 'F-1'} as const;
  t.throws(() => operations.begin(firm, 'f', taking), {message: /KIND-UNKNOWN/});
  const ordinance = [{area: 'ordinance', kind: 'bus-pass'}] as const;
  const installer = await bench.as('town-x', 'installer');
  t.throws(() => operations.begin(installer, 'o', {...taking, applications: ordinance}), {
    message: /KIND-AREA/,
  });

  await counter.perform(token, 'gone', {kind: 'delete', cardId, applications});
  t.deepEqual(await at.content('extended'), []);
});

test('a CAP file that is none, holds no applet or two, or has another’s package AID, makes no kind', async (t) => {
  const {bench} = await cardAtCounter();
  const root = await bench.as('town-x', 'administrator');
  const kind = {name: 'own', area: 'extended', personalised: false, mutualAuthentication: false} as const;
  const of = (packageAid: string): Uint8Array =>
    appletCap({packageAid: fromHex(packageAid), moduleAid: program});
  const two = capFile({
    package: {aid: ownPackage, version: {major: 1, minor: 0}},
    applets: [fromHex('F04B415A415355E701'), fromHex('F04B415A415355E702')],
  });
  for (const cap of [new Uint8Array(5), of(`${prefix}110200020A`), of(`${prefix}0201`), two]) {
    t.throws(() => bench.management.kinds.register(root, {...kind, cap}), {message: /KIND-CAP/});
  }
  const cap = of('F04B415A415355E7');
  t.throws(() => bench.management.kinds.register(root, {...kind, name: 'type-a', cap}), {
    message: /KIND-TAKEN/,
  });
  t.deepEqual(bench.management.kinds.all(root), []);
});
