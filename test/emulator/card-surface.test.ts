import {createHash, createPublicKey, type KeyObject, publicDecrypt, verify} from 'node:crypto';
import test from 'ava';
import {JpxImage} from 'jpeg2000';
import {PNG} from 'pngjs';
import {type Card, cardFromImage, memoryStore, personalise} from '../../emulator/index.ts';
import {
  berTlv,
  digestInfo,
  findTlv,
  fromHex,
  realClock,
  systemRandom,
  type Tlv,
  toHex,
} from '../../protocol/index.ts';
import {apduChannel, CardSurfaceSession, PinBlocked, WrongPin} from '../../terminal/index.ts';
import {testPersonalisation, testRsa} from '../support/test-card.ts';

const random = systemRandom();
const keys = {
  card: await random.rsaKeyPair(2048),
  root: await random.rsaKeyPair(2048),
  municipality: await random.rsaKeyPair(2048),
};
const keyIds = {root: new Uint8Array(16).fill(0x23), municipality: new Uint8Array(16).fill(0x13)};

const image = await personalise({
  ...testPersonalisation,
  identity: {
    ...testPersonalisation.identity,
    myNumber: '000000012345',
    securityCode: '2285',
    expiresOn: '2035-02-17',
  },
  cardKeys: {...testPersonalisation.cardKeys, cardSurface: keys.card},
  cvHierarchies: {
    ...testPersonalisation.cvHierarchies,
    cardSurface: {
      root: {keyId: keyIds.root, keys: keys.root},
      municipality: {keyId: keyIds.municipality, keys: keys.municipality},
    },
  },
});

const surfaceCard = (): Card => {
  const environment = {clock: realClock(), random, store: memoryStore, rsa: testRsa};
  const card = cardFromImage(structuredClone(image), 'instant', environment);
  card.powerOn();
  return card;
};

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex').toUpperCase();
const numberA = '000000012345';
const numberB = '55021720352285';
const birthDate = '550217';

const SURFACE = '00A4040C0AD3921000310001010402';
const A = `002000930C ${hex(numberA)}`;
const B = `002000920E ${hex(numberB)}`;
const BIRTH_DATE = `0020009106 ${hex(birthDate)}`;
const READ = (id: string): string => `00B0${(0x80 | Number.parseInt(id, 16)).toString(16)}0001`;
const SIGN = `802A000033 ${toHex(digestInfo('sha256', Buffer.from('challenge')))} 00`;

const send = async (card: Card, command: string): Promise<string> =>
  toHex(await card.transmit(fromHex(command.replaceAll(' ', ''))));

/** `[command, expected]`; an expectation that begins with … compares the end. */
const dialogues: Record<string, readonly (readonly [command: string, expected: string])[]> = {
  'each credential has ten tries and its own length': [
    [SURFACE, '9000'],
    ['00200091', '63CA'],
    ['00200092', '63CA'],
    ['00200093', '63CA'],
    [`002000910C ${hex(numberA)}`, '6700'],
    [`0020009306 ${hex(birthDate)}`, '6700'],
    [`0020009106 ${hex('800217')}`, '63C9'],
    [BIRTH_DATE, '9000'],
    ['00200091', '63CA'],
  ],
  'no credential can be changed, even when it is verified': [
    [SURFACE, '9000'],
    [A, '9000'],
    [`002401930C ${hex('000000099999')}`, '6982'],
    [BIRTH_DATE, '9000'],
    [`0024019106 ${hex('010101')}`, '6982'],
    [A, '9000'],
  ],
  'a wrong number ends what it had opened and leaves the other credential': [
    [SURFACE, '9000'],
    [A, '9000'],
    [B, '9000'],
    [`002000930C ${hex('999999999999')}`, '63C9'],
    [READ('0005'), '6982'],
    [READ('0002'), '…9000'],
  ],
  'the internal files exist and are not read': [
    [SURFACE, '9000'],
    [A, '9000'],
    ...['0011', '0012', '0013', '0014', '0015', '001A', '001C', '001E'].flatMap(
      (id) =>
        [
          [`00A4020C02${id}`, '9000'],
          ['00B0000001', '6981'],
        ] as const,
    ),
    ['00A4020C020007', '6A82'],
    ['00A4020C020010', '6A82'],
  ],
  'the card signs for anyone, with P2 00 alone naming its key': [
    [SURFACE, '9000'],
    [SIGN, '…9000'],
    ['802A000000', '6700'],
    ['802A0600 01 00 00', '6A86'],
    ['0088009904 00000000 00', '6985'],
  ],
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => {
    const card = surfaceCard();
    for (const [command, expected] of exchanges) {
      const answer = await send(card, command);
      const matches = expected.startsWith('…') ? answer.endsWith(expected.slice(1)) : answer === expected;
      t.true(matches, `${command} answered ${answer}, expected ${expected}`);
    }
  });
}

/** Which files each credential opens; 0003 and 0004 are open to everybody. */
const opened: Record<string, {verify: readonly string[]; opens: readonly string[]}> = {
  nothing: {verify: [], opens: ['0003', '0004']},
  'the birth date': {verify: [BIRTH_DATE], opens: ['0001', '0003', '0004']},
  'number B': {verify: [B], opens: ['0002', '0003', '0004', '0006']},
  'number A': {verify: [A], opens: ['0002', '0003', '0004', '0005', '0006']},
};

for (const [credential, {verify: commands, opens}] of Object.entries(opened)) {
  test(`with ${credential} verified, the files ${opens.join(', ')} are open and no others`, async (t) => {
    const card = surfaceCard();
    for (const command of [SURFACE, ...commands]) {
      t.is(await send(card, command), '9000');
    }
    const open: string[] = [];
    for (const id of ['0001', '0002', '0003', '0004', '0005', '0006']) {
      const answer = await send(card, READ(id));
      t.true(answer.endsWith('9000') || answer === '6982', answer);
      if (answer.endsWith('9000')) {
        open.push(id);
      }
    }
    t.deepEqual(open, opens);
  });
}

const session = async (
  ...credentials: readonly ('verification-number-a' | 'verification-number-b' | 'birth-date')[]
) => {
  const card = surfaceCard();
  const opening = await CardSurfaceSession.open(
    apduChannel({transmit: async (command) => card.transmit(command)}, {clock: realClock()}),
  );
  const digits = {
    'verification-number-a': numberA,
    'verification-number-b': numberB,
    'birth-date': birthDate,
  };
  for (const credential of credentials) {
    await opening.verify(credential, digits[credential]);
  }
  return {card, surface: opening};
};

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('latin1');

test('the card face holds what the card shows, each part where the offset table says', async (t) => {
  const {surface} = await session('verification-number-b');
  const face = await surface.readFace([
    'birthDate',
    'sex',
    'name',
    'address',
    'photo',
    'expiresOn',
    'securityCode',
  ]);
  t.is(text(face.birthDate), '19800217');
  t.is(text(face.sex), '2');
  t.is(text(face.expiresOn), '20350217');
  t.like(PNG.sync.read(Buffer.from(face.name)), {width: 480, depth: 1});
  t.like(PNG.sync.read(Buffer.from(face.address)), {width: 480, depth: 1});
  t.like(PNG.sync.read(Buffer.from(face.securityCode)), {width: 24, height: 12, depth: 1});
  const photo = new JpxImage();
  photo.parse(Buffer.from(face.photo));
  t.like(photo, {width: 240, height: 320, componentsCount: 1});
});

test('the file of the card face has 8 to 12 kB, and pieces of any size make the same bytes as one long read', async (t) => {
  const {card, surface} = await session('verification-number-a');
  const whole = await surface.readFile('face');
  t.true(whole.length >= 8000 && whole.length <= 12_000, `${whole.length} bytes`);
  t.deepEqual((await card.transmit(fromHex('00B08200 000000'))).subarray(0, -2), whole);
  t.deepEqual(await surface.readFile('face', {chunk: 100}), whole);
  t.deepEqual(await surface.readFile('face', {chunk: 65_536}), whole);
});

const objectsOf = (file: Uint8Array, tag: number): readonly Tlv[] => {
  const {tag: found, children = []} = berTlv.decode(file);
  return found === tag ? children : [];
};
const bytesOf = (objects: readonly Tlv[], ...tags: readonly number[]): Buffer =>
  Buffer.concat(tags.map((tag) => berTlv.encode(findTlv(objects, tag) ?? {tag, value: new Uint8Array(0)})));
const valueUnder = (objects: readonly Tlv[], tag: number): Buffer =>
  Buffer.from(findTlv(objects, tag)?.value ?? []);
const sha256 = (data: Uint8Array): Buffer => createHash('sha256').update(data).digest();

/** `90 03 exponent 91 82 01 00 modulus`, as the card writes a key. */
const keyFrom = (written: Uint8Array): KeyObject => {
  const objects = berTlv.decodeAll(written);
  const part = (tag: number): string => valueUnder(objects, tag).toString('base64url');
  return createPublicKey({format: 'jwk', key: {kty: 'RSA', e: part(0x90), n: part(0x91)}});
};

/** The municipality's key, out of a certificate that the root signed. */
const municipalityKey = async (surface: CardSurfaceSession): Promise<KeyObject> => {
  const certificate = objectsOf(await surface.readFile('certificate'), 0x7f21);
  const body = valueUnder(certificate, 0x5f4e);
  if (!verify('sha256', body, keys.root.publicKey, valueUnder(certificate, 0x5f37))) {
    throw new Error('the root did not sign the certificate');
  }
  if (!body.subarray(0, 32).equals(Buffer.concat([keyIds.root, keyIds.municipality]))) {
    throw new Error('the certificate names other keys');
  }
  return keyFrom(body.subarray(32));
};

test('the signature of the card face carries three hashes and verifies up to the root', async (t) => {
  const {surface} = await session('verification-number-b');
  const face = objectsOf(await surface.readFile('face'), 0xff20);
  const signed = publicDecrypt(await municipalityKey(surface), valueUnder(face, 0xdf28));
  const hashes = [[0xdf22, 0xdf23, 0xdf24], [0xdf25, 0xdf26], [0xdf27]].map((tags) =>
    sha256(bytesOf(face, ...tags)),
  );
  t.is(toHex(signed), `3071300D06096086480165030402010500${'0460'}${toHex(Buffer.concat(hashes))}`);
});

for (const [file, template, credential, tags] of [
  ['age', 0xff10, 'birth-date', [0xdf11, 0xdf12, 0xdf13]],
  ['my-number', 0xff40, 'verification-number-a', [0xdf41, 0xdf42, 0xdf43]],
] as const) {
  test(`the ${file} record carries the card's key under the municipality's signature`, async (t) => {
    const {surface} = await session(credential);
    const record = objectsOf(await surface.readFile(file), template);
    const [datum, key, signature] = tags;
    t.true(
      verify(
        'sha256',
        bytesOf(record, datum, key),
        await municipalityKey(surface),
        valueUnder(record, signature),
      ),
    );
    const challenge = random.bytes(32);
    const answer = await surface.internalAuthenticate(challenge);
    t.true(verify('sha256', challenge, keyFrom(valueUnder(record, key)), answer));
    t.deepEqual(
      record.map(({tag}) => tag),
      [...tags],
    );
  });
}

test('the age record is as long as a real one, the number is a picture of 72 by 12', async (t) => {
  const {surface} = await session('birth-date', 'verification-number-a');
  const age = await surface.readFile('age');
  t.is(toHex(age.subarray(0, 16)), `FF1082021EDF1108${hex('19800217')}`);
  const number = valueUnder(objectsOf(await surface.readFile('my-number'), 0xff40), 0xdf41);
  t.like(PNG.sync.read(number), {width: 72, height: 12, depth: 1});
});

test('the basic information names specification, root and municipality to everybody', async (t) => {
  const {surface} = await session();
  const basic = objectsOf(await surface.readFile('basic'), 0xff30);
  t.is(toHex(valueUnder(basic, 0xdf31)), '06030E01');
  t.is(toHex(valueUnder(basic, 0xdf32)), toHex(keyIds.root));
  t.is(text(valueUnder(basic, 0xdf34)), '13221');
  t.is(valueUnder(basic, 0xdf35).length, 272);
});

test('a wrong number is told with the tries left, ten of them block it', async (t) => {
  const {surface} = await session();
  const first = await t.throwsAsync(surface.verify('birth-date', '010101'), {instanceOf: WrongPin});
  t.is(first.triesLeft, 9);
  for (let left = 8; left >= 0; left -= 1) {
    await t.throwsAsync(surface.verify('birth-date', '010101'), {instanceOf: WrongPin});
    t.is(await surface.triesLeft('birth-date'), left);
  }
  await t.throwsAsync(surface.verify('birth-date', birthDate), {instanceOf: PinBlocked});
  t.is(await surface.triesLeft('verification-number-a'), 10);
});

test('an offset table that leads astray is refused by name', async (t) => {
  const card = surfaceCard();
  const {surface} = await session('verification-number-b');
  const face = await surface.readFile('face');
  face.set([0, 200], 8);
  const liar = {
    async transmit(command: Uint8Array): Promise<Uint8Array> {
      const [, ins, p1 = 0, p2 = 0, le = 0] = command;
      const at = p1 * 256 + p2;
      return ins === 0xb0
        ? Uint8Array.of(...face.subarray(at, at + (le || 256)), 0x90, 0)
        : card.transmit(command);
    },
  };
  const misled = await CardSurfaceSession.open(apduChannel(liar, {clock: realClock()}));
  await t.throwsAsync(misled.readFace(['birthDate']), {message: /^KZS-SURFACE-FACE/});
});
