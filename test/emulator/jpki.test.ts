import {constants, createHash, publicDecrypt, sign, verify} from 'node:crypto';
import test from 'ava';
import {type CardPort, digestInfo, fromHex, toHex} from '../../protocol/index.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {certificates, testCard, testKeys} from '../support/test-card.ts';

const send = async (card: CardPort, hex: string): Promise<string> => toHex(await card.transmit(fromHex(hex)));

/** `[command, expected]`; an expectation ending in … compares the beginning, one beginning with … the end. */
type Exchange = readonly [command: string, expected: string];

const matches = (answer: string, expected: string): boolean => {
  if (expected.endsWith('…')) {
    return answer.startsWith(expected.slice(0, -1));
  }
  return expected.startsWith('…') ? answer.endsWith(expected.slice(1)) : answer === expected;
};

const JPKI = '00A4040C0AD392F000260100000001';
const EF = (id: string): string => `00A4020C02${id}`;
const PIN = '0020008004 31323334';
const WRONG = '0020008004 39393939';
const PASSWORD = '0020008006 414243313233';
const SIGN = `802A008033${toHex(digestInfo('sha256', Buffer.from('message')))}00`;

const dialogues: Record<string, readonly Exchange[]> = {
  'the issuer security domain is selected at power-on and holds no EF': [
    ['00A40000', '6A86'],
    [EF('000A'), '6A82'],
    ['00B0000004', '6986'],
  ],
  'an empty AID selects the issuer security domain, a foreign one is not found': [
    [JPKI, '9000'],
    ['00A404000B', '6F49 84 07 A0000001510000 9000'],
    ['00A404000CF276A288BCFBA69D34F31001', '6A82'],
    ['00A4040009A00000030800001000', '6A82'],
    ['00A4040009A000000308000010', '6700'],
    ['00A404000AA000000308000010000100', '6A82'],
  ],
  'an AID is found by its beginning, and the next occurrence goes on behind it': [
    ['00A4040C05D392F00026', '9000'],
    ['00A4040E05D392F00026', '6A82'],
    ['00A4040C02D393', '6A82'],
  ],
  'SELECT with FCI names the application only to one who asks for bytes': [
    ['00A404000AD392F00026010000000100', '6F0C840AD392F0002601000000019000'],
    ['00A404000AD392F000260100000001', '9000'],
  ],
  'SELECT refuses parameters it does not know': [
    [JPKI, '9000'],
    ['00A40000', '9000'],
    ['00A4000C023F00', '6A82'],
    ['00A4000C022F10', '6A82'],
    ['00A4080C02000A', '6A86'],
    ['00A4040D0AD392F000260100000001', '6A86'],
    ['00A4021C02000A', '6A86'],
    ['00A4020C01000A', '6700'],
    ['00A4020C01 0A', '6700'],
  ],
  'the user authentication certificate is free to read, in pieces of any size': [
    [JPKI, '9000'],
    [EF('000A'), '9000'],
    ['00B0000004', '308206229000'],
    ['00B0060700', '…9000'],
    ['00B00EDF00', 'FF9000'],
    ['00B00EE001', '6B00'],
    ['00B07FFF01', '6B00'],
    ['00B00000', '6700'],
  ],
  'READ BINARY by short EF identifier selects the EF': [
    [JPKI, '9000'],
    ['00B08A0004', '308206229000'],
    ['00B0000004', '308206229000'],
    ['00B0860E01', '329000'],
    ['00B09D0004', '6A82'],
    ['00B0CA0004', '6A86'],
  ],
  'a file that is no transparent EF cannot be read': [
    [JPKI, '9000'],
    ...['0010', '0016', '0017', '0018', '0019', '001B', '001C', '001E'].flatMap((id): Exchange[] => [
      [EF(id), '9000'],
      ['00B0000004', '6981'],
    ]),
    ['00B2010C00', '6981'],
    ['00B2018400', '6981'],
    ['00B2010000', '6A86'],
  ],
  'files of unknown content refuse to be read': [
    [JPKI, '9000'],
    [EF('0005'), '9000'],
    ['00B0000001', '6982'],
    [EF('0009'), '9000'],
    ['00B0000001', '6982'],
  ],
  'the signature certificate opens to the signature password alone': [
    [JPKI, '9000'],
    [EF('0001'), '9000'],
    ['00B0000004', '6982'],
    [EF('0018'), '9000'],
    [PIN, '9000'],
    [EF('0001'), '9000'],
    ['00B0000004', '6982'],
    [EF('001B'), '9000'],
    [PASSWORD, '9000'],
    [EF('0001'), '9000'],
    ['00B0000004', '308206D19000'],
  ],
  'asking for the tries never costs one, verified or not': [
    [JPKI, '9000'],
    [EF('0018'), '9000'],
    ['00200080', '63C3'],
    ['0020008000', '63C3'],
    ['00200098', '63C3'],
    [PIN, '9000'],
    ['00200080', '63C3'],
    ['0020009B', '63C5'],
  ],
  'wrong PINs count down to a block that the right PIN does not lift': [
    [JPKI, '9000'],
    [EF('0018'), '9000'],
    [WRONG, '63C2'],
    [WRONG, '63C1'],
    ['00200080', '63C1'],
    [WRONG, '63C0'],
    [PIN, '6984'],
    ['00200080', '63C0'],
    [EF('0017'), '9000'],
    [SIGN, '6982'],
  ],
  'the right PIN gives the tries back': [
    [JPKI, '9000'],
    [EF('0018'), '9000'],
    [WRONG, '63C2'],
    [PIN, '9000'],
    ['00200080', '63C3'],
    [WRONG, '63C2'],
    [EF('0017'), '9000'],
    [SIGN, '6982'],
  ],
  'a PIN of impossible length is refused without costing a try': [
    [JPKI, '9000'],
    [EF('0018'), '9000'],
    ['0020008003313233', '6700'],
    ['0020008005 3132333435', '6700'],
    ['00200080', '63C3'],
    [EF('001B'), '9000'],
    ['0020008005 4142433132', '6700'],
    ['0020008011 4142433132333435363738393031323334', '6700'],
    ['00200080', '63C5'],
  ],
  'VERIFY needs a credential and P1 00': [
    [JPKI, '9000'],
    ['00200080', '6986'],
    [EF('000A'), '9000'],
    ['00200080', '6981'],
    ['00200000', '6A86'],
    ['00200180', '6A86'],
    ['0020009D', '6A82'],
  ],
  'CHANGE REFERENCE DATA needs the old value verified and takes the new one': [
    [JPKI, '9000'],
    [EF('0018'), '9000'],
    ['00240180 04 35363738', '6982'],
    [PIN, '9000'],
    ['00240080 08 3132333435363738', '6A86'],
    ['00240180 03 353637', '6700'],
    ['00240180 04 35363738', '9000'],
    [PIN, '63C2'],
    ['00200080 04 35363738', '9000'],
  ],
  'selecting an application, the same one too, ends the security status': [
    [JPKI, '9000'],
    ['00200098 04 31323334', '9000'],
    [JPKI, '9000'],
    [EF('0017'), '9000'],
    [SIGN, '6982'],
    ['00200098 04 31323334', '9000'],
    ['00A4040C07A0000001510000', '9000'],
    [JPKI, '9000'],
    [EF('0017'), '9000'],
    [SIGN, '6982'],
  ],
  'a failed SELECT leaves the application and its security status': [
    [JPKI, '9000'],
    ['00200098 04 31323334', '9000'],
    ['00A4040C06A00000000101', '6A82'],
    [EF('0017'), '9000'],
    [SIGN, '…9000'],
  ],
  'signing needs a key, the right length and a known form': [
    [JPKI, '9000'],
    [SIGN, '6986'],
    ['00200098 04 31323334', '9000'],
    [EF('0018'), '9000'],
    [SIGN, '6986'],
    [EF('0017'), '9000'],
    ['802A0080', '6700'],
    ['802A0680 01 00 00', '6A86'],
    ['802A0000 01 00 00', '6A86'],
    ['802A0280 01 00 00', '6700'],
    [`802A0080 F6${'00'.repeat(246)}00`, '6700'],
    ['802A0080 01 00', '6700'],
    ['802A0080 01 00 10', '6700'],
    [`802A009A33${toHex(digestInfo('sha256', Buffer.from('x')))}00`, '6982'],
  ],
  'GET CHALLENGE gives up to 256 bytes to a short command': [
    ['0084000008', '…9000'],
    ['0084000100', '6A86'],
    ['00840000', '6700'],
    ['00840000000008', '6985'],
  ],
  'GET DATA answers the contact ATR, and 6A88 to what is not there': [
    ['00CA5F5100', 'DA13FF8131FB468012392F31C173C601C03B9000'],
    ['00CA5F5104', '6700'],
    ['00CADF3005', '6A88'],
  ],
  'class bytes and instructions the card does not know are refused by name': [
    [JPKI, '9000'],
    ['01B0000001', '6881'],
    ['08A4020C02000A', '6882'],
    ['0CB0000001', '69FC'],
    ['0C200080', '69FC'],
    ['20B0000001', '6E00'],
    ['A0B0000001', '6E00'],
    ['FFCA000000', '6E00'],
    ['00CB3FFF035C017E08', '6D00'],
    ['0044000000', '6D00'],
    ['80A4020C02000A', '6D00'],
    ['80FC0000', '6700'],
    ['8054000000', '6982'],
    ['808A220000', '6982'],
    ['0088009904 00000000 00', '6985'],
  ],
  'bytes that are no command are answered 6700': [
    ['00', '6700'],
    ['00B000', '6700'],
    ['00200080053132', '6700'],
    ['00B00000000000000000', '6700'],
  ],
  'a chain cannot go on without bringing anything': [
    [JPKI, '9000'],
    ['10200098', '6700'],
    ['10200098 02 3132', '9000'],
    ['10200098', '6700'],
    ['00200098 02 3334', '6700'],
    ['00200098', '63C3'],
  ],
  'a chain of commands is one command': [
    [JPKI, '9000'],
    ['10200098 02 3132', '9000'],
    ['00200098 02 3334', '9000'],
    ['10200098 02 3132', '9000'],
    ['00B08A0004', '6883'],
    ['00200098', '63C3'],
  ],
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => {
    const {card} = testCard();
    for (const [command, expected] of exchanges) {
      const answer = await send(card, command);
      const wanted = expected.replaceAll(' ', '');
      t.true(matches(answer, wanted), `${command} answered ${answer}, expected ${wanted}`);
    }
  });
}

test('each certificate EF is its DER followed by FF to 3808 bytes', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  for (const [sfi, der] of [
    ['8A', certificates.userAuthentication],
    ['8B', certificates.userAuthenticationCa],
    ['82', certificates.digitalSignatureCa],
  ] as const) {
    const whole = (await card.transmit(fromHex(`00B0${sfi}00 000000`))).subarray(0, -2);
    t.is(whole.length, 3808);
    t.deepEqual(whole.subarray(0, der.length), der);
    t.true(whole.subarray(der.length).every((byte) => byte === 0xff));
  }
});

test('the token information is a CK_TOKEN_INFO of 160 bytes that begins with the label', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  const token = (await card.transmit(fromHex('00B0860000'))).subarray(0, -2);
  t.is(token.length, 160);
  t.is(Buffer.from(token.subarray(0, 32)).toString('latin1'), 'JPKIAPICCTOKEN2'.padEnd(32));
  t.is(Buffer.from(token.subarray(80, 96)).toString('latin1'), '0000000020500003');
});

const message = Buffer.from('a message longer than a hash, to be signed by the card');
const hash = createHash('sha256').update(message).digest();
const pss = {padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32};

const signatures: Record<string, {p1: string; data: Buffer; holds: (signature: Buffer) => boolean}> = {
  '00 pads any payload verbatim': {
    p1: '00',
    data: Buffer.from('no DigestInfo at all'),
    holds: (s) => publicDecrypt(testKeys.userAuthentication, s).equals(Buffer.from('no DigestInfo at all')),
  },
  '00 over a DigestInfo is an ordinary SHA-256 signature': {
    p1: '00',
    data: Buffer.from(digestInfo('sha256', message)),
    holds: (s) => verify('sha256', message, testKeys.userAuthentication, s),
  },
  '01 hashes on the card and pads the bare hash': {
    p1: '01',
    data: message,
    holds: (s) => publicDecrypt(testKeys.userAuthentication, s).equals(hash),
  },
  '02 adds the DigestInfo to a hash': {
    p1: '02',
    data: hash,
    holds: (s) => verify('sha256', message, testKeys.userAuthentication, s),
  },
  '03 hashes on the card and adds the DigestInfo': {
    p1: '03',
    data: message,
    holds: (s) => verify('sha256', message, testKeys.userAuthentication, s),
  },
  '04 makes PSS of a hash': {
    p1: '04',
    data: hash,
    holds: (s) => verify('sha256', message, {key: testKeys.userAuthentication, ...pss}, s),
  },
  '05 hashes on the card and makes PSS': {
    p1: '05',
    data: message,
    holds: (s) => verify('sha256', message, {key: testKeys.userAuthentication, ...pss}, s),
  },
};

for (const [title, {p1, data, holds}] of Object.entries(signatures)) {
  test(`COMPUTE DIGITAL SIGNATURE with P1 ${title}`, async (t) => {
    const {card} = testCard();
    await send(card, JPKI);
    await send(card, '0020009804 31323334');
    const length = data.length.toString(16).padStart(2, '0');
    const answer = await card.transmit(fromHex(`802A${p1}97${length}${toHex(data)}00`));
    t.is(answer.length, 258);
    t.true(holds(Buffer.from(answer.subarray(0, 256))));
  });
}

test('each key answers to its own credential and signs as many times as asked', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  await send(card, '0020009B06 414243313233');
  const command = fromHex(`802A009A33${toHex(digestInfo('sha256', message))}00`);
  for (let i = 0; i < 3; i += 1) {
    const signature = (await card.transmit(command)).subarray(0, 256);
    t.true(verify('sha256', message, testKeys.digitalSignature, signature));
  }
  t.is(await send(card, `802A009733${toHex(digestInfo('sha256', message))}00`), '6982');
});

/** A terminal certificate as the card takes it: body with headers, then signature. */
const terminalCertificate = async (by = testKeys.terminalAuthority) => {
  const terminal = await seededKeys('terminal').rsaKeyPair(2048);
  const modulus = Buffer.from(terminal.publicKey.export({format: 'jwk'}).n ?? '', 'base64url');
  const body = Buffer.concat([Buffer.alloc(32, 7), fromHex('9003010001'), fromHex('91820100'), modulus]);
  return {
    terminal,
    first: `80A206C1000133${toHex(fromHex('7F218202335F4E820129'))}${toHex(body)}`,
    second: `80A200C1000105${toHex(fromHex('5F37820100'))}${toHex(sign('sha256', body, by))}`,
  };
};

test('a terminal that its authority certified may use the authentication key without the PIN', async (t) => {
  const {card} = testCard();
  const {terminal, first, second} = await terminalCertificate();
  for (const command of [JPKI, EF('0016'), first, second]) {
    t.is(await send(card, command), '9000');
  }
  const challenge = (await card.transmit(fromHex('0084000020'))).subarray(0, 32);
  const answer = toHex(sign('sha256', challenge, terminal.privateKey));
  t.is(await send(card, `008200000 00100${answer}`.replace(' ', '')), '9000');
  t.is(await send(card, EF('0017')), '9000');
  t.true((await send(card, SIGN)).endsWith('9000'));
  t.is(await send(card, EF('0001')), '9000');
  t.is(await send(card, '00B0000004'), '6982');
});

test('a terminal certificate from elsewhere, out of order or misshapen opens nothing', async (t) => {
  const {card} = testCard();
  const stranger = await seededKeys('stranger').rsaKeyPair(2048);
  const {first, second} = await terminalCertificate(stranger.privateKey);
  await send(card, JPKI);
  t.is(await send(card, first), '6986');
  await send(card, EF('0016'));
  t.is(await send(card, second), '6985');
  t.is(await send(card, first), '9000');
  t.is(await send(card, second), '6988');
  t.is(await send(card, '80A2800004 00000000'), '6A86');
  t.is(await send(card, '80A206C104 00000000'), '6700');
  await send(card, '0084000020');
  t.is(await send(card, `00820000000100${'00'.repeat(256)}`), '6985');
});
