import test from 'ava';
import {withState} from '../../../emulator/index.ts';
import {putKeyData} from '../../../protocol/globalplatform/index.ts';
import {emptyingSteps, toHex} from '../../../protocol/index.ts';
import {
  bareImage,
  domains,
  lv,
  managedCard,
  openSession,
  selecting,
  sent,
} from '../../support/managed-card.ts';
import {
  all,
  deleting,
  domainWith,
  installing,
  installingDomain,
  loading,
  manage,
  ownDomain,
  registry,
  testPackage,
} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';

const app = 'F04B415A41535509010101';
const own = ownDomain;
const other = 'F04B415A415355090103';
test('a new domain is reached with the keys of its own domain, and then with keys of its own', async (t) => {
  const {card} = managedCard();
  const issuer = await openSession(card);
  t.is(await issuer.send(installingDomain(own, '800000')), '009000');
  const session = await openSession(card, {aid: own, level: 0x33});
  t.is(session.opened, '9000');
  const keys = [1, 2, 3].map((n) => ({type: 'aes' as const, value: new Uint8Array(16).fill(n)}));
  const data = toHex(putKeyData.encode({keyVersion: 0x30, keys}, session.channel.keys.dek));
  t.regex(await session.send(manage('D8', 0, 0x81, data)), /9000$/);
  const [enc, mac, dek] = keys.map(({value}) => value) as [Uint8Array, Uint8Array, Uint8Array];
  t.regex((await openSession(card, {aid: own})).opened, /^6300/);
  t.is((await openSession(card, {aid: own, keys: {enc, mac, dek}})).opened, '9000');
  t.is((await openSession(card)).opened, '9000');
});

test('a domain without privileges keeps keys and data, and changes no content', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, [...loading(testPackage), installing({aid: app}), installingDomain(own, '800000')]);
  await issuer.send(manage('E6', 0x10, 0, `${lv(own)}00${lv(app)}000000`));
  const session = await openSession(card, {aid: own});
  for (const command of [installing({aid: other}), deleting(app), loading(testPackage)[0] ?? '']) {
    t.is(await session.send(command), '6985', command);
  }
  t.deepEqual(await registry(session, 0x40), {[own]: '07', [app]: '07'});
  t.is(await session.send(manage('F2', 0x80, 2, '4F00')), '6A88');
  t.is(await session.send(manage('F0', 0x40, 0x80, app)), '9000');
  t.is(await session.send(manage('F0', 0x40, 0x80, domains.ordinance.aid)), '6985');
  t.is(await session.send(manage('F0', 0x80, 0x7f, '')), '6985');
  t.is(await session.send(manage('E2', 0x80, 0, '42024142')), '9000');
});

test('an area manages what is in it, and nothing else', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, loading(testPackage));
  const foreign = {aid: 'F04B415A4153550903', modules: ['F04B415A415355090301']};
  const area = await openSession(card, domains.ordinance);
  t.is(await all(area, [...loading(foreign), installing({aid: app})]), '009000');
  t.is((await registry(area, 0x20))[foreign.aid], '01');
  t.is((await registry(area, 0x20))[testPackage.aid], undefined);
  const extended = await openSession(card, domains.extended);
  const inForeign = installing({aid: other, file: foreign.aid, module: foreign.modules[0] ?? ''});
  const refused: readonly (readonly [title: string, command: string, status: string])[] = [
    ['the other area’s application', deleting(app), '6985'],
    ['the other area’s load file', deleting(foreign.aid, true), '6985'],
    ['the issuer’s load file', deleting(testPackage.aid, true), '6985'],
    ['an instance of the other area’s load file', inForeign, '6A88'],
    ['a lock in the other area', manage('F0', 0x40, 0x80, app), '6985'],
    ['personalisation in the other area', manage('E6', 0x20, 0, `0000${lv(app)}000000`), '6985'],
    [
      'loading into the other area',
      loading({...foreign, aid: 'F04B415A4153550904'}, {domain: domains.ordinance.aid})[0] ?? '',
      '6985',
    ],
    [
      'extradition out of the other area',
      manage('E6', 0x10, 0, `${lv(domains.extended.aid)}00${lv(app)}000000`),
      '6985',
    ],
    ['privileges over the whole card', installing({aid: other, privileges: '001000'}), '6985'],
    ['the end of the card', manage('F0', 0x80, 0xff, ''), '6985'],
    ['itself', deleting(domains.extended.aid), '6985'],
  ];
  const before = JSON.stringify(withState(bareImage(), card.persistent));
  for (const [title, command, status] of refused) {
    t.is(await extended.send(command), status, title);
  }
  t.is(JSON.stringify(withState(bareImage(), card.persistent)), before);
  t.is(await extended.send(installing({aid: other})), '009000');
  t.is(
    await extended.send(manage('E6', 0x10, 0, `${lv(domains.ordinance.aid)}00${lv(other)}000000`)),
    '6985',
  );
});

test('an area that is full refuses with 6A84: by bytes, by number, by what was set aside', async (t) => {
  const {card} = managedCard({image: bareImage({areaBytes: 2000}), applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, loading(testPackage));
  const area = await openSession(card, domains.ordinance);
  const instance = (n: number): string => `${app}${toHex(Uint8Array.of(n))}`;
  const free = async (): Promise<number> => {
    await sent(card, selecting(domains.ordinance.aid));
    return Number.parseInt((await sent(card, '80CAFF2100')).slice(16, 24), 16);
  };
  t.is(await free(), 2000);
  const big = {aid: 'F04B415A4153550905', modules: ['F04B415A415355090501'], padding: 2000};
  const again = await openSession(card, domains.ordinance);
  t.is(await again.send(loading(big)[0] ?? ''), '009000');
  let last = '';
  for (const block of loading(big).slice(1)) {
    last = await again.send(block);
    if (last !== '009000') {
      break;
    }
  }
  t.is(last, '6A84');
  t.is(await again.send(installing({aid: instance(9), parameters: 'C900EF04C8020800'})), '6A84');
  t.is(await again.send(installing({aid: instance(0), parameters: 'C900EF04C8020400'})), '009000');
  t.is(await free(), 2000 - 64 - 1024);
  const more = await openSession(card, domains.ordinance);
  await more.send(manage('E6', 0x20, 0, `0000${lv(instance(0))}000000`));
  for (let n = 0; n < 5; n += 1) {
    t.is(await more.send(manage('E2', 0x00, n, `01${'41'.repeat(200)}`)), '9000');
  }
  await more.send(manage('E6', 0x20, 0, `0000${lv(instance(0))}000000`));
  t.is(await more.send(manage('E2', 0x80, 0, `01${'41'.repeat(200)}`)), '9000');
  t.is(await free(), 2000 - 64 - 1024, 'what was set aside stays as much');
  const counted = await openSession(card, domains.ordinance);
  for (let n = 1; n < 8; n += 1) {
    t.is(await counted.send(installing({aid: instance(n)})), '009000', `${n}`);
  }
  t.is(await counted.send(installing({aid: instance(8)})), '6A84', 'eight are there');
  t.is(await counted.send(deleting(instance(3))), '009000');
  t.is(await counted.send(installing({aid: instance(8)})), '009000');
  t.is(area.opened, '9000');
});

test('an application’s own commands cannot write beyond what it has', async (t) => {
  const {card} = managedCard({image: bareImage({areaBytes: 300}), applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, loading(testPackage));
  const area = await openSession(card, domains.ordinance);
  t.is(await area.send(installing({aid: app, parameters: 'C900EF04C8020010'})), '009000');
  await area.send(manage('E6', 0x20, 0, `0000${lv(app)}000000`));
  const before = card.persistent;
  t.is(await area.send(manage('E2', 0x80, 0, `01${'41'.repeat(16)}`)), '6A84');
  t.is(card.persistent, before);
  await area.send(manage('E6', 0x20, 0, `0000${lv(app)}000000`));
  t.is(await area.send(manage('E2', 0x80, 0, `01${'41'.repeat(15)}`)), '9000');
});

test('moving empties the area for ordinances, and leaves the extended one as it is to the byte', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, loading(testPackage));
  for (const [domain, aids] of [
    [domains.ordinance, [`${app}01`, `${app}02`]],
    [domains.extended, [`${app}11`, `${app}12`]],
  ] as const) {
    const area = await openSession(card, domain);
    await all(
      area,
      aids.map((aid) => installing({aid})),
    );
    const user = {
      aid: `${testPackage.aid}${aids[0].slice(-2)}`,
      modules: [`${testPackage.aid}${aids[0].slice(-2)}01`],
    };
    await all(area, loading(user));
    await all(area, [manage('E6', 0x20, 0, `0000${lv(aids[0])}000000`), manage('E2', 0x80, 0, '014D494E45')]);
  }
  const part = (): string => {
    const {content} = withState(bareImage(), card.persistent);
    const kept = [`${app}11`, `${app}12`, domains.extended.aid].map((aid) => content?.instances[aid]);
    const file = content?.loadFiles[`${testPackage.aid}11`];
    return JSON.stringify([kept, file, content?.domains[domains.extended.aid]]);
  };
  const before = part();
  const session = await openSession(card, domains.ordinance);
  for (const {listed, deleteP2} of emptyingSteps) {
    for (const aid of Object.keys(await registry(session, listed))) {
      const own = aid === domains.ordinance.aid;
      t.is(await session.send(manage('E4', 0, deleteP2, `4F${lv(aid)}`)), own ? '6985' : '009000', aid);
    }
  }
  t.is(part(), before);
  t.deepEqual(Object.keys(await registry(session, 0x40)), [domains.ordinance.aid]);
  t.is(await session.send(manage('F2', 0x20, 0x02, '4F00')), '6A88');
  await sent(card, selecting(`${app}11`));
  await sent(card, '00A4020C020001');
  t.is(await sent(card, '00B0000000'), '4D494E459000');
  t.is(await sent(card, selecting(`${app}01`)), '6A82');
});

test('global privileges reach everything, and are given only by who has them', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const area = await openSession(card, domains.ordinance);
  await all(area, [...loading(testPackage), installing({aid: app})]);
  const issuer = await openSession(card);
  await issuer.send(installingDomain(own, '805C00'));
  const session = await openSession(card, {aid: own});
  t.deepEqual(Object.keys(await registry(session, 0x40)).includes(app), true);
  t.is(await session.send(manage('F0', 0x40, 0x80, app)), '9000');
  t.is(await session.send(manage('F0', 0x40, 0x00, app)), '9000');
  t.is(await session.send(deleting(testPackage.aid, true)), '009000');
});

test('a domain with something in it stays until that is gone', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, [...loading(testPackage), installing({aid: app}), installingDomain(own, '800000')]);
  const moving = (to: string, aid: string): string => manage('E6', 0x10, 0, `${lv(to)}00${lv(aid)}000000`);
  t.is(await issuer.send(moving(own, app)), '009000');
  t.is(await issuer.send(deleting(own)), '6985');
  t.is(await issuer.send(deleting(own, true)), '6985');
  t.is(await issuer.send(moving(own, own)), '6985');
  t.is(await issuer.send(moving(domains.issuer.aid, app)), '009000');
  t.is(await issuer.send(moving(own, testPackage.aid)), '009000');
  t.is(await issuer.send(deleting(own)), '6985');
  t.is(await issuer.send(moving(domains.ordinance.aid, testPackage.aid)), '009000');
  t.is(await issuer.send(deleting(own)), '009000');
});

test('a domain’s quota is set aside in its own domain, and holds below it', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const freeBytes = async (aid: string): Promise<number> => {
    await sent(card, selecting(aid));
    return Number.parseInt((await sent(card, '80CAFF2100')).slice(16, 24), 16);
  };
  const before = await freeBytes(domains.issuer.aid);
  await domainWith(card, '804000', 'C900EF04C8020400');
  t.is(await freeBytes(domains.issuer.aid), before - 128 - 1024);
  t.is(await freeBytes(own), 1024);
  const session = await openSession(card, {aid: own});
  t.is(await all(session, loading({...testPackage, padding: 600})), '009000');
  const other900 = {aid: 'F04B415A4153550906', modules: ['F04B415A415355090601'], padding: 600};
  t.is(await session.send(loading(other900, {parameters: 'EF04C6020300'})[0] ?? ''), '6A84');
  t.is(await freeBytes(domains.issuer.aid), before - 128 - 1024);
});

test('a locked card lets its issuer in and nobody else; at its end it only says who it is', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card);
  await all(issuer, [...loading(testPackage), installing({aid: app})]);
  t.is(await issuer.send('80F0807F'), '9000');
  t.is(await issuer.send(installing({aid: other})), '6985');
  t.is(await sent(card, selecting(app)), '6A81');
  t.is(await sent(card, selecting(domains.ordinance.aid)), '6A81');
  t.is(await sent(card, selecting(domains.issuer.aid)), '6283');
  for (const command of ['0084000010', '00820001', '80F2A00000']) {
    t.is(await sent(card, command), command === '80F2A00000' ? '6982' : '6985', command);
  }
  t.regex(await sent(card, '80CA9F7F00'), /9000$/);
  const again = await openSession(card);
  t.is(again.opened, '9000');
  t.is(await again.send('80F08007'), '6985');
  t.is(await again.send('80F0800F'), '9000');
  t.is(await sent(card, selecting(app)), '9000');
  const last = await openSession(card);
  t.is(await last.send('80F08033'), '6A80');
  t.is(await last.send('80F080FF'), '9000');
  card.powerOff();
  card.powerOn();
  t.is(await sent(card, selecting(domains.issuer.aid)), '6283');
  t.regex(await sent(card, '80CA9F7F00'), /9000$/);
  for (const command of ['8050000008010203040506070800', '80F2A00000', '0084000010']) {
    t.is(await sent(card, command), '6985', command);
  }
  t.is(await sent(card, selecting(app)), '6A81');
});
