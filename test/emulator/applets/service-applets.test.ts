import test, {type ExecutionContext} from 'ava';
import {cardFromImage, inspectCard, memoryStore, readCardImage, withState} from '../../../emulator/index.ts';
import {
  type AppletPersonalisation,
  personalisationObjects,
  type StandardAppletName,
  standardApplets,
  personalisationTags as tags,
} from '../../../protocol/applets/index.ts';
import {berTlv, fromHex, KazasuError, realClock, seededRandom, tlv, toHex} from '../../../protocol/index.ts';
import {
  globalPlatform,
  PinBlocked,
  readCommonCardId,
  TerminalKeyRefused,
  WrongPin,
} from '../../../terminal/index.ts';
import {channelTo, send} from '../../support/issuer.ts';
import {bareImage, managedCard, selecting} from '../../support/managed-card.ts';
import {
  areaSession,
  cardKey,
  installed,
  openService,
  pinBytes,
  serviceCard,
  servicePin,
  userId,
  usualPersonalisation,
} from '../../support/service-card.ts';

const types = ['service-a', 'service-d'] as const;
const withPin: AppletPersonalisation = {...usualPersonalisation, pin: pinBytes(servicePin)};
const select = (name: StandardAppletName): string => selecting(toHex(standardApplets[name].moduleAid));
const refused = (t: ExecutionContext, work: Promise<unknown>, message: RegExp): Promise<unknown> =>
  t.throwsAsync(work, {instanceOf: KazasuError, message});

for (const type of types) {
  test(`${type} gives its id to a terminal of the service, by master key or the card's own`, async (t) => {
    const {channel} = await serviceCard(type);
    t.deepEqual(Buffer.from(await (await openService(channel, type)).readId()), userId);
    t.deepEqual(Buffer.from(await (await openService(channel, type, {key: cardKey})).readId()), userId);
  });

  test(`${type} with a PIN gives its id behind both, counts wrong PINs and blocks`, async (t) => {
    const {channel} = await serviceCard(type, {...withPin, pinTries: 2});
    const session = await openService(channel, type);
    await refused(t, session.readId(), /READ BINARY.*6982/);
    t.is(await session.pinTriesLeft(), 2);
    const wrong = pinBytes('0000');
    const error = await t.throwsAsync(session.verifyPin(wrong), {instanceOf: WrongPin});
    t.is(error?.triesLeft, 1);
    t.deepEqual(wrong, new Uint8Array(4), 'the PIN is wiped');
    await session.verifyPin(pinBytes(servicePin));
    t.is(await session.pinTriesLeft(), 2);
    t.deepEqual(Buffer.from(await session.readId()), userId);
    // Another terminal has to ask for the PIN again.
    const next = await openService(channel, type);
    await refused(t, next.readId(), /6982/);
    await t.throwsAsync(next.verifyPin(pinBytes('0000')), {instanceOf: WrongPin});
    await t.throwsAsync(next.verifyPin(pinBytes('0000')), {instanceOf: WrongPin});
    await t.throwsAsync(next.verifyPin(pinBytes(servicePin)), {instanceOf: PinBlocked});
  });

  test(`${type} lets the holder change the PIN where the service says so, and not otherwise`, async (t) => {
    const fixed = await openService((await serviceCard(type, withPin)).channel, type);
    await fixed.verifyPin(pinBytes(servicePin));
    await refused(t, fixed.changePin(pinBytes('1111')), /CHANGE REFERENCE DATA.*6982/);
    const {channel} = await serviceCard(type, {...withPin, pinChangeable: true});
    const session = await openService(channel, type);
    await session.verifyPin(pinBytes(servicePin));
    await session.changePin(pinBytes('11112222'));
    const next = await openService(channel, type);
    await next.verifyPin(pinBytes('11112222'));
    t.deepEqual(Buffer.from(await next.readId()), userId);
  });

  test(`${type} says nothing to a stranger, and a stranger uses up no PIN`, async (t) => {
    const {card} = await serviceCard(type, withPin);
    await send(card, select(type));
    t.is(await send(card, '00B0810000'), '6982', 'the id');
    t.is(await send(card, '002000910430303030'), '6982', 'VERIFY');
    t.is(await send(card, '002401910430303030'), '6982', 'CHANGE REFERENCE DATA');
    t.is(await send(card, '00B0920000'), '6981', 'the key');
    t.is(await send(card, '00B0910000'), '6981', 'the PIN');
    t.is(await send(card, '002000920430303030'), '6982', 'the key is no PIN');
    t.is(await send(card, '00B2010C00'), '6D00', 'READ RECORD');
    t.is(await send(card, '00B0820000'), '0102030405060708090A9000', 'what the key was derived by is free');
  });

  test(`${type} locks its key after as many wrong terminals as it was told, and a right one resets the count`, async (t) => {
    for (const keyTries of [undefined, 1, 5]) {
      const {card, channel} = await serviceCard(type, {
        ...usualPersonalisation,
        ...(keyTries === undefined ? {} : {keyTries}),
      });
      const tries = keyTries ?? 3;
      const wrong = {key: new Uint8Array(16)};
      for (let round = tries > 1 ? 0 : 1; round < 2; round += 1) {
        for (let left = tries - 1; left >= 1 - round; left -= 1) {
          const error = await t.throwsAsync(openService(channel, type, wrong), {
            instanceOf: TerminalKeyRefused,
          });
          t.is(error?.triesLeft, left);
        }
        if (round === 0) {
          await openService(channel, type);
        }
      }
      await refused(t, openService(channel, type), /KZS-APPLET-KEY-LOCKED/);
      card.powerOff();
      card.powerOn();
      await refused(t, openService(channel, type), /KZS-APPLET-KEY-LOCKED/);
    }
  });

  test(`${type} keeps what it was given in the card image, tries used included`, async (t) => {
    const {card, channel} = await serviceCard(type, {...withPin, pinTries: 7, keyTries: 5});
    await t.throwsAsync((await openService(channel, type)).verifyPin(pinBytes('0000')));
    await t.throwsAsync(openService(channel, type, {key: new Uint8Array(16)}));
    const image = readCardImage(JSON.stringify(withState(bareImage(), card.persistent)), 'the image');
    t.is(inspectCard(image).content.instances[0]?.title, standardApplets[type].title);
    const again = cardFromImage(image, 'instant', {
      clock: realClock(),
      random: seededRandom('again'),
      store: memoryStore,
      rsa: {warm: () => undefined, compute: () => Promise.reject(new Error()), close: async () => undefined},
    });
    again.powerOn();
    t.is((await send(again, select(type))) + (await send(again, '00820000')), '900063C4');
    const session = await openService(channelTo(again), type);
    t.is(await session.pinTriesLeft(), 6);
    await session.verifyPin(pinBytes(servicePin));
    t.is(await session.pinTriesLeft(), 7);
    t.deepEqual(Buffer.from(await session.readId()), userId);
  });
}

test('a common card id is read by any terminal, and there is nothing else to ask', async (t) => {
  const id = fromHex('00112233445566778899AABBCCDDEEFF');
  const {card, channel} = await serviceCard('common-card', {id});
  t.deepEqual(await readCommonCardId(channel), id);
  t.is(await send(card, '00B0810000'), `${toHex(id)}9000`);
  for (const other of ['0084000010', '00820000', '00200081', '80CA0066', '00B2010C00', '00D6810001FF']) {
    t.is(await send(card, other), '6D00', other);
  }
  t.is(await send(card, '00B0820000'), '6A82');
});

test('a card without the application says so', async (t) => {
  const {channel} = await serviceCard('service-a');
  await refused(t, openService(channel, 'service-d'), /KZS-APPLET-NOT-FOUND: .*Service type D.*6A82/);
  await refused(t, readCommonCardId(channel), /KZS-APPLET-NOT-FOUND: .*Common card/);
});

const object = (tag: number, ...value: number[]): Uint8Array =>
  berTlv.encode(tlv(tag, Uint8Array.from(value)));
const key = object(tags.key, ...new Uint8Array(16));
const id = object(tags.id, 1);
const commonId = object(tags.id, ...new Uint8Array(16));

const wrongPersonalisation: readonly [string, StandardAppletName, readonly Uint8Array[], string][] = [
  ['no key', 'service-a', [id], '6A80'],
  ['no id', 'service-d', [key], '6A80'],
  ['an empty id', 'service-a', [key, object(tags.id)], '6A80'],
  ['an id of 65 bytes', 'service-d', [key, object(tags.id, ...new Uint8Array(65))], '6A80'],
  ['a key of 24 bytes', 'service-a', [id, object(tags.key, ...new Uint8Array(24))], '6A80'],
  ['a PIN of 3 bytes', 'service-a', [id, key, object(tags.pin, 1, 2, 3)], '6A80'],
  ['a PIN of 17 bytes', 'service-d', [id, key, object(tags.pin, ...new Uint8Array(17))], '6A80'],
  ['no tries at all', 'service-a', [id, key, object(tags.keyTries, 0)], '6A80'],
  ['16 tries', 'service-a', [id, key, object(tags.keyTries, 16)], '6A80'],
  ['tries of a PIN that is not there', 'service-d', [id, key, object(tags.pinTries, 3)], '6A80'],
  ['an unknown option', 'service-a', [id, key, object(tags.options, 0x02)], '6A80'],
  ['an object nobody asked for', 'service-a', [id, key, object(0x87, 1)], '6A88'],
  ['no data object', 'service-a', [Uint8Array.of(0x80, 9, 1)], '6A80'],
  ['a common id of 15 bytes', 'common-card', [object(tags.id, ...new Uint8Array(15))], '6A80'],
  ['a key for a common card', 'common-card', [commonId, key], '6A88'],
];

for (const [title, name, elements, expected] of wrongPersonalisation) {
  test(`personalisation of ${name} with ${title} is refused, and nothing of it stays`, async (t) => {
    const {card} = managedCard();
    const managed = await areaSession(channelTo(card));
    await installed(managed, standardApplets[name]);
    const {moduleAid} = standardApplets[name];
    const before = card.persistent;
    const work = globalPlatform.personalise(managed, moduleAid, elements, 'dataObjects');
    await refused(t, work, new RegExp(`STORE DATA.*${expected}`));
    t.is(card.persistent.applications, before.applications);
  });
}

test('one block with all objects is as good as one for each, in any order', async (t) => {
  const {card} = managedCard();
  const channel = channelTo(card);
  const managed = await areaSession(channel);
  await installed(managed, standardApplets['service-a']);
  const objects = personalisationObjects({...withPin, pinTries: 4}).reverse();
  await globalPlatform.personalise(managed, standardApplets['service-a'].moduleAid, [Buffer.concat(objects)]);
  const session = await openService(channel, 'service-a');
  await session.verifyPin(pinBytes(servicePin));
  t.is(await session.pinTriesLeft(), 4);
});
