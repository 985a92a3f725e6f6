import {createPublicKey, generateKeyPairSync} from 'node:crypto';
import test from 'ava';
import {capComponents, capFile, dataBlockOf, loadFile, loadFileHash} from '../../protocol/cap/index.ts';
import {
  keyCheckValue,
  managementSignatureIsRight,
  receiptContext,
  receipts,
} from '../../protocol/globalplatform/index.ts';
import {fromHex, toHex} from '../../protocol/index.ts';
import {globalPlatform} from '../../terminal/index.ts';
import {dice} from '../support/dice.ts';
import {
  appletAid,
  cap,
  domainAid,
  opened,
  packageAid,
  rejected,
  type Session,
  threeKeys,
} from '../support/opened-session.ts';

const {
  deleteKeys,
  deleteObject,
  deletePackage,
  extradite,
  installApplet,
  installForInstall,
  loadCap,
  lockApplication,
  makeSelectable,
  personalise,
  putKeys,
  putPublicKey,
  setCardState,
  updateRegistry,
} = globalPlatform;

const random = dice(31);

test('a CAP file is announced with its hash, loaded in blocks that fit, and installed', async (t) => {
  for (const [settings, level] of [
    [{}, 0x33],
    [{protocol: 'scp02', i: 0x55}, 0x01],
    [{}, 0x00],
  ] as const) {
    const {session, domain} = await opened(settings, level);
    const loaded = await loadCap({session}, capFile(cap), {
      securityDomain: domainAid,
      reservation: {nonVolatileCode: 0x160},
    });
    await installApplet({session}, loaded, {privileges: ['cardReset'], parameters: fromHex('AABB')});
    await deletePackage({session}, loaded.aid);
    const dataBlock = dataBlockOf(capComponents(cap));
    const hash = toHex(loadFileHash('sha256', dataBlock));
    const blocks = domain.heard.filter((command) => command.startsWith('80E8'));
    t.is(domain.heard[0], `80E6020005F04B415A4108A00000015100000020${hash}06EF04C602016000`);
    t.is(
      blocks.map((command) => command.slice(8)).join(''),
      toHex(loadFile.encode({dapBlocks: [], dataBlock})),
    );
    t.deepEqual(
      blocks.map((command) => command.slice(4, 8)),
      blocks.map((_, n) => (n === blocks.length - 1 ? '80' : '00') + toHex(Uint8Array.of(n))),
    );
    t.is(domain.heard.at(-2), '80E60C0005F04B415A4106F04B415A410106F04B415A41010304000004C902AABB00');
    t.is(domain.heard.at(-1), '80E400804F05F04B415A41');
    t.true(domain.sent.every((command) => command.length / 2 <= 5 + 255 + 1));
  }
});

test('a signed load file carries its signature over the hash, in front', async (t) => {
  const {privateKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const {session, domain} = await opened();
  await loadCap({session}, capFile(cap), {
    securityDomain: domainAid,
    hash: 'none',
    dap: [{securityDomain: domainAid, key: privateKey}],
  });
  const sent = fromHex(
    domain.heard
      .filter((command) => command.startsWith('80E8'))
      .map((command) => command.slice(8))
      .join(''),
  );
  const {dapBlocks, dataBlock} = loadFile.decode(sent);
  const [dap] = dapBlocks;
  t.is(toHex(dap?.securityDomain ?? new Uint8Array(0)), toHex(domainAid));
  const hash = loadFileHash('sha256', dataBlock);
  t.true(managementSignatureIsRight(createPublicKey(privateKey), hash, dap?.signature ?? new Uint8Array(0)));
  t.true(domain.heard[0]?.includes(toHex(hash)));
});

test('a load file of more than 256 blocks is refused before anything is sent', async (t) => {
  const {session, domain} = await opened();
  const before = domain.sent.length;
  const file = {loadFile: packageAid, securityDomain: domainAid};
  await rejected(
    t,
    globalPlatform.load({session}, new Uint8Array(256 * 239 + 1), file),
    'KZS-GP-LOAD-LONG',
    /256 blocks of 239/,
  );
  t.is(domain.sent.length, before);
});

test('a refusal names the command and block and says what it means', async (t) => {
  const {session} = await opened({script: {'80E88001': '6438', '80E60C': '6A84'}});
  await rejected(
    t,
    loadCap({session}, capFile(cap), {securityDomain: domainAid}),
    'KZS-GP-STATUS',
    /LOAD, block 2 of 2.*imported package is not on the card/,
  );
  const applet = {aid: packageAid, modules: [appletAid]};
  await rejected(
    t,
    installApplet({session}, applet),
    'KZS-GP-STATUS',
    /INSTALL \[for install and make selectable\].*quota/,
  );
});

/** What each operation sends, in plain. */
const operations: readonly (readonly [string, (session: Session) => Promise<unknown>, string])[] = [
  [
    'install only',
    (session) =>
      installForInstall(
        {session},
        {loadFile: packageAid, module: appletAid, instance: domainAid, selectable: false},
      ),
    '80E6040005F04B415A4106F04B415A410108A0000001510000000300000002C90000',
  ],
  [
    'make selectable',
    (session) => makeSelectable({session}, appletAid, ['cardReset']),
    '80E60800000006F04B415A4101030400000000',
  ],
  [
    'extradition',
    (session) => extradite({session}, {from: domainAid, object: appletAid, to: packageAid}),
    '80E6100005F04B415A410006F04B415A4101000000',
  ],
  [
    'registry update',
    (session) => updateRegistry({session}, appletAid, []),
    '80E64000000006F04B415A4101030000000000',
  ],
  ['lock', (session) => lockApplication({session}, appletAid, true), '80F04080F04B415A4101'],
  ['unlock', (session) => lockApplication({session}, appletAid, false), '80F04000F04B415A4101'],
  [
    'lock all of a domain',
    (session) => lockApplication({session}, domainAid, true, {related: true}),
    '80F06080A000000151000000',
  ],
  ['card state', (session) => setCardState({session}, 'secured'), '80F0800F'],
  ['delete keys', (session) => deleteKeys({session}, 0x73), '80E40000D20173'],
  ['delete one key', (session) => deleteKeys({session}, 0x30, 1), '80E40000D00101D20130'],
];

test('each operation is the command of the specification', async (t) => {
  for (const [title, operation, expected] of operations) {
    const {session, domain} = await opened();
    await operation(session);
    t.deepEqual(domain.heard, [expected], title);
  }
});

test('personalisation names the application and counts its blocks', async (t) => {
  const {session, domain} = await opened();
  await personalise({session}, appletAid, [fromHex('0101AA'), new Uint8Array(300)], 'dataGroupings');
  t.deepEqual(
    domain.heard.map((command) => command.slice(0, 8)),
    ['80E62000', '80E20800', '80E20801', '80E28802'],
  );
  t.is(domain.heard[0], '80E62000000006F04B415A4101000000');
});

test('keys travel encrypted, in either form, and the check values of the card are compared', async (t) => {
  const fresh = threeKeys(16);
  const checks = [fresh.enc, fresh.mac, fresh.dek].map((key) => toHex(keyCheckValue('aes', key))).join('');
  for (const [innerLength, beginning] of [
    ['always', '80D80081308811'],
    ['where-padded', '80D80081308810'],
  ] as const) {
    const {session, domain} = await opened({script: {'80D8': `30${checks}9000`}});
    await putKeys({session}, {keyVersion: 0x30, type: 'aes', keys: fresh, innerLength});
    t.true(domain.heard[0]?.startsWith(beginning), domain.heard[0]);
    t.false(domain.heard[0]?.includes(toHex(fresh.enc)));
  }
  const {session} = await opened({script: {'80D8': `31${checks}9000`}});
  await rejected(
    t,
    putKeys({session}, {keyVersion: 0x30, type: 'aes', keys: fresh}),
    'KZS-GP-KEY-CHECK',
    /version 48/,
  );
});

test('a long public key goes in pieces and arrives whole', async (t) => {
  const {publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
  const {session, domain} = await opened({script: {'80D8': '709000'}});
  await putPublicKey({session}, {keyVersion: 0x70, key: publicKey});
  t.true(domain.heard[0]?.startsWith('80D8000170A1820100'));
  t.is(domain.heard[0]?.slice(-12), 'A00301000100');
  t.true((domain.sent.at(-2) ?? '').startsWith('84D88001FF'));
  const curve = generateKeyPairSync('ec', {namedCurve: 'P-256'}).publicKey;
  const second = await opened({script: {'80D8': '739000'}});
  await putPublicKey(second, {keyVersion: 0x73, key: curve});
  t.regex(second.domain.heard[0] ?? '', /^80D8000173B04104[0-9A-F]{128}F0010000$/);
  const strange = generateKeyPairSync('ed25519').publicKey;
  await rejected(t, putPublicKey(second, {keyVersion: 0x73, key: strange}), 'KZS-GP-PUBLIC-KEY', /Ed25519/);
});

test('delegated management signs each command and checks each receipt', async (t) => {
  const {privateKey, publicKey} = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  const receiptKey = random.bytes(16);
  const confirmation = {counter: 5, uniqueData: fromHex('0102')};
  const receipt = (context: Uint8Array): string =>
    `${toHex(receipts.encode(receiptKey, confirmation, context))}9000`;
  const {session, domain} = await opened({
    script: {
      '80E4': receipt(receiptContext(appletAid)),
      '80E60C': receipt(receiptContext(packageAid)),
      '80E608': '009000',
    },
  });
  const card = {session, delegation: {tokenKey: privateKey, receiptKey}};
  const {receipt: kept} = await deleteObject(card, appletAid);
  t.is(kept?.receipt.length, 16);
  const sent = fromHex(domain.heard[0]?.slice(8) ?? '');
  t.is(toHex(sent.subarray(8, 10)), '9E40');
  t.true(
    managementSignatureIsRight(publicKey, Uint8Array.of(0, 0, 8, ...sent.subarray(0, 8)), sent.subarray(10)),
  );
  const applet = {aid: packageAid, modules: [appletAid]};
  await rejected(t, installApplet(card, applet), 'KZS-GP-RECEIPT', /made for another one/);
  await rejected(t, makeSelectable(card, appletAid), 'KZS-GP-RECEIPT', /but 00 came/);
});
