import {sign} from 'node:crypto';
import test from 'ava';
import {
  type CardImage,
  cardFromImage,
  memoryStore,
  personaNamed,
  personas,
  readCardImage,
  secretsOf,
} from '../../emulator/index.ts';
import {
  berTlv,
  type Clock,
  digestInfo,
  fromHex,
  type RecordEvent,
  systemRandom,
  toHex,
  virtualClock,
} from '../../protocol/index.ts';
import {
  commonSeed,
  createTestWorld,
  openInProcessBench,
  runScenario,
  type ScenarioOutcome,
  scenariosMatching,
  type TestWorld,
} from '../../scenarios/index.ts';
import {CardSurfaceSession, IssuerSession, TextAssistanceSession} from '../../terminal/index.ts';
import {openssl} from '../centre/bench-identity.ts';
import {channelTo, send} from '../support/issuer.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {testRsa} from '../support/test-card.ts';

const clockAt = (day: string): Clock => virtualClock(new Date(day));
const now = '2026-11-23T00:00:00Z';
const said: string[] = [];
const world = createTestWorld({clock: clockAt(now), remark: ({en}) => said.push(en)});
const images = new Map<string, CardImage>();
for (const [name, persona] of Object.entries(personas)) {
  images.set(name, await world.cardFor(persona));
}

const imageOf = (name: string): CardImage => {
  const image = images.get(name);
  if (!image) {
    throw new Error(`there is no card of ${name}`);
  }
  return image;
};

const powered = (image: CardImage) => {
  const card = cardFromImage(image, 'instant', {
    clock: clockAt(now),
    random: systemRandom(),
    store: memoryStore,
    rsa: testRsa,
  });
  card.powerOn();
  return card;
};

const [login] = scenariosMatching('jpki/login');

const loginWith = async (image: CardImage, of: TestWorld, clock: Clock): Promise<ScenarioOutcome> => {
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const bench = await openInProcessBench({image, timing: 'instant', clock, record});
  try {
    if (!login) {
      throw new Error('there is no log-in');
    }
    const secrets = secretsOf(image);
    return await runScenario(login, {bench, world: of, image, timing: 'instant', secrets, events, record});
  } finally {
    await bench.close();
  }
};

interface Row {
  /** EF 0008: 8F for a certificate, digital signature first. */
  readonly availability: string;
  /** Tries of user authentication, digital signature, text assistance, resident register. */
  readonly tries: string;
  /** What VERIFY answers to the PIN every persona has. */
  readonly verify: string;
  readonly lifeCycle?: string;
  /** The card's last day, as the card says it (GET DATA 00F2). */
  readonly expiry: string;
  readonly login: RegExp;
}

const accepted = /^pass the centre accepts the log-in: chain, validity, signature, revocation passed$/;
const noTries = /^fail the user authentication PIN is blocked or was never set: no tries are left$/;
const usual = {availability: '8F8F00', tries: '3 5 3 3', verify: '9000', login: accepted};

const rows: Readonly<Record<string, Row>> = {
  adult: {...usual, expiry: '20360217'},
  'under-15': {...usual, availability: '008F00', tries: '3 0 3 3', expiry: '20310122'},
  'foreign-resident': {...usual, expiry: '20280115'},
  'no-pins': {
    availability: '008F00',
    tries: '0 0 0 0',
    verify: '6984',
    expiry: '20351103',
    login: noTries,
  },
  'substitute-characters': {...usual, expiry: '20350521'},
  longest: {...usual, expiry: '20350930'},
  'card-expired': {
    ...usual,
    expiry: '20251029',
    login: /^fail .*\(validity\): the certificate expired at 2025-10-29T14:59:59/,
  },
  'certificates-expired': {
    ...usual,
    expiry: '20300612',
    login: /^fail .*\(validity\): the certificate expired at 2025-06-12T14:59:59/,
  },
  revoked: {
    ...usual,
    expiry: '20341008',
    login: /^fail .*\(revocation\): the certificate is revoked since 2026-04-01T.*\(cessationOfOperation\)$/,
  },
  'on-hold': {
    ...usual,
    lifeCycle: 'suspended',
    expiry: '20341225',
    login: /^fail .*\(revocation\): the certificate is on hold since 2026-04-01T.*\(certificateHold\)$/,
  },
  'blocked-pins': {...usual, tries: '0 0 0 0', verify: '6984', expiry: '20360314', login: noTries},
  'not-delivered': {
    ...usual,
    tries: '0 0 0 0',
    verify: '6985',
    lifeCycle: 'prepared',
    expiry: '20350707',
    login: noTries,
  },
};

test('the table below knows every persona', (t) => {
  t.deepEqual(Object.keys(rows), Object.keys(personas));
});

/** Application and EF of each credential. */
const credentials = [
  ['D392F000260100000001', '0018'],
  ['D392F000260100000001', '001B'],
  ['D3921000310001010408', '0011'],
  ['D3921000310001010401', '001C'],
] as const;

for (const [name, row] of Object.entries(rows)) {
  test(`the card of ${name} answers as it should, and its log-in ends so`, async (t) => {
    const image = imageOf(name);
    const card = powered(image);
    const select = (aid: string): Promise<string> => send(card, `00A4040C0A${aid}`);
    const tries: number[] = [];
    for (const [aid, file] of credentials) {
      await select(aid);
      await send(card, `00A4020C02${file}`);
      tries.push(Number(`0x${(await send(card, '00200080')).slice(3)}`));
    }
    t.is(tries.join(' '), row.tries);
    await select('D392F000260100000001');
    t.is(await send(card, '00B0880003'), `${row.availability}9000`);
    t.is((await send(card, '00B08A0000')).endsWith('9000'), row.availability.slice(2, 4) === '8F');
    await send(card, '00A4020C020001');
    t.is(await send(card, '0020009804 31323334'), row.verify);
    t.is(await send(card, '00CA00F200'), `${toHex(Buffer.from(row.expiry))}9000`);
    const issuer = await IssuerSession.authenticate(channelTo(card), world.issuerKey(image.id));
    t.is(await issuer.lifeCycle(), (row.lifeCycle ?? 'operational') as typeof image.issuer.lifeCycle);
    const {verdict, reason} = await loginWith(image, world, clockAt(now));
    t.regex(`${verdict} ${reason.en}`, row.login);
    t.truthy(reason.ja);
  });
}

for (const day of ['2027-04-01T01:00:00Z', '2029-07-20T00:00:00Z', '2031-03-31T14:59:00Z']) {
  test(`expired stays expired and a child a child: ${day}`, async (t) => {
    const clock = clockAt(day);
    const later = createTestWorld({clock});
    for (const [name, expected] of [
      ['card-expired', /expired at/],
      ['certificates-expired', /expired at/],
      ['foreign-resident', accepted],
      ['under-15', accepted],
    ] as const) {
      const image = await later.cardFor(personaNamed(name));
      const {verdict, reason} = await loginWith(image, later, clock);
      t.regex(`${verdict} ${reason.en}`, expected, `${name} on ${day}`);
    }
  });
}

test('a centre in another process knows the revoked card by its file, and no other card by it', async (t) => {
  const clock = clockAt(now);
  const elsewhere = createTestWorld({clock});
  const image = readCardImage(JSON.stringify(imageOf('revoked')), 'a file');
  t.regex((await loginWith(image, elsewhere, clock)).reason.en, /is revoked since/);
  t.is((await loginWith(imageOf('adult'), elsewhere, clock)).verdict, 'pass');
  const {revocation, ...silent} = image;
  t.is(revocation?.serialNumbers.length, 2);
  t.is((await loginWith(silent, createTestWorld({clock}), clock)).verdict, 'pass', 'the chip does not know');
});

test('a card without PINs still works for a terminal that its authority certified', async (t) => {
  const authority = await seededKeys(commonSeed).fork('terminal-authority').rsaKeyPair(2048);
  const terminal = await systemRandom().rsaKeyPair(2048);
  const modulus = Buffer.from(terminal.publicKey.export({format: 'jwk'}).n ?? '', 'base64url');
  const body = Buffer.concat([Buffer.alloc(32, 7), fromHex('9003010001 91820100'), modulus]);
  const signature = toHex(sign('sha256', body, authority.privateKey));
  const card = powered(imageOf('no-pins'));
  await send(card, '00A4040C0AD392F000260100000001');
  const compute = `802A009733${toHex(digestInfo('sha256', Buffer.from('challenge')))}00`;
  t.is(await send(card, compute), '6982');
  await send(card, '00A4020C020016');
  t.is(await send(card, `80A206C10001337F218202335F4E820129${toHex(body)}`), '9000');
  t.is(await send(card, `80A200C10001055F37820100${signature}`), '9000');
  const challenge = (await card.transmit(fromHex('0084000020'))).subarray(0, 32);
  t.is(await send(card, `00820000000100${toHex(sign('sha256', challenge, terminal.privateKey))}`), '9000');
  t.is((await send(card, compute)).length, 2 * 258);
});

const certificateOf = (name: string, file: '0001' | '000A'): Uint8Array =>
  Uint8Array.from(Buffer.from(imageOf(name).applications['jpki']?.contents[file] ?? '', 'base64'));

const personalNames = (name: string): string[] => {
  const der = certificateOf(name, '0001');
  const args = [
    'x509',
    '-inform',
    'DER',
    '-in',
    '{c}',
    '-noout',
    '-ext',
    'subjectAltName',
    '-nameopt',
    'utf8',
  ];
  const line = openssl(args, {c: der});
  return [...line.matchAll(/5\.5\.\d::([^,\n]*)/g)].map(([, value = '']) => value);
};

test('openssl finds 代替文字 with their flags in the certificate, and the card has the real characters', async (t) => {
  t.deepEqual(personalNames('substitute-characters'), [
    '見本崎　吉子',
    '319670521',
    '2',
    '東京都清瀬市見本町字高井土手４番地',
    '001010',
    '00000000001010000',
  ]);
  const session = await TextAssistanceSession.open(channelTo(powered(imageOf('substitute-characters'))));
  await session.verify('pin', '1234');
  const {name, address} = await session.readAttributes();
  t.deepEqual([name, address], ['見本﨑　𠮷子', '東京都清瀬市見本町字髙井𡈽手４番地']);
  t.deepEqual(said, ["the font of the card's pictures lacks 𠮷: boxes stand in their place"]);
});

test('openssl finds the longest name and address whole, and a terminal reads them and the face in pieces', async (t) => {
  const [name = '', , , address = '', nameFlags = '', addressFlags = ''] = personalNames('longest');
  t.deepEqual(
    [name, address, nameFlags, addressFlags].map((text) => text.length),
    [100, 200, 100, 200],
  );
  const card = powered(imageOf('longest'));
  const text = await TextAssistanceSession.open(channelTo(card, false));
  await text.verify('pin', '1234');
  const read = await text.readAttributes();
  t.deepEqual([read.name, read.address], [name, address]);
  const face = await CardSurfaceSession.open(channelTo(card, false));
  const number = imageOf('longest').applications['card-surface']?.credentials['0013']?.value ?? '';
  await face.verify('verification-number-a', number);
  const bytes = await face.readFile('face');
  t.is(berTlv.decode(bytes).tag, 0xff20);
  t.true(bytes.length > 8_000 && bytes.length < 0x8000, `${bytes.length}`);
});

test('openssl reads the days: none outlives the stay period, a child’s card, or the fifth birthday', (t) => {
  for (const [name, file, from, to] of [
    ['adult', '0001', 'Apr  1 01:00:00 2026 GMT', 'Feb 17 14:59:59 2031 GMT'],
    ['foreign-resident', '0001', 'Apr  1 01:00:00 2026 GMT', 'Jan 15 14:59:59 2028 GMT'],
    ['foreign-resident', '000A', 'Apr  1 01:00:00 2026 GMT', 'Jan 15 14:59:59 2028 GMT'],
    ['under-15', '000A', 'Apr  1 01:00:00 2026 GMT', 'Jan 22 14:59:59 2031 GMT'],
    ['certificates-expired', '000A', 'Apr  1 01:00:00 2021 GMT', 'Jun 12 14:59:59 2025 GMT'],
  ] as const) {
    const dates = openssl(['x509', '-inform', 'DER', '-in', '{c}', '-noout', '-dates'], {
      c: certificateOf(name, file),
    });
    t.is(dates, `notBefore=${from}\nnotAfter=${to}\n`, `${name} ${file}`);
  }
});

test('another number is another person with other keys, and a changed PIN is the one that is typed', async (t) => {
  const one = await world.cardFor(personaNamed('adult'), 1);
  t.not(one.id, imageOf('adult').id);
  t.notDeepEqual(one.applications['jpki']?.privateKeys, imageOf('adult').applications['jpki']?.privateKeys);
  const session = await TextAssistanceSession.open(channelTo(powered(one)));
  await session.verify('pin', '1234');
  const {name, address} = await session.readAttributes();
  t.regex(name, /^見本.　..$/);
  t.is(address, '東京都清瀬市見本町一丁目２番３号　見本荘１号室');
  const changed = structuredClone(one);
  const pin = changed.applications['jpki']?.credentials['0018'];
  if (pin) {
    pin.value = '8642';
  }
  t.is((await loginWith(changed, world, clockAt(now))).verdict, 'pass');
});
