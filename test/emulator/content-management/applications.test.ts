import {createHash} from 'node:crypto';
import test from 'ava';
import {readCardImage, withState} from '../../../emulator/index.ts';
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
  dataBlock,
  deleting,
  installing,
  installingDomain,
  loading,
  manage,
  ownDomain,
  registry,
  testPackage,
} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';

const one = 'F04B415A41535509010101';
const two = 'F04B415A41535509010102';
const personalising = (aid: string): string => manage('E6', 0x20, 0, `0000${lv(aid)}000000`);
const storing = (p1: number, p2: number, data: string): string => manage('E2', p1, p2, data);
const [module = ''] = testPackage.modules;

test('an application is loaded, installed, personalised, used and deleted, at every level', async (t) => {
  for (const level of [0x01, 0x03, 0x33]) {
    const {card} = managedCard({applets: [testApplet]});
    const session = await openSession(card, {level});
    for (const command of loading(testPackage)) {
      t.is(await session.send(command), '009000', command);
    }
    t.is(await session.send(installing({aid: one, parameters: 'C90101'})), '009000');
    t.deepEqual(await registry(session, 0x40), {
      [domains.ordinance.aid]: '0F',
      [domains.extended.aid]: '0F',
      [one]: '07',
    });
    t.is(await session.send(personalising(one)), '009000');
    t.is(await session.send(storing(0x00, 0, '0148414C4C4F')), '9000');
    t.is(await session.send(storing(0x80, 1, '0231323334')), '9000');
    t.is(await sent(card, `00A40400${lv(one)}00`), `6F0D840B${one}9000`);
    t.is(await sent(card, '00A4020C020001'), '9000');
    t.is(await sent(card, '00B0000000'), '6982');
    t.is(await sent(card, '0020008204 31323334'), '9000');
    t.is(await sent(card, '00A4020C020001'), '9000');
    t.is(await sent(card, '00B0000000'), '48414C4C4F9000');
    t.is(await sent(card, '8010000000'), '019000');
    card.powerOff();
    card.powerOn();
    await sent(card, selecting(one));
    t.is(await sent(card, '8010000000'), '029000');
    const later = await openSession(card, {level});
    t.is(await later.send(deleting(testPackage.aid)), '6985');
    t.is(await later.send(deleting(testPackage.aid, true)), '009000');
    t.is(await later.send(deleting(one)), '6A88');
    t.is(await sent(card, selecting(one)), '6A82');
    t.deepEqual(card.persistent.applications, new Map());
  }
});

test('two instances of one package share nothing', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...loading(testPackage), installing({aid: one}), installing({aid: two})]);
  await all(session, [personalising(one), storing(0x80, 0, '014F4E45')]);
  await sent(card, selecting(one));
  t.is(await sent(card, '8010000000'), '019000');
  t.is(await sent(card, '8010000000'), '029000');
  await sent(card, selecting(two));
  t.is(await sent(card, '8010000000'), '019000');
  t.is(await sent(card, '00A4020C020001'), '9000');
  t.is(await sent(card, '00B0000000'), '6A82');
});

test('a package nobody knows is installed and selected, and answers 6D00 to all else', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card);
  t.is(await all(session, [...loading(testPackage), installing({aid: one})]), '009000');
  t.is(await session.send(personalising(one)), '009000');
  t.is(await session.send(storing(0x80, 0, '01')), '6985');
  t.is(await sent(card, selecting(one)), '9000');
  for (const command of ['00B0000000', '00CA004500', '8010000000', '0084000008']) {
    t.is(await sent(card, command), '6D00', command);
  }
});

/** What INSTALL and LOAD refuse; the load that was under way is over, and the registry as before. */
const refusals: readonly (readonly [title: string, commands: readonly string[], status: string])[] = [
  ['LOAD without INSTALL', loading(testPackage).slice(1), '6985'],
  ['a block left out', [0, 2].map((n) => loading(testPackage, {blockBytes: 60})[n] ?? ''), '6985'],
  ['a block twice', [0, 1, 1].map((n) => loading(testPackage, {blockBytes: 60})[n] ?? ''), '6985'],
  ['an empty block', [loading(testPackage)[0] ?? '', '80E8000000'], '6700'],
  ['an unknown P1 of LOAD', [loading(testPackage)[0] ?? '', manage('E8', 0x01, 0, 'C400')], '6A86'],
  ['a load file that is none', loading(testPackage, {block: new Uint8Array(20)}), '6A80'],
  ['no load file data block', [loading(testPackage)[0] ?? '', manage('E8', 0x80, 0, '010203')], '6A80'],
  [
    'another package than announced',
    loading({...testPackage, aid: 'F04B415A41535509FF'}, {block: dataBlock(testPackage)}),
    '6A80',
  ],
  ['a wrong hash', loading(testPackage, {hash: '00'.repeat(32)}), '6985'],
  ['a hash of no known length', loading(testPackage, {hash: '0011'}).slice(0, 1), '6A80'],
  ['an import that is not there', loading({...testPackage, imports: ['F04B415A41535509AA']}), '6438'],
  [
    'an AID of four bytes',
    loading({...testPackage, aid: 'F04B415A'}, {block: dataBlock(testPackage)}).slice(0, 1),
    '6A80',
  ],
  [
    'an AID that is taken',
    loading({...testPackage, aid: 'A0000001515350'}, {block: dataBlock(testPackage)}).slice(0, 1),
    '6985',
  ],
  ['an unknown domain', loading(testPackage, {domain: 'F04B415A4153550103'}).slice(0, 1), '6A88'],
  [
    'more code than there is room for',
    loading(testPackage, {parameters: 'EF06C60400010001'}).slice(0, 1),
    '6A84',
  ],
  [
    'more data than there is room for',
    loading(testPackage, {parameters: 'EF08C6020010C8028001'}).slice(0, 1),
    '6A84',
  ],
  ['parameters that are no BER-TLV', loading(testPackage, {parameters: 'EF05'}).slice(0, 1), '6A80'],
  ['a load file longer than there is room for', loading({...testPackage, padding: 40_000}), '6A84'],
  ['an unknown package', [installing({aid: one})], '6A88'],
  ['an unknown purpose', [manage('E6', 0x01, 0, '000000000000')], '6A86'],
  ['P2 of INSTALL', [manage('E6', 0x04, 1, '000000000000')], '6A86'],
  ['a field that is cut off', [manage('E6', 0x0c, 0, '0812')], '6A80'],
  ['a byte behind the fields', [manage('E6', 0x0c, 0, '00000000000001')], '6A80'],
];

for (const [title, commands, status] of refusals) {
  test(`INSTALL and LOAD refuse ${title} with ${status}, and leave nothing`, async (t) => {
    const {card} = managedCard({applets: [testApplet]});
    const session = await openSession(card);
    const before = JSON.stringify(withState(bareImage(), card.persistent));
    let answer = '';
    for (const command of commands) {
      answer = await session.send(command);
      if (answer !== '009000') {
        break;
      }
    }
    t.is(answer, status);
    t.is(await session.send(loading(testPackage).at(-1) ?? ''), '6985', 'the load is over');
    t.is(JSON.stringify(withState(bareImage(), card.persistent)), before);
  });
}

const installed = [...loading(testPackage), installing({aid: one})];

/** What a card with the package and one instance refuses. */
const later: readonly (readonly [title: string, command: string, status: string])[] = [
  ['a second load of the same package', loading(testPackage)[0] ?? '', '6985'],
  ['an application AID that is taken', installing({aid: one}), '6985'],
  ['an application AID of a domain', installing({aid: domains.extended.aid}), '6985'],
  ['an unknown module', installing({aid: two, module: `${module}FF`}), '6A88'],
  ['privileges of two bytes', installing({aid: two, privileges: '0000'}), '6A80'],
  ['a privilege nobody is given', installing({aid: two, privileges: '000200'}), '6985'],
  ['a domain privilege for an application', installing({aid: two, privileges: '004000'}), '6A80'],
  ['the domain bit for an application', installing({aid: two, privileges: '800000'}), '6A80'],
  ['parameters the applet refuses', installing({aid: two, parameters: 'C9020101'}), '6A80'],
  ['more data set aside than there is', installing({aid: two, parameters: 'C900EF06C80400010000'}), '6A84'],
  ['DELETE of the package alone', deleting(testPackage.aid), '6985'],
  ['DELETE of the issuer security domain', deleting(domains.issuer.aid), '6985'],
  ['DELETE of the load file of domains', deleting('A0000001515350', true), '6985'],
  ['DELETE of nothing', deleting('F04B415A415355FF'), '6A88'],
  ['DELETE with another P2', manage('E4', 0, 1, `4F${lv(one)}`), '6A86'],
  ['DELETE of no AID', manage('E4', 0, 0, 'C000'), '6A80'],
  ['personalisation of nothing', personalising(two), '6A88'],
  ['STORE DATA out of order', storing(0x80, 1, '42024142'), '6985'],
  ['STORE DATA with an unknown object', storing(0x80, 0, '50024142'), '6A88'],
  ['STORE DATA that is no BER-TLV', storing(0x80, 0, '4205'), '6A80'],
  ['STORE DATA with half a block encrypted', storing(0xe0, 0, '420141'), '6A80'],
  ['STORE DATA with encryption that is none', storing(0xc0, 0, '420141'), '6A86'],
  ['extradition to no domain', manage('E6', 0x10, 0, `${lv(one)}00${lv(one)}000000`), '6A88'],
  ['registry update of nothing', manage('E6', 0x40, 0, `0000${lv(two)}01000000`), '6A88'],
];

test('a card with an application refuses what does not fit, and nothing changes', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  t.is(await all(session, installed), '009000');
  const before = JSON.stringify(withState(bareImage(), card.persistent));
  for (const [title, command, status] of later) {
    t.is(await session.send(command), status, title);
    t.is(JSON.stringify(withState(bareImage(), card.persistent)), before, title);
  }
});

test('a package another one needs stays as long as that one does', async (t) => {
  const {card} = managedCard();
  const session = await openSession(card);
  const other = {aid: 'F04B415A4153550902', modules: ['F04B415A415355090201'], imports: [testPackage.aid]};
  t.is(await all(session, [...loading(testPackage), ...loading(other)]), '009000');
  t.is(await session.send(deleting(testPackage.aid)), '6985');
  t.is(await all(session, [deleting(other.aid), deleting(testPackage.aid)]), '009000');
});

test('the hash is that of C4 as it came, with Descriptor or without', async (t) => {
  for (const descriptor of [false, true]) {
    const block = dataBlock(testPackage, {descriptor});
    for (const algorithm of ['sha1', 'sha256', 'sha384', 'sha512']) {
      const {card} = managedCard();
      const session = await openSession(card);
      const hash = createHash(algorithm).update(block).digest('hex').toUpperCase();
      t.is(await all(session, loading(testPackage, {block, hash})), '009000', `${algorithm} ${descriptor}`);
    }
  }
  t.not(dataBlock(testPackage).length, dataBlock(testPackage, {descriptor: true}).length);
});

test('an application that is locked or not yet selectable is not found, and comes back as it was', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...loading(testPackage), installing({aid: one, purpose: 0x04})]);
  const found = (): Promise<string> => sent(card, selecting(one));
  t.deepEqual((await registry(session, 0x40))[one], '03');
  t.is(await found(), '6A82');
  const steps: readonly (readonly [command: string, life: string, status: string])[] = [
    [manage('E6', 0x08, 0, `0000${lv(one)}030000000000`), '07', '9000'],
    [manage('F0', 0x40, 0x80, one), '87', '6A82'],
    [manage('F0', 0x40, 0x80, one), '87', '6A82'],
    [manage('F0', 0x40, 0x00, one), '07', '9000'],
    [manage('F0', 0x40, 0x83, one), '87', '6A82'],
    [manage('F0', 0x40, 0x07, one), '07', '9000'],
    [manage('F0', 0x60, 0x80, domains.ordinance.aid), '07', '9000'],
  ];
  for (const [command, life, status] of steps) {
    const again = await openSession(card);
    t.regex(await again.send(command), /^(00)?9000$/, command);
    t.is((await registry(again, 0x40))[one], life, command);
    t.is(await found(), status, command);
  }
  t.is(await sent(card, selecting(domains.ordinance.aid)), '6A82');
});

test('an application that is locked between INSTALL and STORE DATA is neither written nor unlocked', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...loading(testPackage), installing({aid: one}), personalising(one)]);
  t.is(await session.send(manage('F0', 0x40, 0x80, one)), '9000');
  t.is(await session.send(storing(0x80, 0, '0148414C4C4F')), '6985');
  t.is((await registry(session, 0x40))[one], '87');
  t.is(await session.send(manage('F0', 0x40, 0x00, one)), '9000');
  await sent(card, selecting(one));
  await sent(card, '00A4020C020001');
  t.not(await sent(card, '00B0000000'), '48414C4C4F9000');
});

test('SET STATUS moves what is not locked nowhere, and a domain from selectable to personalised alone', async (t) => {
  const {card, events} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...loading(testPackage), installing({aid: one})]);
  t.is(await session.send(installingDomain(ownDomain, '800000')), '009000');
  events.length = 0;
  for (const [p2, status] of [
    [0x55, '6985'],
    [0x03, '6985'],
    [0x0f, '6985'],
    [0x00, '9000'],
    [0x07, '9000'],
  ] as const) {
    t.is(await session.send(manage('F0', 0x40, p2, one)), status);
    t.is((await registry(session, 0x40))[one], '07');
  }
  t.is(await session.send(manage('F0', 0x40, 0x03, ownDomain)), '6985');
  t.is(await session.send(manage('F0', 0x40, 0x0f, ownDomain)), '9000');
  t.is((await registry(session, 0x40))[ownDomain], '0F');
  t.is(await session.send(manage('F0', 0x40, 0x07, ownDomain)), '6985');
  t.deepEqual(
    events.flatMap((event) => (event.type === 'card-state' ? [[event.change, event.subject]] : [])),
    [['personalised', ownDomain]],
  );
});

test('what is installed can be used only while the card is operational', async (t) => {
  for (const [lifeCycle, status] of [
    ['prepared', '6985'],
    ['operational', '9000'],
    ['suspended', '6985'],
    ['terminated', '6985'],
  ] as const) {
    const {card} = managedCard({image: bareImage({lifeCycle}), applets: [testApplet]});
    const session = await openSession(card);
    t.is(await all(session, installed), '009000', lifeCycle);
    t.is(await sent(card, selecting(one)), status, lifeCycle);
    t.is(await sent(card, selecting(domains.ordinance.aid)), '9000');
  }
});

test('the default application is selected at power-on, and there is one at most', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...loading(testPackage), installing({aid: one}), installing({aid: two})]);
  const defaulting = (aid: string): string => manage('E6', 0x08, 0, `0000${lv(aid)}030400000000`);
  for (const aid of [one, two]) {
    const again = await openSession(card);
    t.is(await again.send(defaulting(aid)), '009000');
    card.powerOff();
    card.powerOn();
    t.is(await sent(card, '00A4000000'), `6F0D840B${aid}9000`);
    t.true((await sent(card, '00A4040000')).includes(`8407${domains.issuer.aid}`));
  }
  const again = await openSession(card);
  t.is(await again.send(deleting(two)), '009000');
  card.powerOff();
  card.powerOn();
  t.is(await sent(card, '00A4000000'), '6A86');
});

test('an image keeps what was installed, and reads it back the same', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const session = await openSession(card);
  await all(session, [...installed, personalising(one), storing(0x80, 0, '0148414C4C4F')]);
  await all(session, [storing(0x80, 0, '420441424344'), manage('F0', 0x40, 0x80, domains.extended.aid)]);
  const image = withState(bareImage(), card.persistent);
  const read = readCardImage(JSON.stringify(image), 'a.json');
  t.deepEqual(read, image);
  const again = managedCard({image: read, applets: [testApplet]}).card;
  t.deepEqual(again.persistent, card.persistent);
  await sent(again, selecting(one));
  await sent(again, '00A4020C020001');
  t.is(await sent(again, '00B0000000'), '48414C4C4F9000');
  t.is(await sent(again, `${selecting(domains.issuer.aid)}`), '9000');
  t.is(await sent(again, '80CA004200'), '4204414243449000');
  const lost = structuredClone(image);
  delete lost.content?.domains[domains.ordinance.aid];
  t.throws(() => readCardImage(JSON.stringify(lost), 'a.json'), {message: /keeps nothing/});
  const circle = structuredClone(image);
  for (const [name, instance] of Object.entries(circle.content?.instances ?? {})) {
    instance.domain = circle.content?.domains[name] ? name : instance.domain;
  }
  t.throws(() => readCardImage(JSON.stringify(circle), 'a.json'), {message: /belongs to itself/});
  const orphan = structuredClone(image);
  for (const instance of Object.values(orphan.content?.instances ?? {})) {
    instance.domain = 'F04B415A41535501FF';
  }
  t.throws(() => readCardImage(JSON.stringify(orphan), 'a.json'), {message: /no security domain/});
});
