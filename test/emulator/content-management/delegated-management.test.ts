import {createHash, generateKeyPairSync, type KeyObject} from 'node:crypto';
import test from 'ava';
import {
  type KeyComponent,
  managementSignature,
  putKeyData,
  receiptContext,
  receipts,
  type TransportedKey,
  tokenInput,
} from '../../../protocol/globalplatform/index.ts';
import {commandApdu, fromHex, toHex} from '../../../protocol/index.ts';
import {
  domains,
  type HostSession,
  managedCard,
  openSession,
  selecting,
  sent,
} from '../../support/managed-card.ts';
import {
  all,
  dataBlock,
  deleting,
  domainWith,
  installing,
  loading,
  longLv,
  manage,
  ownDomain as own,
  testPackage,
} from '../../support/managing.ts';
import {testApplet} from '../../support/test-applet.ts';

const app = 'F04B415A41535509010101';
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

/** A command with the token that signs it. `data` is what stands before the token. */
const signed = (key: KeyObject, apdu: string, tag = ''): string => {
  const {ins, p1, p2, data} = commandApdu.decode(fromHex(apdu));
  // The last field is a token of length 00, but for DELETE.
  const before = tag === '' ? data.subarray(0, -1) : data;
  const token = toHex(managementSignature(key, tokenInput({p1, p2}, before)));
  return manage(toHex(Uint8Array.of(ins)), p1, p2, `${toHex(before)}${tag}${longLv(token)}`);
};

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
