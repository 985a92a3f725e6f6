import {createHash, generateKeyPairSync, type KeyObject} from 'node:crypto';
import test from 'ava';
import {withState} from '../../../emulator/index.ts';
import {
  type KeyComponent,
  managementSignature,
  putKeyData,
  receiptContext,
  receipts,
  type TransportedKey,
  tokenInput,
} from '../../../protocol/globalplatform/index.ts';
import {type CardPort, commandApdu, fromHex, toHex} from '../../../protocol/index.ts';
import {
  bareImage,
  domains,
  type HostSession,
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
  loading,
  longLv,
  manage,
  registry,
  testPackage,
} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';

const app = 'F04B415A41535509010101';
const own = 'F04B415A415355090102';
const other = 'F04B415A415355090103';
const receiptKey = new Uint8Array(16).fill(0x71);

const rsa = generateKeyPairSync('rsa', {modulusLength: 2048});
const shortRsa = generateKeyPairSync('rsa', {modulusLength: 1024});
const p256 = generateKeyPairSync('ec', {namedCurve: 'P-256'});
const p384 = generateKeyPairSync('ec', {namedCurve: 'P-384'});

const bytes = (text = ''): Uint8Array => Buffer.from(text, 'base64url');

const componentsOf = (key: KeyObject, explicit = false): KeyComponent[] => {
  const {n, e, x, y, crv} = key.export({format: 'jwk'}) as Record<string, string>;
  if (n) {
    return [
      {type: 0xa1, value: bytes(n)},
      {type: 0xa0, value: bytes(e)},
    ];
  }
  const point = {type: 0xb0, value: Buffer.concat([Uint8Array.of(4), bytes(x), bytes(y)])};
  const field = bytes(x).length;
  return explicit
    ? [point, ...[0xb1, 0xb2, 0xb3, 0xb5].map((type) => ({type, value: new Uint8Array(field).fill(type)}))]
    : [point, {type: 0xf0, value: Uint8Array.of(crv === 'P-256' ? 0 : 1)}];
};

const putting = (session: HostSession, version: number, key: TransportedKey): string =>
  manage(
    'D8',
    0x00,
    0x01,
    toHex(putKeyData.encode({keyVersion: version, keys: [key]}, session.channel.keys.dek)),
  );

const installingDomain = (aid: string, privileges: string, parameters = 'C900'): string =>
  installing({file: 'A0000001515350', module: 'A000000151535041', aid, privileges, parameters});

/** A domain under the issuer's, whose keys are those of the issuer's until it has others. */
const domainWith = async (card: CardPort, privileges: string, parameters = 'C900'): Promise<HostSession> => {
  const session = await openSession(card);
  await session.send(installingDomain(own, privileges, parameters));
  return openSession(card, {aid: own});
};

/** A command with the token that signs it. `data` is what stands before the token. */
const signed = (key: KeyObject, apdu: string, tag = ''): string => {
  const {ins, p1, p2, data} = commandApdu.decode(fromHex(apdu));
  // The last field is a token of length 00, but for DELETE.
  const before = tag === '' ? data.subarray(0, -1) : data;
  const token = toHex(managementSignature(key, tokenInput({p1, p2}, before)));
  return manage(toHex(Uint8Array.of(ins)), p1, p2, `${toHex(before)}${tag}${longLv(token)}`);
};

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
    await all(area, [manage('E6', 0x20, 0, `0000${lv(aids[0])}000000`), manage('E2', 0x80, 0, '014D494E45')]);
  }
  const part = (): string => {
    const {content} = withState(bareImage(), card.persistent);
    const kept = [`${app}11`, `${app}12`, domains.extended.aid].map((aid) => content?.instances[aid]);
    return JSON.stringify([kept, content?.domains[domains.extended.aid]]);
  };
  const before = part();
  const session = await openSession(card, domains.ordinance);
  const found = {...(await registry(session, 0x40)), ...(await registry(session, 0x20))};
  for (const aid of Object.keys(found).filter((one) => one !== domains.ordinance.aid)) {
    t.is(await session.send(deleting(aid, true)), '009000', aid);
  }
  t.is(part(), before);
  t.deepEqual(Object.keys(await registry(session, 0x40)), [domains.ordinance.aid]);
  await sent(card, selecting(`${app}11`));
  await sent(card, '00A4020C020001');
  t.is(await sent(card, '00B0000000'), '4D494E459000');
  t.is(await sent(card, selecting(`${app}01`)), '6A82');
});

for (const [name, key, explicit] of [
  ['RSA-2048', rsa, false],
  ['RSA-1024', shortRsa, false],
  ['P-256', p256, false],
  ['P-384 with its curve spelled out', p384, true],
] as const) {
  test(`delegated management works by tokens of ${name}, and receipts answer them`, async (t) => {
    const {card} = managedCard({applets: [testApplet]});
    const issuer = await openSession(card, {level: 0x03});
    const publicKey: TransportedKey = {type: 'public', components: componentsOf(key.publicKey, explicit)};
    t.is(await issuer.send(putting(issuer, 0x70, publicKey)), '709000');
    t.regex(await issuer.send(putting(issuer, 0x71, {type: 'aes', value: receiptKey})), /^71.*9000$/);
    const session = await domainWith(card, 'A00000');
    const load = loading(testPackage);
    const [order = '', ...blocks] = load;
    t.is(await session.send(order), '6982', 'no token');
    t.is(
      await session.send(signed(generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey, order)),
      '6982',
    );
    const steps: readonly (readonly [commands: readonly string[], aids: readonly string[]])[] = [
      [
        [signed(key.privateKey, order), ...blocks],
        [testPackage.aid, own],
      ],
      [[signed(key.privateKey, installing({aid: app}))], [testPackage.aid, app]],
      [[signed(key.privateKey, deleting(app), '9E')], [app]],
      [[signed(key.privateKey, deleting(testPackage.aid), '9E')], [testPackage.aid]],
    ];
    for (const [n, [commands, aids]] of steps.entries()) {
      const answer = await all(session, commands);
      const receipt = receipts.decode(fromHex(answer.slice(0, -4)));
      t.true(answer.endsWith('9000') && receipt !== undefined, answer);
      if (receipt) {
        t.true(receipts.isRight(receiptKey, receipt, receiptContext(...aids.map(fromHex))));
        t.is(toHex(receipt.confirmationData.subarray(0, 3)), `02000${n + 1}`);
      }
    }
    t.is(await session.send(signed(key.privateKey, installing({aid: app}))), '6A88');
    t.is(await sent(card, selecting(domains.issuer.aid)), '9000');
    t.is(await sent(card, '80CA00C200'), 'C20200049000');
  });
}

test('a token signs one command, to the byte', async (t) => {
  const {card} = managedCard({applets: [testApplet]});
  const issuer = await openSession(card, {level: 0x03});
  await issuer.send(putting(issuer, 0x70, {type: 'public', components: componentsOf(p256.publicKey)}));
  await all(issuer, loading(testPackage));
  const session = await domainWith(card, 'A00000');
  const right = signed(p256.privateKey, installing({aid: app}));
  const sameLength = `${app.slice(0, -2)}FF`;
  t.is(await session.send(right.replace(app, sameLength)), '6982');
  t.is(await session.send(right.replace(/^80E60C/, '80E604')), '6982');
  t.is(await session.send(right), '009000');
});

const hashOf = (block: Uint8Array): Uint8Array => createHash('sha256').update(block).digest();

for (const [name, privileges, target] of [
  ['a domain that verifies what comes into it', 'C00000', own],
  ['a domain whose verification is mandated', 'C10000', domains.issuer.aid],
] as const) {
  test(`DAP: ${name} is asked for its word`, async (t) => {
    const {card} = managedCard();
    const verifier = await domainWith(card, privileges);
    await verifier.send(putting(verifier, 0x73, {type: 'public', components: componentsOf(p256.publicKey)}));
    const block = dataBlock(testPackage);
    const hash = toHex(hashOf(block));
    const word = (key: KeyObject, of = hashOf(block), aid = own) => [
      {securityDomain: fromHex(aid), signature: managementSignature(key, of)},
    ];
    const rows: readonly (readonly [title: string, order: Parameters<typeof loading>[1], status: string])[] =
      [
        ['no block', {hash}, '6985'],
        ['no hash', {dapBlocks: word(p256.privateKey)}, '6985'],
        ['another key', {hash, dapBlocks: word(p384.privateKey)}, '6982'],
        ['another hash', {hash, dapBlocks: word(p256.privateKey, hashOf(new Uint8Array(1)))}, '6982'],
        [
          'a domain that does not verify',
          {
            hash,
            dapBlocks: [
              ...word(p256.privateKey),
              ...word(p256.privateKey, hashOf(block), domains.extended.aid),
            ],
          },
          '6A88',
        ],
        ['the right word', {hash, dapBlocks: word(p256.privateKey)}, '009000'],
      ];
    for (const [title, order, status] of rows) {
      const issuer = await openSession(card);
      t.is(await all(issuer, loading(testPackage, {domain: target, ...order})), status, title);
    }
  });
}

test('without a domain that verifies nobody is asked', async (t) => {
  const {card} = managedCard();
  const issuer = await openSession(card);
  t.is(await all(issuer, loading(testPackage)), '009000');
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
