import test from 'ava';
import {type Card, type CardImage, cardFromImage, memoryStore, personaNamed} from '../../emulator/index.ts';
import {
  berTlv,
  digestInfo,
  fromHex,
  KazasuError,
  type LifeCycle,
  type RecordEvent,
  realClock,
  responseApdu,
  sw,
  systemRandom,
  tlv,
} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {
  type ApduChannel,
  type CardFile,
  IssuerSession,
  JpkiSession,
  jpkiKeyFiles,
  PinBlocked,
  UnexpectedStatus,
  WrongPin,
} from '../../terminal/index.ts';
import {channelTo} from '../support/issuer.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {testRsa} from '../support/test-card.ts';

const world = createTestWorld({clock: realClock()});
const adult = personaNamed('adult');
const authentication = jpkiKeyFiles('user-authentication');
const signature = jpkiKeyFiles('digital-signature');

const powered = (image: CardImage): {card: Card; channel: ApduChannel; events: RecordEvent[]} => {
  const events: RecordEvent[] = [];
  const card = cardFromImage(image, 'instant', {
    clock: realClock(),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
    record: (event) => events.push(event),
  });
  card.powerOn();
  return {card, channel: channelTo(card), events};
};

/** Log-in as a service does it: challenge, PIN, signature, verification by the centre. */
const logIn = async (channel: ApduChannel, pin: string): Promise<string> => {
  const session = await JpkiSession.open(channel);
  await session.verify('user-authentication', pin);
  const certificate = await session.readCertificate('user-authentication');
  const {id, bytes} = world.centre.login.challenge();
  const signed = await session.computeDigitalSignature('user-authentication', digestInfo('sha256', bytes));
  return (await world.centre.login.answer({challengeId: id, certificate, signature: signed})).result;
};

/** Every secret a holder sets, by the EF that keeps it; other applications add theirs to the table. */
const secrets: readonly (readonly [credential: CardFile, value: string])[] = [
  [authentication.credential, '5678'],
  [signature.credential, 'XYZ789'],
];

test('a card that arrives is prepared and delivered: its secrets are set, and it works from then on', async (t) => {
  const image = await world.cardFor(adult, 0, 'manufactured');
  t.is(image.issuer.lifeCycle, 'manufactured');
  t.deepEqual(
    Object.values(image.applications['jpki']?.credentials ?? {}),
    secrets.map(() => ({value: '', triesLeft: 0})),
  );
  const {channel, events} = powered(image);
  const holder = await JpkiSession.open(channel);
  await t.throwsAsync(holder.verify('user-authentication', adult.secrets.userAuthenticationPin), {
    instanceOf: UnexpectedStatus,
    message: /6985/,
  });

  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  for (const state of ['arrived', 'prepared'] as const) {
    await issuer.setLifeCycle(state);
  }
  await t.throwsAsync(issuer.unblock(authentication.credential), {message: /6985/});
  for (const [credential, value] of secrets) {
    await issuer.setPin(credential, value);
  }
  await t.throwsAsync(logIn(channel, '5678'), {message: /6985/});
  t.is(await issuer.lifeCycle(), 'prepared');
  await issuer.setLifeCycle('operational');
  t.is(await issuer.lifeCycle(), 'operational');

  t.is(await logIn(channel, '5678'), 'valid');
  const delivered = await JpkiSession.open(channel);
  t.is(await delivered.triesLeft('digital-signature'), 5);
  await delivered.verify('digital-signature', 'xyz789');
  for (const told of ['35363738', '58595A373839']) {
    t.false(JSON.stringify(events).includes(told));
  }
});

test('a card with only some secrets set keeps the others blocked after delivery', async (t) => {
  const image = await world.cardFor(adult, 0, 'prepared');
  const {channel} = powered(image);
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  await issuer.setPin(authentication.credential, '5678');
  await issuer.setLifeCycle('operational');
  t.is(await logIn(channel, '5678'), 'valid');
  const holder = await JpkiSession.open(channel);
  t.is(await holder.triesLeft('digital-signature'), 0);
  await t.throwsAsync(holder.verify('digital-signature', adult.secrets.digitalSignaturePassword), {
    instanceOf: PinBlocked,
  });
});

test('a blocked PIN stays so over a power-off, and works again once the issuer unblocked it', async (t) => {
  const image = await world.cardFor(adult);
  const {card, channel} = powered(image);
  const holder = await JpkiSession.open(channel);
  for (const left of [2, 1, 0]) {
    const error = await t.throwsAsync(holder.verify('user-authentication', '9999'), {instanceOf: WrongPin});
    t.is(error?.triesLeft, left);
  }
  card.powerOff();
  card.powerOn();
  await t.throwsAsync(logIn(channel, '1234'), {instanceOf: PinBlocked});
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  await issuer.unblock(authentication.credential);
  t.is(await logIn(channel, '1234'), 'valid');
});

test('a certificate is renewed with a key made on the card: the old logs in until the new does', async (t) => {
  const image = await world.cardFor(adult);
  const {card, channel} = powered(image);
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  const publicKey = await issuer.generateKey(authentication.key, systemRandom().bytes(16));
  t.is(await logIn(channel, '1234'), 'valid');
  const before = await (await JpkiSession.open(channel)).readCertificate('user-authentication');

  const {certificate} = await world.centre.issue({
    kind: 'user-authentication',
    holder: adult.holder,
    publicKey,
  });
  await issuer.writeCertificate(authentication.certificate, certificate);
  const after = await (await JpkiSession.open(channel)).readCertificate('user-authentication');
  t.deepEqual(after, certificate);
  t.notDeepEqual(after, before);
  t.is(await logIn(channel, '1234'), 'valid');
  card.powerOff();
  card.powerOn();
  t.is(await logIn(channel, '1234'), 'valid');
  const back = await t.throwsAsync(
    (await IssuerSession.authenticate(channel, world.issuerKey(image.id))).writeCertificate(
      authentication.certificate,
      before,
    ),
  );
  t.regex(back?.message ?? '', /6A80/);
});

test('each card answers to its own issuer key alone, and says how many tries are left', async (t) => {
  const image = await world.cardFor(adult);
  const {channel} = powered(image);
  const strange = await t.throwsAsync(IssuerSession.authenticate(channel, world.issuerKey('another-card')), {
    instanceOf: WrongPin,
  });
  t.is(strange?.triesLeft, 9);
  const blocked = powered({...image, issuer: {...image.issuer, triesLeft: 0}});
  await t.throwsAsync(IssuerSession.authenticate(blocked.channel, world.issuerKey(image.id)), {
    instanceOf: PinBlocked,
  });
});

test('a locked application is closed to its holder and opened again by the issuer', async (t) => {
  const image = await world.cardFor(adult);
  const {card, channel} = powered(image);
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  await issuer.lockApplication('jpki');
  card.powerOff();
  card.powerOn();
  await t.throwsAsync(JpkiSession.open(channel), {message: /6283/});
  await (await IssuerSession.authenticate(channel, world.issuerKey(image.id))).unlockApplication('jpki');
  t.is(await logIn(channel, '1234'), 'valid');
});

test('an unlawful change of the life cycle is told with the card’s word', async (t) => {
  const image = await world.cardFor(adult);
  const {channel} = powered(image);
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  for (const state of ['manufactured', 'prepared', 'operational'] satisfies LifeCycle[]) {
    await t.throwsAsync(issuer.setLifeCycle(state), {instanceOf: UnexpectedStatus, message: /6985/});
  }
  await issuer.setLifeCycle('suspended');
  t.is(await logIn(channel, '1234'), 'valid', 'the chip goes on; the centre refuses a suspended card');
  await issuer.setLifeCycle('operational');
});

/** A card that answers everything with 9000 and key generation with these bytes. */
const claiming = (data: Uint8Array): ApduChannel => ({
  send: async ({ins}) => ({data: ins === 0x47 ? data : new Uint8Array(16), sw: sw.ok}),
});

test('a key whose possession is not proven is refused', async (t) => {
  const {publicKey} = await seededKeys('unproven').rsaKeyPair(2048);
  const modulus = Uint8Array.from(
    Buffer.from(String(publicKey.export({format: 'jwk'}).n ?? ''), 'base64url'),
  );
  const numbers = berTlv.encode(tlv(0x7f49, [tlv(0x81, modulus), tlv(0x82, fromHex('010001'))]));
  const proof = berTlv.encode(tlv(0x5f37, new Uint8Array(256).fill(1)));
  for (const answer of [Buffer.concat([numbers, proof]), numbers, proof, new Uint8Array(0)]) {
    const issuer = await IssuerSession.authenticate(claiming(Uint8Array.from(answer)), new Uint8Array(16));
    const error = await t.throwsAsync(issuer.generateKey(authentication.key, new Uint8Array(16)), {
      instanceOf: KazasuError,
    });
    t.is(error?.id, 'KZS-ISSUER-PROOF');
  }
  const issuer = await IssuerSession.authenticate(claiming(numbers), new Uint8Array(16));
  const state = await t.throwsAsync(issuer.lifeCycle(), {instanceOf: KazasuError});
  t.is(state?.id, 'KZS-ISSUER-LIFE-CYCLE');
});

test('a card without extended lengths is written by a chain', async (t) => {
  const image = await world.cardFor(adult);
  const {card} = powered(image);
  const channel = channelTo(card, false);
  const issuer = await IssuerSession.authenticate(channel, world.issuerKey(image.id));
  const authority = await world.centre.authorities.issuing('user-authentication', new Date());
  await issuer.writeCertificate({application: 'jpki', file: 0x000b}, authority.certificate);
  const read = responseApdu.decode(await card.transmit(fromHex('00B08B0004')));
  t.deepEqual([...read.data], [...authority.certificate.subarray(0, 4)]);
});
