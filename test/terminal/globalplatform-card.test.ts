import {generateKeyPairSync} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import {type SecureChannelName, secureChannels} from '../../emulator/content-management/secure-channels.ts';
import {capFile} from '../../protocol/cap/index.ts';
import {levelsOf, type Privilege, type StaticKeys} from '../../protocol/globalplatform/index.ts';
import {command, fromHex, KazasuError, seededRandom, toHex} from '../../protocol/index.ts';
import {type ApduChannel, globalPlatform} from '../../terminal/index.ts';
import {channelTo} from '../support/issuer.ts';
import {bareImage, domains, issuerKeys, managedCard} from '../support/managed-card.ts';
import {testApplet} from '../support/test-applet.ts';

const {
  deletePackage,
  extradite,
  getStatus,
  GlobalPlatformStatus,
  installApplet,
  installForInstall,
  loadCap,
  lockApplication,
  openSecureChannel,
  personalise,
  productionDate,
  putKeys,
  putOneKey,
  putPublicKey,
  readCardResources,
  readChannelKeySet,
  readKeyInformation,
  readOfferedProtocols,
  readProductionLifeCycle,
  selectSecurityDomain,
  setCardState,
} = globalPlatform;

const random = seededRandom('host over card');
const packageAid = fromHex('F04B415A415355CA90');
const appletAid = fromHex('F04B415A415355CA9001');
const cap = capFile({
  package: {aid: packageAid, version: {major: 1, minor: 0}},
  applets: [appletAid],
  padding: 600,
});
const issuer = fromHex(domains.issuer.aid);

/** A session with a domain, at the level given. */
const session = async (
  channel: ApduChannel,
  {
    aid = issuer,
    keys = issuerKeys(),
    level = 0x33,
    scp02Option = 0x55,
  }: {aid?: Uint8Array; keys?: globalPlatform.CardKeys; level?: number; scp02Option?: number} = {},
): Promise<globalPlatform.ManagedCard> => {
  await selectSecurityDomain(channel, aid);
  return {session: await openSecureChannel(channel, {keys, level, aid, random, scp02Option})};
};

const aidsOf = async ({session}: globalPlatform.ManagedCard): Promise<string[]> => [
  ...(await getStatus(session, 'applications')).map(({aid}) => toHex(aid)),
  ...(await getStatus(session, 'loadFiles')).map(({aid}) => toHex(aid)),
];

const refusedWith = async (t: ExecutionContext, promise: Promise<unknown>, status: RegExp): Promise<void> => {
  await t.throwsAsync(promise, {instanceOf: GlobalPlatformStatus, message: status});
};

for (const name of Object.keys(secureChannels) as SecureChannelName[]) {
  const {protocol, i, keyBytes, keyVersion, ...rest} = secureChannels[name];
  test(`a host loads, installs, lists and deletes on a card with ${name} at every level, and leaves nothing behind`, async (t) => {
    const master = issuerKeys(keyBytes);
    const keys =
      'diversification' in rest ? {master: master.enc, diversification: rest.diversification} : master;
    const {card} = managedCard({image: bareImage({secureChannel: name})});
    const channel = channelTo(card);
    t.deepEqual(await readOfferedProtocols(channel), [{protocol: protocol === 'scp02' ? 2 : 3, i}]);
    t.deepEqual(await readChannelKeySet(channel), {
      protocol,
      keyVersion,
      keyBytes,
      ...(protocol === 'scp02' ? {scp02Option: i} : {}),
    });
    for (const level of levelsOf(protocol, i)) {
      const managed = await session(channel, {keys, level, scp02Option: i});
      const [before, resources] = [await aidsOf(managed), await readCardResources(managed.session)];
      const loaded = await loadCap(managed, cap, {securityDomain: issuer, descriptor: level === 3});
      await installApplet(managed, loaded, {parameters: fromHex('C0DE')});
      const entries = await getStatus(managed.session, 'applications', appletAid);
      t.like(entries[0], {aid: appletAid, lifeCycle: 7, privileges: []}, `level ${level}`);
      await lockApplication(managed, appletAid, true);
      t.is((await getStatus(managed.session, 'applications', appletAid))[0]?.lifeCycle, 0x87);
      await lockApplication(managed, appletAid, false);
      await deletePackage(managed, loaded.aid);
      t.deepEqual(await aidsOf(managed), before);
      t.deepEqual(await readCardResources(managed.session), resources);
    }
  });
}

test('a card tells who made it and when', async (t) => {
  const channel = channelTo(managedCard().card);
  await selectSecurityDomain(channel, issuer);
  const found = await readProductionLifeCycle(channel);
  t.is(found?.icFabricationDate, '6091');
  t.is(found?.icSerialNumber.length, 8);
  const in2026 = new Date('2026-04-01T00:00:00Z');
  t.deepEqual(
    ['6091', '7001', '0366', '6000', '6367', 'A001'].map((digits) => productionDate(digits, in2026)),
    [{year: 2026, day: 91}, {year: 2017, day: 1}, {year: 2020, day: 366}, undefined, undefined, undefined],
  );
});

test('new keys replace the old ones, in both encodings, and the old ones are none any more', async (t) => {
  for (const innerLength of ['always', 'where-padded'] as const) {
    const channel = channelTo(managedCard().card);
    const fresh: StaticKeys = {enc: random.bytes(16), mac: random.bytes(16), dek: random.bytes(16)};
    const managed = await session(channel);
    await putKeys(managed, {keyVersion: 0x31, replaces: 0x30, type: 'aes', keys: fresh, innerLength});
    t.deepEqual(
      (await readKeyInformation(managed.session)).map(({keyVersion}) => keyVersion),
      [0x31, 0x31, 0x31],
    );
    await t.throwsAsync(session(channel), {instanceOf: KazasuError, message: /KZS-GP-CARD-CRYPTOGRAM/});
    await session(channel, {keys: fresh});
  }
});

const domainLoadFile = fromHex('A0000001515350');
const domainModule = fromHex('A000000151535041');

/** A security domain below the issuer's, with these privileges and keys of its own. */
const newDomain = async (
  channel: ApduChannel,
  aid: Uint8Array,
  privileges: readonly Privilege[],
): Promise<StaticKeys> => {
  const issuerSession = await session(channel);
  await installForInstall(issuerSession, {
    loadFile: domainLoadFile,
    module: domainModule,
    instance: aid,
    privileges,
  });
  const keys: StaticKeys = {enc: random.bytes(16), mac: random.bytes(16), dek: random.bytes(16)};
  await putKeys(await session(channel, {aid}), {keyVersion: 0x30, type: 'aes', keys});
  return keys;
};

test('a domain with delegated management changes the card with tokens of the issuer, and gets receipts', async (t) => {
  const channel = channelTo(managedCard().card);
  const aid = fromHex('F04B415A41535544');
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const receiptKey = random.bytes(16);
  const issuerSession = await session(channel);
  await putPublicKey(issuerSession, {keyVersion: 0x70, key: privateKey});
  await putOneKey(issuerSession, {keyVersion: 0x71, type: 'aes', value: receiptKey});
  const keys = await newDomain(channel, aid, ['securityDomain', 'delegatedManagement']);

  const plain = await session(channel, {aid, keys});
  await refusedWith(t, loadCap(plain, cap, {securityDomain: aid}), /6982/);
  const stranger = generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  const again = await session(channel, {aid, keys});
  await refusedWith(
    t,
    loadCap({...again, delegation: {tokenKey: stranger}}, cap, {securityDomain: aid}),
    /6982/,
  );

  const delegated = {
    ...(await session(channel, {aid, keys})),
    delegation: {tokenKey: privateKey, receiptKey},
  };
  const loaded = await loadCap(delegated, cap, {securityDomain: aid});
  t.is(loaded.receipt?.receipt.length, 16);
  t.truthy((await installApplet(delegated, loaded)).receipt);
  t.truthy((await deletePackage(delegated, loaded.aid)).receipt);
});

test('a domain that verifies load files wants its signature, and takes no other', async (t) => {
  const channel = channelTo(managedCard().card);
  const aid = fromHex('F04B415A41535545');
  const {privateKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const keys = await newDomain(channel, aid, ['securityDomain', 'dapVerification']);
  const own = await session(channel, {aid, keys});
  await putPublicKey(own, {keyVersion: 0x73, key: privateKey});
  const load = async (
    dap: readonly {securityDomain: Uint8Array; key: typeof privateKey}[],
  ): Promise<unknown> => loadCap(await session(channel), cap, {securityDomain: issuer, target: aid, dap});
  await refusedWith(t, load([]), /LOAD.*6985.*signature is missing/);
  const stranger = generateKeyPairSync('rsa', {modulusLength: 2048}).privateKey;
  await refusedWith(t, load([{securityDomain: aid, key: stranger}]), /LOAD.*6982/);
  await t.notThrowsAsync(load([{securityDomain: aid, key: privateKey}]));
});

test('an area that is full says so, and nothing of the package stays', async (t) => {
  const {card} = managedCard({image: bareImage({areaBytes: 500})});
  const channel = channelTo(card);
  const area = fromHex(domains.ordinance.aid);
  const managed = await session(channel, {aid: area, keys: domains.ordinance.keys});
  await refusedWith(t, loadCap(managed, cap, {securityDomain: area}), /6A84.*quota is used up/);
  t.false((await aidsOf(await session(channel))).includes(toHex(packageAid)));
});

test('an application changes hands, and a locked card is unlocked again', async (t) => {
  const channel = channelTo(managedCard().card);
  const managed = await session(channel);
  const loaded = await loadCap(managed, cap, {securityDomain: issuer});
  await installApplet(managed, loaded);
  const area = fromHex(domains.extended.aid);
  await extradite(managed, {from: issuer, object: appletAid, to: area});
  const [moved] = await getStatus(managed.session, 'applications', appletAid);
  t.is(toHex(moved?.securityDomain ?? new Uint8Array(0)), domains.extended.aid);
  await setCardState(managed, 'cardLocked');
  t.true((await selectSecurityDomain(channel, issuer)).locked);
  await setCardState(await session(channel), 'secured');
  t.false((await selectSecurityDomain(channel, issuer)).locked);
});

test('an applet is personalised through its security domain, and serves what it was given', async (t) => {
  const channel = channelTo(managedCard({applets: [testApplet]}).card);
  const managed = await session(channel);
  const own = {aid: testApplet.packageAid, version: {major: 1, minor: 0}};
  const loaded = await loadCap(managed, capFile({package: own, applets: [testApplet.moduleAid]}), {
    securityDomain: issuer,
  });
  await installApplet(managed, loaded, {parameters: Uint8Array.of(0)});
  const words = Buffer.from('図書館');
  await personalise(managed, testApplet.moduleAid, [
    Uint8Array.of(1, ...words),
    Uint8Array.of(2, ...Buffer.from('1234')),
  ]);
  await channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c, data: testApplet.moduleAid}));
  const {data} = await channel.send(command({cla: 0, ins: 0xb0, p1: 0x81, p2: 0, ne: words.length}));
  t.is(Buffer.from(data).toString(), '図書館');
  const verified = await channel.send(
    command({cla: 0, ins: 0x20, p1: 0, p2: 0x82, data: Buffer.from('1234')}),
  );
  t.is(verified.sw.value, 0x9000);
});
