import test from 'ava';
import {
  cardProfileNamed,
  inspectCard,
  personalise,
  readCardImage,
  stateOf,
  withState,
} from '../../../emulator/index.ts';
import {aids, cardAreas, masterKey, toHex} from '../../../protocol/index.ts';
import {domains, lv, openSession, selecting, sent} from '../../support/managed-card.ts';
import {all, deleting, installing, loading, manage, registry, testPackage} from '../../support/managing.ts';
import {imageOfProfile, testCard, testImage, testPersonalisation} from '../../support/test-card.ts';

const {'issuer-security-domain': issuer, ...carried} = aids;
const made = Object.values(carried).map(toHex);

test('what a card is made with stands in the registry, and stays', async (t) => {
  const {card} = testCard();
  const session = await openSession(card, {level: 0x33});
  t.deepEqual(await registry(session, 0x80), {[toHex(issuer)]: '0F'});
  const areas = [domains.ordinance.aid, domains.extended.aid];
  const applications = await registry(session, 0x40);
  t.deepEqual(Object.keys(applications).sort(), [...made, ...areas].sort());
  t.true(made.every((aid) => applications[aid] === '07'));
  const files = Object.keys(await registry(session, 0x20));
  t.is(files.length, 6);
  t.deepEqual(Object.keys(await registry(session, 0x10)), files);
  for (const aid of [...made, ...files, toHex(issuer)]) {
    t.is(await session.send(deleting(aid, true)), '6985', aid);
  }
  const file = files.find((aid) => aid.startsWith('F0')) ?? '';
  t.is(await session.send(installing({file, module: `${file}01`, aid: 'F04B415A415355090101'})), '6985');
  t.is(await session.send(loading({...testPackage, aid: made[0] ?? ''})[0] ?? ''), '6985');
});

test('SET STATUS locks an application the card was made with as LOCK DF does', async (t) => {
  const {card} = testCard();
  const jpki = toHex(aids.jpki);
  for (const [p2, life, selected, read] of [
    ['80', '87', '6283', '6985'],
    ['00', '07', '9000', '9000'],
  ] as const) {
    const session = await openSession(card);
    t.is(await session.send(manage('F0', 0x40, Number.parseInt(p2, 16), jpki)), '9000');
    t.is((await registry(session, 0x40))[jpki], life);
    t.is(await sent(card, selecting(jpki)), selected);
    t.is((await sent(card, '00B08A0004')).slice(-4), read);
  }
});

test('a session leaves the issuer’s own authority alone, and needs its own', async (t) => {
  const {card} = testCard();
  const session = await openSession(card);
  t.is(await session.send('80F0A005'), '6982');
  t.is(await session.send('80F2A00000'), '6982');
  t.true((await session.send(manage('F2', 0x80, 2, '4F00'))).endsWith('9000'));
});

test('an image from before has the content of a new card, and keeps it from its first change on', async (t) => {
  const {content, ...before} = testImage();
  const old = readCardImage(JSON.stringify(before), 'old.json');
  t.is(old.content, undefined);
  t.deepEqual(stateOf(old), stateOf(testImage()));
  const {card} = testCard({}, 'instant', old);
  t.is((await openSession(card)).opened, '9000');
  const after = withState(before, card.persistent);
  t.is(after.content?.domains[domains.issuer.aid]?.sequenceCounter, 1);
  t.deepEqual(after.content?.instances, content?.instances);
});

test('the view of a card tells memory and keys of each domain, and no key', async (t) => {
  const {card} = testCard();
  const area = await openSession(card, domains.ordinance);
  const app = 'F04B415A41535509010101';
  await all(area, [...loading(testPackage), installing({aid: app, parameters: 'C900EF04C8020100'})]);
  const image = withState(testImage(), card.persistent);
  const view = inspectCard(image).content;
  const size = view.loadFiles[0]?.bytes ?? 0;
  t.is(view.lifeCycle, 'secured');
  t.like(
    view.domains.find(({area: name}) => name === 'ordinance'),
    {
      aid: toHex(cardAreas.ordinance.aid),
      quota: 32_768,
      used: size + 64 + 256,
      free: 32_768 - size - 64 - 256,
      instances: 1,
      instanceLimit: 8,
      secureChannel: {protocol: 'scp03', i: 0x70, keyVersions: [0x30]},
    },
  );
  t.like(view.instances[0], {aid: app, state: 'selectable', bytes: 0, reserved: 256});
  t.deepEqual(
    view.instances[0]?.title,
    {
      en: `application of load file ${testPackage.aid}`,
      ja: `ロードファイル ${testPackage.aid} のアプリケーション`,
    },
    'a program that is not built in',
  );
  const told = JSON.stringify(view);
  for (const domain of ['issuer', 'ordinance', 'extended'] as const) {
    const key = masterKey(domain);
    t.true(JSON.stringify(image).includes(Buffer.from(key).toString('base64')));
    t.false(told.includes(Buffer.from(key).toString('base64')) || told.toUpperCase().includes(toHex(key)));
  }
});

test('only My Number Cards have the areas, and each make of card has its own secure channel', async (t) => {
  const phone = await imageOfProfile(cardProfileNamed('smartphone-android'));
  t.deepEqual(Object.keys(phone.content?.domains ?? {}), [domains.issuer.aid]);
  const scp02 = await personalise({...testPersonalisation, secureChannel: 'scp02'});
  const {card} = testCard({}, 'instant', scp02);
  t.regex(await sent(card, '00CA006600'), /06092A864886FC6B0402559000$/);
  const {keys} = domains.issuer;
  t.is((await openSession(card, {keys, i: 0x55, level: 0x03})).opened, '9000');
  t.is(await sent(card, `00A4040C${lv(toHex(aids.jpki))}`), '9000');
});
