import {execFileSync} from 'node:child_process';
import {createCipheriv, createDecipheriv} from 'node:crypto';
import test, {type ExecutionContext} from 'ava';
import type {PersistentState} from '../../../emulator/os/state.ts';
import {
  AppletChannel,
  appletFiles,
  authenticationKeys,
  sealed,
  sessionKeysOf,
  standardApplets,
  unsealed,
} from '../../../protocol/applets/index.ts';
import {
  type CardPort,
  command,
  commandApdu,
  fromHex,
  KazasuError,
  sw,
  toHex,
} from '../../../protocol/index.ts';
import {appletSecureMessaging} from '../../../terminal/applets/applet-secure-messaging.ts';
import {type ApduChannel, TerminalKeyRefused} from '../../../terminal/index.ts';
import {send} from '../../support/issuer.ts';
import {lacksOpenssl} from '../../support/kazasu.ts';
import {selecting} from '../../support/managed-card.ts';
import {
  cardKey,
  openService,
  pinBytes,
  serviceCard,
  servicePin,
  userId,
  usualPersonalisation,
} from '../../support/service-card.ts';

const types = ['service-a', 'service-d'] as const;
const mutualAuthenticate = 0x82;
const idHex = toHex(userId);
const pinHex = toHex(Buffer.from(servicePin));

/** A channel whose answer to MUTUAL AUTHENTICATE is somebody else's. */
const forged = (
  below: ApduChannel,
  answer: (asked: Uint8Array, genuine: Uint8Array) => Uint8Array,
): ApduChannel => ({
  async send(plain) {
    const response = await below.send(plain);
    return plain.ins === mutualAuthenticate ? {data: answer(plain.data, response.data), sw: sw.ok} : response;
  },
});

for (const type of types) {
  test(`a fake card is not believed by a terminal of ${type}, whatever it answers`, async (t) => {
    const {channel} = await serviceCard(type);
    let earlier = new Uint8Array(64);
    await openService(
      forged(channel, (_, genuine) => {
        earlier = Uint8Array.from(genuine);
        return genuine;
      }),
      type,
    );
    const otherKeys = authenticationKeys(new Uint8Array(16));
    const fakes: Record<string, (asked: Uint8Array, genuine: Uint8Array) => Uint8Array> = {
      nothing: () => new Uint8Array(0),
      zeros: () => new Uint8Array(64),
      'the terminal’s own cryptogram': (asked) => asked,
      'what a genuine card said earlier': () => earlier,
      'a cut answer': (_, genuine) => genuine.subarray(0, 63),
      'another key': () =>
        sealed(otherKeys, {own: new Uint8Array(16), other: new Uint8Array(16), share: new Uint8Array(16)}),
      'a flipped bit': (_, genuine) => genuine.map((byte, n) => (n === 20 ? byte ^ 1 : byte)),
    };
    for (const [title, answer] of Object.entries(fakes)) {
      await t.throwsAsync(
        openService(forged(channel, answer), type, {key: cardKey}),
        {instanceOf: KazasuError, message: /KZS-APPLET-CARD-NOT-GENUINE/},
        title,
      );
    }
  });

  test(`${type} refuses a terminal's cryptogram that was used before, is changed, or has no challenge`, async (t) => {
    const {card} = await serviceCard(type, {...usualPersonalisation, keyTries: 15});
    await send(card, selecting(toHex(standardApplets[type].moduleAid)));
    const keys = authenticationKeys(cardKey);
    const challenge = async (): Promise<Uint8Array> => fromHex((await send(card, '0084000010')).slice(0, 32));
    const cryptogram = (other: Uint8Array): string =>
      toHex(sealed(keys, {own: new Uint8Array(16).fill(7), other, share: new Uint8Array(16)}));
    const ask = (data: string): Promise<string> => send(card, `0082000040${data}40`);
    const right = cryptogram(await challenge());
    t.is((await ask(right)).slice(-4), '9000');
    // In a session of type D it is a plain command first of all.
    t.is(await ask(right), type === 'service-d' ? '6987' : '6985', 'no challenge');
    await challenge();
    t.is(await ask(right), '63CE', 'an old one');
    for (let at = 0; at < 64; at += 9) {
      const fresh = fromHex(cryptogram(await challenge()));
      t.regex(
        await ask(toHex(fresh.map((byte, n) => (n === at ? byte ^ 0x40 : byte)))),
        /^63C/,
        `byte ${at}`,
      );
    }
    await send(card, '0084000008');
    t.is(await ask(right), '6985', 'a challenge that is too short');
    t.is(await send(card, `0082000010${'00'.repeat(16)}00`), '6700');
    t.is(await send(card, `0082000140${right}40`), '6A86');
    t.is(await send(card, '00B0810000'), '6982', 'and nobody is authenticated any more');
  });
}

test('a key’s try is gone from the disk before the comparison, so that a power cut gives none back', async (t) => {
  const written: number[] = [];
  let full = false;
  const store = {
    write(state: PersistentState): void {
      if (full) {
        throw new Error('the disk is full');
      }
      const aid = toHex(standardApplets['service-a'].moduleAid);
      written.push(state.applications.get(aid)?.credentials.get(appletFiles.key)?.triesLeft ?? 0);
    },
  };
  const {channel} = await serviceCard('service-a', usualPersonalisation, store);
  written.length = 0;
  await openService(channel, 'service-a');
  await t.throwsAsync(openService(channel, 'service-a', {key: new Uint8Array(16)}));
  t.deepEqual(written, [2, 3, 2]);
  full = true;
  for (const key of [cardKey, new Uint8Array(16)]) {
    await t.throwsAsync(openService(channel, 'service-a', {key}), {message: /MUTUAL AUTHENTICATE.*6581/});
  }
});

/** A terminal that has authenticated by hand, with the channel of its session. */
const byHand = async (card: CardPort): Promise<AppletChannel> => {
  await send(card, selecting(toHex(standardApplets['service-d'].moduleAid)));
  const challenge = fromHex((await send(card, '0084000010')).slice(0, 32));
  const keys = authenticationKeys(cardKey);
  const terminal = {own: new Uint8Array(16).fill(9), other: challenge, share: new Uint8Array(16).fill(5)};
  const answer = fromHex((await send(card, `0082000040${toHex(sealed(keys, terminal))}40`)).slice(0, -4));
  const proven = unsealed(keys, answer);
  if (!proven) {
    throw new Error('a genuine card was expected');
  }
  return new AppletChannel(sessionKeysOf(terminal, proven));
};

const readId = command({cla: 0, ins: 0xb0, p1: 0x81, p2: 0, ne: 256});
const travelling = (channel: AppletChannel, plain = readId): Uint8Array =>
  commandApdu.encode(channel.protectCommand(plain));
const answered = async (card: CardPort, bytes: Uint8Array): Promise<string> =>
  toHex(await card.transmit(bytes));

test('type D refuses a command with any bit of it flipped, and the session is over', async (t) => {
  const {card} = await serviceCard('service-d');
  const length = travelling(await byHand(card)).length;
  for (let at = 0; at < length; at += 1) {
    const channel = await byHand(card);
    const bytes = Uint8Array.from(travelling(channel), (byte, n) => (n === at ? byte ^ 0x01 : byte));
    const answer = await answered(card, bytes);
    // Le alone is not covered: it is the transport's.
    if (at === length - 1) {
      t.regex(answer, /9000$/);
      continue;
    }
    t.regex(answer, /^(6988|67..|68..|6E00|69FC)$/, `byte ${at}`);
    t.false(answer.includes(idHex));
    if (at >= 5 || at === 2 || at === 3) {
      t.is(answer, '6988', `byte ${at}`);
      t.is(await answered(card, travelling(channel)), '69FC', `byte ${at}`);
    }
  }
});

test('type D refuses a command that comes again, out of order, plain, or in another form', async (t) => {
  const {card} = await serviceCard('service-d');
  const plainRead = '00B0810000';
  const cases: readonly [string, (channel: AppletChannel) => Promise<string>, string][] = [
    ['again', async (one) => again(card, travelling(one)), '6988'],
    ['one was left out', (one) => second(card, one), '6988'],
    ['plain', () => send(card, plainRead), '6987'],
    ['without MAC', () => send(card, '0CB081000397010000'), '6988'],
    ['header not authenticated', async (one) => answered(card, cla(travelling(one), 0x08)), '6882'],
    ['proprietary secure messaging', async (one) => answered(card, cla(travelling(one), 0x04)), '6882'],
    ['an instruction it does not carry', async (one) => answered(card, ins(travelling(one), 0x84)), '6882'],
  ];
  for (const [title, play, expected] of cases) {
    t.is(await play(await byHand(card)), expected, title);
    t.is(await send(card, plainRead), '6982', `${title}: the session is over`);
  }
  const channel = await byHand(card);
  card.reset();
  t.is(await answered(card, travelling(channel)), '69FC', 'a reset ends it');
  t.is(await send(card, plainRead), '6982', 'and no authentication is left of it');
});

const again = async (card: CardPort, bytes: Uint8Array): Promise<string> => {
  await card.transmit(bytes);
  return answered(card, bytes);
};
const second = (card: CardPort, channel: AppletChannel): Promise<string> => {
  channel.protectCommand(readId);
  return answered(card, travelling(channel));
};
const cla = (bytes: Uint8Array, value: number): Uint8Array => Uint8Array.of(value, ...bytes.subarray(1));
const ins = (bytes: Uint8Array, value: number): Uint8Array =>
  Uint8Array.of(bytes[0] ?? 0, value, ...bytes.subarray(2));

test('a terminal of type D believes no response with any bit of it flipped, and asks nothing more', async (t) => {
  const {card} = await serviceCard('service-d');
  const length = (await card.transmit(travelling(await byHand(card)))).length - 2;
  for (let at = 0; at < length; at += 1) {
    await send(card, selecting(toHex(standardApplets['service-d'].moduleAid)));
    const challenge = fromHex((await send(card, '0084000010')).slice(0, 32));
    const keys = authenticationKeys(cardKey);
    const terminal = {own: new Uint8Array(16), other: challenge, share: new Uint8Array(16)};
    const reply = fromHex((await send(card, `0082000040${toHex(sealed(keys, terminal))}40`)).slice(0, -4));
    const proven = unsealed(keys, reply);
    t.truthy(proven);
    const channel = appletSecureMessaging(
      {
        async send(sent) {
          const bytes = await card.transmit(commandApdu.encode(sent));
          const data = bytes.subarray(0, -2).map((byte, n) => (n === at ? byte ^ 0x80 : byte));
          return {data: Uint8Array.from(data), sw: sw.ok};
        },
      },
      sessionKeysOf(terminal, proven ?? terminal),
    );
    await t.throwsAsync(channel.send(readId), {message: /KZS-APPLET-SM-RESPONSE/}, `byte ${at}`);
    await t.throwsAsync(channel.send(readId), {message: /KZS-APPLET-SM-ENDED/});
  }
});

/** A whole use of a card with a PIN, as its record and its wire show it. */
const wholeUse = async (type: (typeof types)[number]): Promise<{wire: string; record: string}> => {
  const pin = pinBytes(servicePin);
  const {channel, wire, events} = await serviceCard(type, {
    ...usualPersonalisation,
    pin,
    pinChangeable: true,
  });
  const session = await openService(channel, type);
  await session.verifyPin(pinBytes(servicePin));
  await session.readId();
  await session.changePin(pinBytes(servicePin));
  return {wire: wire.join('\n'), record: JSON.stringify(events)};
};

test('neither id nor PIN of type D is on the wire, and neither is in a record of A or D', async (t) => {
  const [a, d] = [await wholeUse('service-a'), await wholeUse('service-d')];
  t.true(a.wire.includes(idHex) && a.wire.includes(pinHex), 'type A says both in the clear');
  t.false(d.wire.includes(idHex) || d.wire.includes(pinHex));
  for (const {record} of [a, d]) {
    t.regex(record, /"side":"card"/);
    t.regex(record, /"side":"terminal"/);
    t.false(record.includes(idHex) || record.includes(pinHex) || record.includes(toHex(cardKey)));
  }
});

test('what a common card says is in no record', async (t) => {
  const id = Buffer.from('LIBRARY-00000042');
  const {channel, card, wire, events} = await serviceCard('common-card', {id});
  await channel.send(
    command({cla: 0, ins: 0xa4, p1: 4, p2: 12, data: standardApplets['common-card'].moduleAid}),
  );
  await channel.send(command({cla: 0, ins: 0xb0, p1: 0x81, p2: 0, ne: 256}));
  t.true(wire.join().includes(toHex(id)));
  t.false(JSON.stringify(events).includes(toHex(id)));
  t.truthy(card);
});

const judged = lacksOpenssl === undefined ? test : test.skip;

judged(
  'openssl and bare block ciphers come to the same keys, cryptogram and first protected command',
  (t) => {
    const {own, other, share} = {own: filled(1), other: filled(2), share: filled(3)};
    const [enc, mac] = [kdf(t, cardKey, 'authentication enc'), kdf(t, cardKey, 'authentication mac')];
    const cipher = createCipheriv('aes-128-cbc', enc, new Uint8Array(16)).setAutoPadding(false);
    const cryptogram = cipher.update(Buffer.concat([own, other, share]));
    const whole = Buffer.concat([cryptogram, cmac(t, mac, cryptogram)]);
    t.is(toHex(sealed(authenticationKeys(cardKey), {own, other, share})), toHex(whole));

    const card = {own: other, other: own, share: filled(0xf0)};
    const shared = filled(3 ^ 0xf0);
    const context = Buffer.concat([own, other]);
    const sessionEnc = kdf(t, shared, 'session enc', context);
    const sessionMac = kdf(t, shared, 'session mac', context);
    const sent = new AppletChannel(sessionKeysOf({own, other, share}, card)).protectCommand(
      command({cla: 0, ins: 0x20, p1: 0, p2: 0x91, data: Buffer.from('1234')}),
    );
    t.is(sent.cla, 0x0c);
    const counter = Buffer.alloc(16);
    counter[15] = 1;
    const iv = createCipheriv('aes-128-ecb', sessionEnc, null).setAutoPadding(false).update(counter);
    const decipher = createDecipheriv('aes-128-cbc', sessionEnc, iv).setAutoPadding(false);
    t.is(toHex(sent.data.subarray(0, 3)), '871101');
    t.is(toHex(decipher.update(sent.data.subarray(3, 19))), `31323334${'80'.padEnd(24, '0')}`);
    const input = Buffer.concat([
      filled(0),
      fromHex('0C200091800000000000000000000000'),
      sent.data.subarray(0, 19),
    ]);
    t.is(toHex(sent.data.subarray(19)), `8E08${toHex(cmac(t, sessionMac, input).subarray(0, 8))}`);
  },
);

const filled = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);

const kdf = (t: ExecutionContext, key: Uint8Array, label: string, context = Buffer.alloc(0)): Buffer =>
  cmac(t, key, Buffer.concat([Buffer.of(1), Buffer.from(label), Buffer.of(0), context, Buffer.of(0, 0x80)]));

const cmac = (t: ExecutionContext, key: Uint8Array, message: Uint8Array): Buffer => {
  const args = ['mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${toHex(key)}`, '-in', '-', 'CMAC'];
  const said = execFileSync('openssl', args, {input: message, encoding: 'latin1'});
  t.regex(said.trim(), /^[0-9A-F]{32}$/);
  return Buffer.from(said.trim(), 'hex');
};

test('a wrong key is told from a fake card', async (t) => {
  const {channel} = await serviceCard('service-d');
  await t.throwsAsync(openService(channel, 'service-d', {master: new Uint8Array(16)}), {
    instanceOf: TerminalKeyRefused,
    message: /KZS-APPLET-KEY-REFUSED: .*2 tries are left/,
  });
});
