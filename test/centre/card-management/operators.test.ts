import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'ava';
import {
  type OperatorOperation,
  openCardManagement,
  operatorOperations,
  roleNames,
  usualProfile,
} from '../../../centre/index.ts';
import {openDatabase} from '../../../centre/store/database.ts';
import {type KazasuError, systemRandom, toHex} from '../../../protocol/index.ts';
import {bytesInFolder, inFolder} from '../../support/centre-store-content.ts';
import {
  type ManagementBench,
  managementBench,
  openManagement,
  password,
  registryOf,
} from './management-bench.ts';
import {scriptedCard} from './scripted-card.ts';

const cardId = '00000000000000A1';
const common = {area: 'extended', kind: 'common'} as const;
const idOf = (error: unknown): string | undefined => (error as KazasuError | undefined)?.id;

type Doing = (bench: ManagementBench, actor: Awaited<ReturnType<ManagementBench['as']>>) => unknown;

const beginning =
  (request: Parameters<ManagementBench['management']['operations']['begin']>[2]): Doing =>
  ({management, request: id}, actor) =>
    management.operations.begin(actor, id(), request);

/** How each operation is asked for. */
const asking: Readonly<Record<OperatorOperation, Doing>> = {
  'operators/read': ({management}, actor) => management.operators.all(actor),
  'operators/change': ({management}, actor) => management.operators.end(actor, 'nobody'),
  'services/read': ({management}, actor) => management.services.all(actor),
  'services/change': ({management}, actor) => management.services.set(actor, 'none', true),
  'kinds/read': ({management}, actor) => management.kinds.all(actor),
  'kinds/change': ({management}, actor) =>
    management.kinds.register(actor, {
      name: 'own',
      area: 'extended',
      cap: new Uint8Array(0),
      personalised: false,
      mutualAuthentication: false,
    }),
  'profiles/read': ({management}, actor) => management.profiles.all(actor),
  'profiles/change': ({management}, actor) => management.profiles.put(actor, {...usualProfile, name: 'p'}),
  'cards/read': ({management}, actor) => management.cards.get(actor, cardId),
  'cards/register': ({management, request}, actor) => management.cards.register(actor, request(), cardId),
  'cards/state': ({management, request}, actor) =>
    management.cards.change(actor, request(), cardId, 'deliver'),
  'cards/move-out': ({management, request}, actor) =>
    management.cards.moveOut(actor, request(), cardId, '2026-04-02'),
  'operations/move-in': beginning({
    kind: 'move-in',
    cardId,
    movedOn: '2026-04-01',
    notifiedOn: '2026-04-01',
  }),
  'operations/install': beginning({kind: 'install', cardId, applications: [common, common], userId: 'A'}),
  'operations/delete': beginning({kind: 'delete', cardId, applications: [common]}),
  'operations/stop': beginning({kind: 'stop', cardId, applications: [common]}),
  'operations/resume': beginning({kind: 'resume', cardId, applications: [common]}),
  'operations/read': ({management}, actor) => management.operations.get(actor, 'none'),
  'operations/commit': ({management}, actor) =>
    management.operations.commit(actor, 'none', {cardId, content: []}),
  'operations/reconcile': ({management}, actor) =>
    management.operations.reconcile(actor, 'none', {cardId, content: []}),
  'operations/read-back': ({management}, actor) =>
    management.operations.readBack(actor, 'none', 'A0', undefined),
  use: ({management}, actor) => management.services.use(actor, 'none', cardId),
  'audit/read': ({management}, actor) => management.audit.own(actor, 0, 10),
  'transitions/begin': ({management, request}, actor) =>
    management.transitions.begin(actor, request(), {cardId, transition: 'deliver'}),
  'transitions/commit': ({management}, actor) =>
    management.transitions.commit(actor, 'none', {cardId, chip: 'prepared'}),
  'transitions/reconcile': ({management}, actor) =>
    management.transitions.reconcile(actor, 'none', {cardId, chip: 'prepared'}),
  'transitions/read': ({management}, actor) => management.transitions.get(actor, 'none'),
};

test('each role does what its row says and nothing else; a refusal changes nothing and is in the log', async (t) => {
  const bench = await managementBench();
  await bench.card(cardId);
  for (const role of roleNames) {
    const actor = await bench.as('town-x', role);
    for (const [operation, doing] of Object.entries(asking) as [OperatorOperation, Doing][]) {
      const may = (operatorOperations[operation] as readonly string[]).includes(role);
      const before = registryOf(bench);
      let id: string | undefined;
      try {
        doing(bench, actor);
      } catch (error) {
        id = idOf(error);
      }
      t.is(id === 'KZS-MANAGEMENT-ROLE', !may, `${role} ${operation} ${id}`);
      if (id !== undefined) {
        t.is(registryOf(bench), before);
        const last = bench.store.management.audit.last();
        t.deepEqual([last?.operation, last?.outcome, last?.operator], [operation, id, actor.operator]);
      }
    }
  }
});

test('wrong passwords lock an operator until an administrator sets another; unknown names say no more', async (t) => {
  const {management, as} = await managementBench();
  const {operators} = management;
  const root = await as('town-x', 'administrator');
  await operators.add(root, {name: 'desk', role: 'service-desk', password});
  const tried = async (...login: [string, string, string]): Promise<string | undefined> =>
    operators.logIn(...login).then(() => undefined, idOf);
  t.is(await tried('town-x', 'nobody', password), 'KZS-MANAGEMENT-LOGIN');
  t.is(await tried('town-z', 'desk', password), 'KZS-MANAGEMENT-LOGIN');
  t.is(await tried('town-y', 'desk', password), 'KZS-MANAGEMENT-LOGIN');
  for (let n = 0; n < 4; n += 1) {
    t.is(await tried('town-x', 'desk', 'a wrong password'), 'KZS-MANAGEMENT-LOGIN');
  }
  t.is(await tried('town-x', 'desk', password), undefined);
  for (let n = 0; n < 5; n += 1) {
    t.is(await tried('town-x', 'desk', 'a wrong password'), 'KZS-MANAGEMENT-LOGIN');
  }
  t.is(await tried('town-x', 'desk', password), 'KZS-MANAGEMENT-LOGIN-LOCKED');
  t.true(operators.all(root).find(({name}) => name === 'desk')?.locked);
  await operators.setPassword(root, 'desk', 'another long password');
  t.is(await tried('town-x', 'desk', 'another long password'), undefined);
  // An administrator who is locked out is helped by the registrar.
  for (let n = 0; n < 5; n += 1) {
    await tried('town-x', 'root', 'a wrong password');
  }
  t.is(await tried('town-x', 'root', password), 'KZS-MANAGEMENT-LOGIN-LOCKED');
  await management.issuers.setAdministrator('town-x', {name: 'root', password: 'yet another password'});
  t.is(await tried('town-x', 'root', 'yet another password'), undefined);
  const short = await t.throwsAsync(operators.add(root, {name: 'x', role: 'auditor', password: 'short'}));
  t.is(idOf(short), 'KZS-MANAGEMENT-PASSWORD');
  t.false(short?.message.includes('short ') ?? true);
});

test('a log-in ends after eight hours, with a log-out, with a new password, its operator and its issuer', async (t) => {
  const {management, as, token, clock} = await managementBench();
  const {operators} = management;
  const root = await as('town-x', 'administrator');
  const ended = (one: string): string | undefined => idOf(t.throws(() => operators.actor(one)));
  await operators.add(root, {name: 'desk', role: 'service-desk', password});
  const fresh = async (secret = password): Promise<string> =>
    (await operators.logIn('town-x', 'desk', secret)).token;
  const first = await fresh();
  t.is(operators.actor(first).operator, 'desk');
  operators.logOut(first);
  t.is(ended(first), 'KZS-MANAGEMENT-SESSION');
  const second = await fresh();
  await operators.setPassword(root, 'desk', 'another long password');
  t.is(ended(second), 'KZS-MANAGEMENT-SESSION');
  const third = await fresh('another long password');
  operators.end(root, 'desk');
  t.is(ended(third), 'KZS-MANAGEMENT-SESSION');
  const other = await token('town-y', 'administrator');
  management.issuers.end('town-y');
  t.is(ended(other), 'KZS-MANAGEMENT-SESSION');
  const mine = await token('town-x', 'administrator');
  await clock.sleep(8 * 3_600_000 * 1e6 - 1e6);
  t.is(operators.actor(mine).operator, 'root');
  await clock.sleep(1e6);
  t.is(ended(mine), 'KZS-MANAGEMENT-SESSION');
});

test("an issuer's keys open its own domains only, differ by card and area, and are told nowhere", async (t) => {
  await inFolder(async (folder) => {
    const bench = await managementBench({file: join(folder, 'store')});
    const {management, counter, token, as} = bench;
    const masterKey = systemRandom().bytes(32);
    const {wrappedKey: _, ...rest} = bench.store.management.issuers.one({name: 'firm'}) ?? {wrappedKey: 0};
    const account = await management.issuers.register({
      name: 'own-key',
      type: 'private',
      masterKey,
      administrator: {name: 'root', password},
    });
    t.deepEqual(
      Object.keys(account).sort(),
      [...Object.keys(rest)].filter((name) => name !== 'permission').sort(),
    );
    const card = scriptedCard();
    await bench.card(cardId);
    const install = {kind: 'install', cardId, applications: [common], userId: 'A-1'} as const;
    await counter(card).perform(await token('town-x', 'installer'), 'op-1', install);
    const firm = await token('firm', 'installer');
    await counter(card).perform(firm, 'op-1', install);
    const before = card.snapshot();
    const domain = management.keys.domainAid(await token('town-x', 'installer'), 'extended');
    const keys = management.keys.domain(firm, cardId, 'extended');
    const refused = await t.throwsAsync(card.access.openArea('extended', () => [keys], domain));
    t.is(idOf(refused), 'KZS-MANAGEMENT-CARD-REFUSED');
    // Its own session does not see the town's application, and cannot delete it.
    const own = await card.access.openArea(
      'extended',
      () => [keys],
      management.keys.domainAid(firm, 'extended'),
    );
    const [mine] = (await own.status()).filter(({object}) => object === 'instance');
    const foreign = bench.store.management.applications.one({cardId, issuer: 'town-x'})?.aid ?? '';
    t.not(mine?.aid, foreign);
    t.is(idOf(await t.throwsAsync(own.delete(foreign))), 'KZS-MANAGEMENT-CARD-REFUSED');
    t.deepEqual(card.snapshot(), before);
    const installer = await as('firm', 'installer');
    const deletion = {kind: 'delete', cardId, applications: [{area: 'ordinance', kind: 'common'}]} as const;
    t.is(
      idOf(t.throws(() => management.operations.begin(installer, 'd', deletion))),
      'KZS-MANAGEMENT-APPLICATION-UNKNOWN',
    );
    const all = [
      management.keys.domain(firm, cardId, 'extended').enc,
      management.keys.domain(firm, cardId, 'ordinance').enc,
      management.keys.domain(firm, '00000000000000A2', 'extended').enc,
      management.keys.domain(await token('town-x', 'installer'), cardId, 'extended').enc,
      management.keys.domain(firm, cardId, 'extended').mac,
      // A longer key of the same card does not begin as a shorter one.
      ...([24, 32] as const).map((bytes) =>
        management.keys.domain(firm, cardId, 'extended', {type: 'aes', bytes}).enc.subarray(0, 16),
      ),
    ].map(toHex);
    t.is(new Set(all).size, all.length);
    const kept = bytesInFolder(folder);
    for (const secret of [masterKey, ...all.map((hex) => Buffer.from(hex, 'hex'))]) {
      t.false(kept.includes(Buffer.from(secret).toString('latin1')));
    }
    t.false(kept.includes(password));
    const audit = JSON.stringify(management.audit.after(0, 1_000));
    for (const hidden of [password, ...all, await token('firm', 'installer')]) {
      t.false(audit.includes(hidden));
    }
    const {store, clock} = bench;
    const opened = t.throws(() => openCardManagement({store, clock, installationKey: new Uint8Array(32)}));
    t.is(idOf(opened), 'KZS-MANAGEMENT-VAULT');
    store.close();
  });
});

/** What somebody with the file and without the installation's key does to the log. */
const tampering: readonly {readonly title: string; readonly sql: string; readonly brokenAt: number}[] = [
  {
    title: 'a row is changed',
    sql: "UPDATE management_audit SET operator = 'somebody' WHERE number = 3",
    brokenAt: 3,
  },
  {title: 'a row is taken out', sql: 'DELETE FROM management_audit WHERE number = 3', brokenAt: 3},
  {
    title: 'two rows change places',
    sql: 'UPDATE management_audit SET number = 5000 - number WHERE number IN (3, 4997); UPDATE management_audit SET number = 3 WHERE number = 4; UPDATE management_audit SET number = 4 WHERE number = 4997',
    brokenAt: 3,
  },
  {
    title: 'a row is put in at the end',
    sql: "INSERT INTO management_audit SELECT number + 1, at, issuer, operator, operation, subject, 'done', hash FROM management_audit ORDER BY number DESC LIMIT 1",
    brokenAt: -1,
  },
  {
    title: 'the end is cut off, where the head was kept elsewhere',
    sql: 'DELETE FROM management_audit WHERE number > 4',
    brokenAt: 0,
  },
];

for (const {title, sql, brokenAt} of tampering) {
  test(`the audit log shows it when ${title}`, async (t) => {
    await inFolder(async (folder) => {
      const file = join(folder, 'store');
      const bench = await managementBench({file});
      await bench.card(cardId);
      const {head, intact, rows} = bench.management.audit.verify();
      t.true(intact);
      t.is(rows, head.number);
      bench.store.close();
      const database = openDatabase(file);
      for (const verb of ["UPDATE management_audit SET outcome = 'done'", 'DELETE FROM management_audit']) {
        const refused = t.throws(() => database.exec(verb), {any: true}) as {code?: string};
        t.is(refused.code, 'SQLITE_CONSTRAINT_TRIGGER');
      }
      database.exec('DROP TRIGGER management_audit_stays; DROP TRIGGER management_audit_is_said');
      for (const statement of sql.split('; ')) {
        database.exec(statement);
      }
      database.close();
      const {management, store} = openManagement({file, seed: 'later'});
      // The verification before was a row of its own.
      const found = management.audit.verify(head);
      t.false(found.intact);
      t.is(found.brokenAt, brokenAt > 0 ? brokenAt : head.number + (brokenAt === -1 ? 2 : 0));
      store.close();
    });
  });
}

test('the audit log shows it when a row comes from another course of the same log', async (t) => {
  await inFolder(async (folder) => {
    const [file, copy] = [join(folder, 'store'), join(folder, 'copy')];
    const bench = await managementBench({file, named: ['town-x']});
    bench.store.close();
    copyFileSync(file, copy);
    const [, other] = [file, copy].map((one, n) => {
      const {management, store} = openManagement({file: one});
      management.issuers.setGrounds('town-x', {ordinance: `O-${n}`});
      management.linkage.put('existing-register', `00000000000000A${n}`, 'L-1');
      const written = store.management.audit.last();
      management.settings.change({anyCard: n === 0});
      store.close();
      return written;
    });
    t.not(other, undefined);
    const database = openDatabase(file);
    database.exec('DROP TRIGGER management_audit_is_said');
    database
      .statement('UPDATE management_audit SET subject = ?, hash = ? WHERE number = ?')
      .run(other?.subject ?? '', other?.hash ?? '', other?.number ?? 0);
    database.close();
    const {management, store} = openManagement({file});
    t.is(management.audit.verify().brokenAt, (other?.number ?? 0) + 1);
    store.close();
  });
});

test('a register that is linked gives the id instead of the operator, and contradicts a wrong one', async (t) => {
  const {management, as, card} = await managementBench();
  await card(cardId);
  const installer = await as('town-x', 'installer');
  const install = {kind: 'install', cardId, applications: [common]} as const;
  const tried = (extra: object): unknown => {
    try {
      const {userId, userIdFrom} = management.operations.begin(installer, 'i', {...install, ...extra});
      management.operations.reconcile(installer, 'i', {cardId, content: []});
      return [userId, userIdFrom];
    } catch (error) {
      return idOf(error);
    }
  };
  t.is(tried({}), 'KZS-MANAGEMENT-USER-ID');
  t.is(tried({userId: '123456789018'}), 'KZS-MANAGEMENT-USER-ID');
  t.is(tried({userId: '1234-5678-9018'}), 'KZS-MANAGEMENT-USER-ID');
  t.is(tried({userId: 'longer-than-16-bytes'}), 'KZS-MANAGEMENT-USER-ID');
  management.settings.change({linkage: 'existing-register'});
  t.is(tried({}), 'KZS-MANAGEMENT-LINKAGE');
  management.linkage.put('existing-register', cardId, 'L-7');
  management.linkage.put('register-network', cardId, 'N-7');
  t.is(tried({userId: 'L-8'}), 'KZS-MANAGEMENT-LINKAGE');
  t.deepEqual(tried({}), ['L-7', 'looked-up']);
  management.settings.change({linkage: 'off'});
  const other = management.operations.begin(installer, 'j', {...install, userId: 'T-1'});
  t.deepEqual([other.userId, other.userIdFrom], ['T-1', 'typed']);
});

test('one application serves several services, each of which is stopped and resumed alone', async (t) => {
  const bench = await managementBench();
  const {management, as, card, counter, token, request} = bench;
  await card(cardId);
  const reader = scriptedCard();
  const root = await as('town-x', 'administrator');
  const desk = await as('town-x', 'service-desk');
  const officer = await as('town-x', 'card-officer');
  management.services.add(root, 'library', common);
  management.services.add(root, 'points', common);
  const use = (name: string): string | undefined => {
    try {
      return management.services.use(desk, name, cardId).userId;
    } catch (error) {
      return idOf(error);
    }
  };
  t.is(use('library'), 'KZS-MANAGEMENT-APPLICATION-UNKNOWN');
  const installer = await token('town-x', 'installer');
  const places = {cardId, applications: [common]};
  await counter(reader).perform(installer, 'i', {kind: 'install', ...places, userId: 'A-1'});
  t.deepEqual([use('library'), use('points'), use('none')], ['A-1', 'A-1', 'KZS-MANAGEMENT-SERVICE-UNKNOWN']);
  management.services.set(root, 'library', true);
  t.deepEqual([use('library'), use('points')], ['KZS-MANAGEMENT-SERVICE-STOPPED', 'A-1']);
  management.services.set(root, 'library', false);
  await counter(reader).perform(installer, 's', {kind: 'stop', ...places});
  t.is(use('library'), 'KZS-MANAGEMENT-APPLICATION-STOPPED');
  await counter(reader).perform(installer, 'r', {kind: 'resume', ...places});
  t.is(use('library'), 'A-1');
  management.cards.change(officer, request(), cardId, 'suspend');
  t.is(use('library'), 'KZS-MANAGEMENT-STATE');
  management.cards.change(officer, request(), cardId, 'release');
  t.is(use('library'), 'A-1');
  management.cards.change(officer, request(), cardId, 'terminate');
  t.is(use('library'), 'KZS-MANAGEMENT-STATE');
});
