import {X509Certificate} from 'node:crypto';
import test from 'ava';
import {withoutHolderSecrets} from '../../emulator/images/undelivered.ts';
import {
  Card,
  cardProfileNamed,
  memoryStore,
  readCardImage,
  stateOf,
  withState,
} from '../../emulator/index.ts';
import {application} from '../../emulator/os/application.ts';
import type {FileDefinition} from '../../emulator/os/file.ts';
import {withIssuer} from '../../emulator/os/state.ts';
import {type CardPort, fromHex, realClock, toHex} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {authenticate, ISSUER, send, testIssuerKey, update} from '../support/issuer.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {certificates, testCard, testImage, testKeys, testRsa} from '../support/test-card.ts';

const JPKI = '00A4040C0AD392F000260100000001';
const PIN = '00200098 04 31323334';
const WRONG = '00200098 04 39393939';
const SIGN = '802A00970101 00';
const BLOCK = [WRONG, WRONG, WRONG].map((one, i): Exchange => [one, `63C${2 - i}`]);
const NONCE = '0102030405060708';

/** `[command, expected]`; `issuer` stands for a whole authentication. … is as in the dialogues of the JPKI application. */
type Exchange = readonly [command: string, expected: string];

/** A pair in the seed's stream, and certificates for it and for the card's own key. */
const made = await seededKeys('issuer-test').rsaKeyPair(2048);
const {centre} = createTestWorld({clock: realClock()});
const holder = {
  name: '見本　花子',
  sex: 'female',
  birthDate: '1980-02-17',
  address: '東京都清瀬市見本町一丁目２番３号',
  prefecture: 'Tokyo-to',
  city: 'Kiyose-shi',
  municipalityCode: '13221',
} as const;
const certificateFor = async (publicKey: typeof made.publicKey): Promise<Uint8Array> =>
  (await centre.issue({kind: 'user-authentication', holder, publicKey})).certificate;
const newCertificate = await certificateFor(made.publicKey);
const sameKeyCertificate = await certificateFor(testKeys.userAuthentication);

/** A source whose next RSA key is the one above: a card makes it in no time. */
const random = {...seededKeys('issuer-test-card'), rsaKeyPair: async () => made};

const dialogues: Record<string, readonly Exchange[]> = {
  'without authority the card refuses every function of the issuer': [
    ['80F0A005', '6982'],
    ['80F2A00000', '6982'],
    [JPKI, '9000'],
    ['80540098', '6982'],
    ['80500000', '6982'],
    ['80520000', '6982'],
    [`00470097 08${NONCE}00`, '6982'],
    [update(0x0a, newCertificate), '6982'],
    [update(0x06, Uint8Array.of(1)), '6982'],
    ['8006000000', '6982'],
    ['808A220000', '6982'],
  ],
  'nor does the holder’s PIN or a right answer to another application’s challenge serve for it': [
    [JPKI, '9000'],
    [PIN, '9000'],
    ['80540098', '6982'],
    [`00820001 10${'00'.repeat(16)}`, '6A86'],
  ],
  'the authority needs a challenge of 16 bytes and is asked about for nothing': [
    ['00820001', '63CA'],
    [`0082000110${'00'.repeat(16)}`, '6985'],
    ['0084000008', '…9000'],
    [`0082000110${'00'.repeat(16)}`, '6985'],
    ['0084000010', '…9000'],
    ['0082000108 0000000000000000', '6700'],
    [`0082000010${'00'.repeat(16)}`, '6A86'],
    ['00820001', '63CA'],
    [`0082000110${'00'.repeat(16)}`, '63C9'],
    [`0082000110${'00'.repeat(16)}`, '6985'],
    ['issuer', '9000'],
    ['00820001', '63CA'],
  ],
  'a wrong answer ends the authority that was there': [
    ['issuer', '9000'],
    ['80F2A00000', '049000'],
    ['0084000010', '…9000'],
    [`0082000110${'00'.repeat(16)}`, '63C9'],
    ['80F2A00000', '6982'],
  ],
  'the authority holds in every application; two instructions nobody knows stay refused': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    ['80540098', '9000'],
    [ISSUER, '9000'],
    [JPKI, '9000'],
    ['80540098', '9000'],
    ['8006000000', '6982'],
    ['808A220000', '6982'],
    ['00B0810004', '6982'],
    [SIGN, '6982'],
  ],
  'UNLOCK KEY gives a blocked PIN its tries back and opens nothing by itself': [
    [JPKI, '9000'],
    ...BLOCK,
    [PIN, '6984'],
    ['issuer', '9000'],
    [JPKI, '9000'],
    ['80540098', '9000'],
    ['00200098', '63C3'],
    [SIGN, '6982'],
    [PIN, '9000'],
    [SIGN, '…9000'],
  ],
  'UNLOCK KEY with data sets the value, and it must be verified anew': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    [PIN, '9000'],
    ['80540098 04 35363738', '9000'],
    [SIGN, '6982'],
    [PIN, '63C2'],
    ['00200098 04 35363738', '9000'],
    [SIGN, '…9000'],
    ['80540098 03 353637', '6700'],
    ['8054009B 11 4142433132333435363738393031323334', '6700'],
    ['80540198', '6A86'],
    ['80540018', '6A86'],
    ['8054008A', '6981'],
    ['8054009D', '6A82'],
  ],
  'UPDATE BINARY keeps to the EFs that may be updated and to their size': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    [update(0x06, Uint8Array.of(1)), '6982'],
    [update(0x18, Uint8Array.of(1)), '6981'],
    ['00D6000001 00', '6981'],
    ['00D68A00', '6700'],
    [update(0x0b, new Uint8Array(3809)), '6A84'],
    [update(0x0b, new Uint8Array(3808).fill(0x11)), '9000'],
    [update(0x0b, Uint8Array.of(1, 2, 3)), '9000'],
    ['00B08B0005', '010203FFFF9000'],
    [update(0x0b, Uint8Array.of(4), 2), '9000'],
    [update(0x0b, Uint8Array.of(5), 4), '9000'],
    ['00B08B0006', '010204FF05FF9000'],
    ['00D60EDF01 07', '9000'],
    ['00B00EDF01', '079000'],
    ['00D60EE001 07', '6A84'],
  ],
  'a key pair is made for a key that has a certificate EF, with a nonce and room for the answer': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    [`00470097 000007 01020304050607 0000`, '6700'],
    [`00470097 08${NONCE}`, '6700'],
    [`00470097 08${NONCE}00`, '6700'],
    [`00470097 000008${NONCE}0212`, '6700'],
    [`00470197 000008${NONCE}0000`, '6A86'],
    [`00470098 000008${NONCE}0000`, '6986'],
    [`00470097 000008${NONCE}0213`, '7F4982010981820100…'],
  ],
  'a certificate for a strange key, in pieces or misshapen leaves the pair as it was': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    [update(0x0a, newCertificate), '6A80'],
    [update(0x0a, Uint8Array.of(0x30, 0)), '6A80'],
    [update(0x0a, Uint8Array.of(...sameKeyCertificate, 0)), '6A80'],
    [update(0x0a, sameKeyCertificate.subarray(4), 4), '6985'],
    ['00B08A0005', `${toHex(certificates.userAuthentication.subarray(0, 5))}9000`],
    [update(0x0a, sameKeyCertificate), '9000'],
    ['00B08A0005', `${toHex(sameKeyCertificate.subarray(0, 5))}9000`],
  ],
  'a locked application serves SELECT and the issuer alone, until it is unlocked': [
    ['issuer', '9000'],
    [JPKI, '9000'],
    [PIN, '9000'],
    ['80500000', '9000'],
    [SIGN, '6985'],
    ['00B08A0004', '6985'],
    [JPKI, '6283'],
    ['00A404000AD392F00026010000000100', '6F0C840AD392F0002601000000016283'],
    [PIN, '6985'],
    ['80540098 04 35363738', '9000'],
    ['80500000', '9000'],
    ['80520100', '6A86'],
    ['80520000', '9000'],
    ['80520000', '9000'],
    [JPKI, '9000'],
    ['00200098 04 35363738', '9000'],
    [SIGN, '…9000'],
  ],
  'the life cycle goes the ways it may, and no other': [
    ['issuer', '9000'],
    ['80F2A00000', '049000'],
    ['80F0A004', '6985'],
    ['80F0A003', '6985'],
    ['80F0A007', '6A86'],
    ['80F0A000', '6A86'],
    ['80F08005', '6982'],
    ['80F0A005 01 00', '6700'],
    ['80F0A005', '9000'],
    ['80F2A00000', '059000'],
    ['80F0A001', '6985'],
    [JPKI, '9000'],
    [PIN, '9000'],
    [SIGN, '…9000'],
    [ISSUER, '9000'],
    ['80F0A004', '9000'],
    ['80F0A006', '9000'],
    ['80F0A004', '6985'],
    ['80F2A00000', '069000'],
    [JPKI, '9000'],
    [PIN, '9000'],
    [SIGN, '…9000'],
  ],
};

const matches = (answer: string, expected: string): boolean => {
  if (expected.endsWith('…')) {
    return answer.startsWith(expected.slice(0, -1)) && answer.endsWith('9000');
  }
  return expected.startsWith('…') ? answer.endsWith(expected.slice(1)) : answer === expected;
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => {
    const {card, events} = testCard({random});
    for (const [command, expected] of exchanges) {
      const answer = await (command === 'issuer' ? authenticate(card) : send(card, command));
      const wanted = expected.replaceAll(' ', '');
      t.true(matches(answer, wanted), `${command} answered ${answer}, expected ${wanted}`);
    }
    t.false(JSON.stringify(events).includes(toHex(testIssuerKey)));
    t.false(JSON.stringify(events).includes('35363738'));
    t.deepEqual(
      events.filter((event) => event.type === 'fault'),
      [],
    );
  });
}

test('ten wrong answers block the issuer’s authority for good, also over a power-off', async (t) => {
  const {card} = testCard();
  for (let left = 9; left >= 0; left -= 1) {
    t.is(await authenticate(card, new Uint8Array(16)), `63C${left.toString(16).toUpperCase()}`);
    card.powerOff();
    card.powerOn();
  }
  t.is(await authenticate(card), '6984');
});

for (const [way, end] of [
  ['power-off', (card: CardPort) => [card.powerOff(), card.powerOn()]],
  ['a warm reset', (card: CardPort) => card.reset()],
] as const) {
  test(`${way} ends the issuer’s authority`, async (t) => {
    const {card} = testCard();
    t.is(await authenticate(card), '9000');
    t.is(await send(card, '80F2A00000'), '049000');
    end(card);
    t.is(await send(card, '80F2A00000'), '6982');
  });
}

test('an answer overheard does not open the card a second time', async (t) => {
  const {card, events} = testCard();
  await authenticate(card);
  const overheard = events.flatMap((event) =>
    event.type === 'apdu' && event.command.startsWith('00820001') ? [event.command] : [],
  );
  card.reset();
  await send(card, ISSUER);
  await send(card, '0084000010');
  t.is(await send(card, overheard[0] ?? ''), '63C9');
});

test('a certificate comes by a chain of short commands too, and brings its key with it', async (t) => {
  const {card} = testCard({random});
  await authenticate(card);
  await send(card, JPKI);
  await send(card, `00470097000008${NONCE}0000`);
  for (let at = 0; at < newCertificate.length; at += 250) {
    const part = newCertificate.subarray(at, at + 250);
    const last = at + 250 >= newCertificate.length;
    const head = `${last ? '00' : '10'}D68A00${part.length.toString(16).padStart(2, '0')}`;
    t.is(await send(card, head + toHex(part)), '9000');
  }
  const read = (await card.transmit(fromHex('00B08A00000000'))).subarray(0, newCertificate.length);
  t.true(new X509Certificate(read).publicKey.equals(made.publicKey));
});

test('a card whose holder had no certificate becomes one with, and says so in EF 0008', async (t) => {
  const image = testImage();
  const kept = image.applications['jpki'];
  delete kept?.contents['000A'];
  delete kept?.privateKeys['0017'];
  const {card} = testCard({random}, 'instant', image);
  await authenticate(card);
  await send(card, JPKI);
  t.is(await send(card, '00B08A0004'), '6A82');
  t.true((await send(card, `00470097000008${NONCE}0000`)).endsWith('9000'));
  t.is(await send(card, PIN), '9000');
  t.is(await send(card, SIGN), '6A88');
  t.is(await send(card, update(0x0a, newCertificate)), '9000');
  t.is(await send(card, '00B0880003'), '8F8F009000');
  t.true((await send(card, SIGN)).endsWith('9000'));
});

test('an image carries the issuer’s half, a pending key and a lock, and one without the issuer is refused', async (t) => {
  const {card} = testCard({random});
  await authenticate(card);
  await send(card, JPKI);
  await send(card, `00470097000008${NONCE}0000`);
  await send(card, '80500000');
  const image = withState(testImage(), card.persistent);
  t.deepEqual(stateOf(readCardImage(JSON.stringify(image), 'a.json')), card.persistent);
  t.true(image.applications['jpki']?.locked);
  const {issuer, ...rest} = image;
  t.throws(() => readCardImage(JSON.stringify(rest), 'a.json'), {message: /KZS-CARD-IMAGE: .*at issuer/});
  for (const wrong of [{triesLeft: 16}, {lifeCycle: 'lost'}, {key: 'AAAA'}]) {
    t.throws(() => readCardImage(JSON.stringify({...rest, issuer: {...issuer, ...wrong}}), 'a.json'));
  }
});

test('before delivery the holder’s credentials and keys refuse, what is printed on the card opens, and files are read', async (t) => {
  const {card} = testCard();
  const [domain] = card.applications;
  const jpki = card.applications.find(({name}) => name === 'jpki');
  if (!domain || !jpki) {
    throw new Error('the test card carries the domain and the JPKI application');
  }
  const files = jpki.files.map(
    (file): FileDefinition =>
      file.kind === 'credential' && file.id === 0x18 ? {...file, fixed: true} : file,
  );
  const printed = application({...jpki, files});
  const persistent = withoutHolderSecrets(withIssuer(card.persistent, {lifeCycle: 'prepared'}), [printed]);
  const undelivered = new Card(
    {
      id: 'undelivered',
      profile: cardProfileNamed('my-number-card'),
      applications: [domain, printed],
      persistent,
      timing: card.timing,
    },
    {clock: realClock(), random, store: memoryStore, rsa: testRsa},
  );
  undelivered.powerOn();
  for (const [command, expected] of [
    [JPKI, '9000'],
    ['00200098', '63C3'],
    [PIN, '9000'],
    [SIGN, '6985'],
    ['0020009B', '63C0'],
    ['0020009B 06 414243313233', '6985'],
    ['00B08A0002', '30829000'],
  ] as const) {
    t.is(await send(undelivered, command), expected, command);
  }
});
