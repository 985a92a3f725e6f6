import {createHash, createPublicKey, type KeyObject, verify} from 'node:crypto';
import test from 'ava';
import {attributesFile} from '../../emulator/applications/text-assistance/contents.ts';
import {encrypted} from '../../emulator/applications/text-assistance/session-cipher.ts';
import {eraDate} from '../../emulator/personas/japanese-era.ts';
import {
  berTlv,
  type CardPort,
  commandApdu,
  digestInfo,
  findTlv,
  fromHex,
  type Tlv,
  toHex,
} from '../../protocol/index.ts';
import {keyDelivery} from '../../terminal/apdu/text-secure-messaging.ts';
import {refusal} from '../support/refusal.ts';
import {textCard, textHolder, textIdentity, textKeyIds, textKeys, textSecrets} from '../support/text-card.ts';

const send = async (card: CardPort, hex: string): Promise<string> => toHex(await card.transmit(fromHex(hex)));

const TEXT = '00A4040C0AD3921000310001010408';
const JPKI = '00A4040C0AD392F000260100000001';
const EF = (id: string): string => `00A4020C02${id}`;
const VERIFY = (sfi: string, secret: string): string =>
  `002000${sfi}${secret.length.toString(16).padStart(2, '0')}${toHex(Buffer.from(secret))}`;

const credentials = {
  PIN: VERIFY('91', textSecrets.pin),
  A: VERIFY('94', textSecrets.A),
  B: VERIFY('95', textSecrets.B),
};

/** A file as the card gives it to one who holds the PIN. */
const read = async (id: number): Promise<Uint8Array> => {
  const {card} = textCard();
  await send(card, TEXT);
  await send(card, credentials.PIN);
  const answer = await card.transmit(fromHex(`00B0${toHex(Uint8Array.of(0x80 | id))}00000000`));
  if (!toHex(answer).endsWith('9000')) {
    throw new Error(`EF ${id} answered ${toHex(answer)}`);
  }
  return answer.subarray(0, -2);
};

const sha256 = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex').toUpperCase();

const value = (objects: readonly Tlv[] | undefined, tag: number): Uint8Array =>
  findTlv(objects, tag)?.value ?? new Uint8Array(0);

/** `90 03 exponent, 91 82 01 00 modulus`. */
const keyIn = (bytes: Uint8Array): KeyObject => {
  const objects = berTlv.decodeAll(bytes);
  const part = (tag: number): string => Buffer.from(value(objects, tag)).toString('base64url');
  return createPublicKey({format: 'jwk', key: {kty: 'RSA', e: part(0x90), n: part(0x91)}});
};

test('EF 0001 holds the number in 17 bytes, the last two of them filler', async (t) => {
  t.is(toHex(await read(1)), `FF100C${toHex(Buffer.from(textIdentity.myNumber))}FFFF`);
});

test('EF 0002 reproduces the offset table seen on a card, for a name of 15 bytes and an address of 54', async (t) => {
  t.deepEqual(
    [textHolder.name, textHolder.address].map((text) => Buffer.byteLength(text)),
    [15, 54],
  );
  const file = await read(2);
  t.true(toHex(file).startsWith('FF2065DF2108000E002000590064DF220F'), toHex(file));
  t.true(toHex(file).endsWith('DF24083139383930313037DF250131'));
  t.is(file.length, 3 + 0x65);
});

for (const [title, address] of Object.entries({
  'a short address': '東京都',
  'an address whose length takes two bytes': '東'.repeat(60),
  'an address whose length takes three bytes': '東'.repeat(200),
})) {
  test(`the offsets of EF 0002 point at the tags with ${title}`, (t) => {
    const file = Buffer.from(attributesFile({...textHolder, address, sex: 'other'}));
    const table = value(berTlv.decode(file).children, 0xdf21);
    const tagsAt = [0, 2, 4, 6].map((i) => file.readUInt16BE(Buffer.from(table).readUInt16BE(i)));
    t.deepEqual(tagsAt, [0xdf22, 0xdf23, 0xdf24, 0xdf25]);
    t.is(file.at(-1), 0x39);
  });
}

test('EF 0003 vouches for the number as stored and for the attributes without their table', async (t) => {
  const file = await read(3);
  t.is(file.length, 336);
  const {children, value: whole} = berTlv.decode(file);
  const attributes = (await read(2)).subarray(3 + 11);
  t.is(toHex(value(children, 0xdf31)), sha256(await read(1)));
  t.is(toHex(value(children, 0xdf32)), sha256(attributes));
  t.true(verify('sha256', whole.subarray(0, 70), textKeys.municipality.publicKey, value(children, 0xdf33)));
});

test('EF 0004 certifies the municipality by the root, and its key verifies EF 0007', async (t) => {
  const certificate = await read(4);
  t.is(certificate.length, 568);
  const {children} = berTlv.decode(certificate);
  const body = value(children, 0x5f4e);
  t.is(toHex(body.subarray(0, 32)), toHex(textKeyIds.root) + toHex(textKeyIds.municipality));
  t.true(verify('sha256', body, textKeys.root.publicKey, value(children, 0x5f37)));
  const signed = await read(7);
  t.is(toHex(signed.subarray(0, 10)), 'FF50820213DF51820109');
  const {children: objects, value: whole} = berTlv.decode(signed);
  t.true(verify('sha256', whole.subarray(0, 270), keyIn(body.subarray(32)), value(objects, 0xdf52)));
});

test('the internal key signs for anybody with P2 00, and EF 0007 holds its public half', async (t) => {
  const {card} = textCard();
  await send(card, TEXT);
  const challenge = Buffer.from('challenge');
  const answer = await card.transmit(fromHex(`802A000033${toHex(digestInfo('sha256', challenge))}00`));
  const key = keyIn(value(berTlv.decode(await read(7)).children, 0xdf51));
  t.is(answer.length, 258);
  t.true(verify('sha256', challenge, key, answer.subarray(0, 256)));
});

test('EF 0005, 0006 and 0008 have the shape seen on a card', async (t) => {
  const basic = toHex(await read(5));
  t.regex(basic, /^FF40819EDF410401030E01DF42103930303030333408053030310{8}DF438180[0-9A-F]{64}(FF){96}$/);
  const key = await read(6);
  t.is(toHex(key.subarray(0, 13)), 'A182010990030100019182010 0'.replace(' ', ''));
  t.true(keyIn(key.subarray(4)).equals(textKeys.textSecureMessaging.publicKey));
  t.is(toHex(await read(8)), 'FF'.repeat(16));
});

const opens: Record<string, {by: string | undefined; files: readonly number[]}> = {
  'nothing opens the certificate and the basic information': {by: undefined, files: [4, 5]},
  'the PIN opens every file of known use': {by: credentials.PIN, files: [1, 2, 3, 4, 5, 6, 7, 8]},
  '照合番号A opens the number and not the attributes': {by: credentials.A, files: [1, 3, 4, 5, 6, 7, 8]},
  '照合番号B opens the attributes and not the number': {by: credentials.B, files: [2, 3, 4, 5, 6, 7, 8]},
};

for (const [title, {by, files}] of Object.entries(opens)) {
  test(title, async (t) => {
    const {card} = textCard();
    await send(card, TEXT);
    if (by) {
      t.is(await send(card, by), '9000');
    }
    for (const id of [1, 2, 3, 4, 5, 6, 7, 8, 0x10]) {
      const answer = await send(card, `00B0${toHex(Uint8Array.of(0x80 | id))}0000`);
      t.is(answer.slice(-4), files.includes(id) ? '9000' : '6982', `EF ${id}`);
    }
  });
}

const dialogues: Record<string, readonly (readonly [command: string, expected: string])[]> = {
  'the PIN has three tries, the numbers ten, and a wrong one costs one': [
    ['00200091', '63C3'],
    ['00200094', '63CA'],
    ['00200095', '63CA'],
    [VERIFY('94', '000000012359'), '63C9'],
    [VERIFY('95', '63010720352285'), '63C9'],
    [VERIFY('91', '0000'), '63C2'],
    [VERIFY('91', '0000'), '63C1'],
    [VERIFY('91', '0000'), '63C0'],
    [credentials.PIN, '6984'],
    [credentials.A, '9000'],
    ['00200094', '63CA'],
  ],
  'the reference 0012 is blocked from the start and stays so': [
    [EF('0012'), '9000'],
    ['00200080', '63C0'],
    [VERIFY('80', '1234'), '6984'],
    [VERIFY('92', '12345678901234567'), '6984'],
    ['00240180 04 31323334', '6984'],
    ['00200080', '63C0'],
  ],
  'the PIN can be changed once it is verified': [
    [EF('0011'), '9000'],
    ['00240180 04 35363738', '6982'],
    [credentials.PIN, '9000'],
    ['00240180 04 35363738', '9000'],
    [credentials.PIN, '63C2'],
    [VERIFY('91', '5678'), '9000'],
  ],
  'the numbers cannot be changed, verified or not': [
    [credentials.A, '9000'],
    ['00240194 0C 313131313131313131313131', '6982'],
    [credentials.B, '9000'],
    ['00240195 0E 3131313131313131313131313131', '6982'],
    [credentials.A, '9000'],
  ],
  'keys, credentials and internal EFs cannot be read': ['11', '12', '13', '14', '15', '1C', '1E'].flatMap(
    (id): (readonly [string, string])[] => [
      [EF(`00${id}`), '9000'],
      ['00B0000001', '6981'],
    ],
  ),
  'SET SESSION KEY asks for the PIN first, and a 照合番号 is none': [
    [`80AE000000 0100${'00'.repeat(256)}`, '6982'],
    [credentials.A, '9000'],
    [credentials.B, '9000'],
    [`80AE000000 0100${'00'.repeat(256)}`, '6982'],
    [credentials.PIN, '9000'],
    [`80AE010000 0100${'00'.repeat(256)}`, '6A86'],
    [`80AE000000 00FF${'00'.repeat(255)}`, '6700'],
    [`80AE000000 0100${'00'.repeat(256)}`, '6A80'],
    [`80AE000000 0100${'FF'.repeat(256)}`, '6F00'],
    ['08B0810005 9603000011', '69FC'],
  ],
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => {
    const {card, events} = textCard();
    await send(card, TEXT);
    for (const [command, expected] of exchanges) {
      t.is(await send(card, command), expected, command);
    }
    t.deepEqual(
      events.filter(({type}) => type === 'fault'),
      [],
    );
  });
}

const seed = new Uint8Array(32).fill(0x5e);
const key = seed.subarray(0, 16);

/** A card with a session under the seed, and the exact bytes of commands in it. */
const inSession = async (): Promise<CardPort> => {
  const {card} = textCard();
  await send(card, TEXT);
  await send(card, credentials.PIN);
  const delivery = commandApdu.encode(keyDelivery(await read(6), seed));
  const answer = toHex(await card.transmit(delivery));
  if (answer !== '9000') {
    throw new Error(`SET SESSION KEY answered ${answer}`);
  }
  return card;
};

const cryptogram = (n: number, hex: string): string => toHex(encrypted(key, n, fromHex(hex)));
const SELECT = (n: number, id: string): string => `08A4020C13861101${cryptogram(n, id)}`;
const READ = '08B0000000 0005 9603000011 0000';

const sessions: Record<string, readonly (readonly [command: string, expected: string])[]> = {
  'counts every command, those that are refused too, and no plain one': [
    [SELECT(1, '0001'), '9000'],
    [SELECT(2, '0FFF'), '6A82'],
    [EF('0002'), '9000'],
    [SELECT(3, '0001'), '9000'],
    [`08200092 13 861101${cryptogram(4, '31323334')}`, '6984'],
    [READ, '6981'],
    [SELECT(6, '0001'), '9000'],
  ],
  'takes a length in a longer form': [[`08A4020C14 86811101${cryptogram(1, '0001')}`, '9000']],
  'ends at a counter that is not the next': [
    [SELECT(2, '0001'), '6988'],
    [SELECT(2, '0001'), '69FC'],
    [READ, '69FC'],
    [EF('0001'), '9000'],
  ],
  "ends at the other command's data object": [
    [`08B08100 13 861101${cryptogram(1, '0001')} 00`, '6988'],
    [READ, '69FC'],
  ],
  'ends at an expected length where data belongs': [['0820009105 9603000004', '6988']],
  'ends at a second data object': [[`08A4020C18 861101${cryptogram(1, '0001')} 9603000000`, '6988']],
  'ends at a wrong padding indicator': [[`08A4020C13 861102${cryptogram(1, '0001')}`, '6988']],
  'ends at a piece of a block': [[`08A4020C12 861001${cryptogram(1, '0001').slice(0, 30)}`, '6988']],
  'ends at a data field that is none': [['08200091', '6988']],
  'ends at an indefinite length': [[`08A4020C13 868001${cryptogram(1, '0001')}`, '6988']],
  'ends at an authenticated header': [
    ['0CB0000000 0005 9603000011 0000', '6987'],
    [READ, '69FC'],
  ],
  'refuses an Le without room for the answer, and lives on': [
    [SELECT(1, '0001'), '9000'],
    ['08B0000005 9603000011', '6700'],
    [READ, '…9000'],
    [SELECT(4, '0002'), '9000'],
  ],
  'serves three instructions and does not count the others': [
    ['0884000005 9603000008', '6882'],
    ['082401910C 000000000000000000000000', '6882'],
    ['88AE0000', '6882'],
    ['09B0000005 9603000011', '6881'],
    [SELECT(1, '0001'), '9000'],
  ],
  'ends where an application is selected, the same one too': [
    [TEXT, '9000'],
    [SELECT(1, '0001'), '69FC'],
  ],
  'has no meaning in another application': [
    [JPKI, '9000'],
    ['08B0000005 9603000011', '69FC'],
    ['08A4020C02 0001', '6882'],
  ],
  'survives a SET SESSION KEY that fails': [
    [`80AE000000 0100${'00'.repeat(256)}`, '6A80'],
    [SELECT(1, '0001'), '9000'],
  ],
};

for (const [title, exchanges] of Object.entries(sessions)) {
  test(`a session of secure messaging ${title}`, async (t) => {
    const card = await inSession();
    for (const [command, expected] of exchanges) {
      const answer = await send(card, command);
      const wanted = expected.replace('…', '');
      t.true(expected === wanted ? answer === wanted : answer.endsWith(wanted), `${command}: ${answer}`);
    }
  });
}

test('the answer under secure messaging is one data object 86 under the same counter', async (t) => {
  const card = await inSession();
  await send(card, SELECT(1, '0001'));
  const plain = toHex(await read(1));
  t.is(await send(card, READ), `862101${cryptogram(2, plain)}9000`);
});

const losses: Record<string, readonly [loss: (card: CardPort) => unknown, afterwards: string]> = {
  // The application stays selected and the PIN verified: only the session is gone.
  'a warm reset': [(card) => card.reset(), '69FC'],
  'a power cut': [
    (card) => {
      card.powerOff();
      card.powerOn();
    },
    '6882',
  ],
};

for (const [title, [loss, afterwards]] of Object.entries(losses)) {
  test(`${title} ends a session, and one in the middle of SET SESSION KEY leaves none`, async (t) => {
    const card = await inSession();
    loss(card);
    t.is(await send(card, SELECT(1, '0001')), afterwards);
    t.is(await send(card, TEXT), '9000');
    await send(card, credentials.PIN);
    const pending = card.transmit(commandApdu.encode(keyDelivery(await read(6), seed)));
    loss(card);
    t.is(toHex(await pending), '6F00');
    t.is(await send(card, SELECT(1, '0001')), afterwards);
  });
}

const eras: Record<string, string> = {
  '1912-07-29': '450729',
  '1912-07-30': '010730',
  '1926-12-24': '151224',
  '1926-12-25': '011225',
  '1980-02-17': '550217',
  '1989-01-07': '640107',
  '1989-01-08': '010108',
  '2019-04-30': '310430',
  '2019-05-01': '010501',
  '2026-11-23': '081123',
};

test('the year of a birth date is that of its era, to the day on which eras change', (t) => {
  t.deepEqual(Object.fromEntries(Object.keys(eras).map((date) => [date, eraDate(date)])), eras);
  refusal(t, () => eraDate('1868-01-24'), 'KZS-ERA-DATE', '1868-01-24');
  refusal(t, () => eraDate('55-02-17'), 'KZS-ERA-DATE', '55-02-17');
});
