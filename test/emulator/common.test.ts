import {generateKeyPairSync, verify} from 'node:crypto';
import test from 'ava';
import {personalise} from '../../emulator/index.ts';
import {aids, fromHex, toHex} from '../../protocol/index.ts';
import {converse, type Exchange, select, send} from '../support/dialogue.ts';
import {testCard, testImage, testPersonalisation} from '../support/test-card.ts';

const PIN = '0020008004 31323334';
const WRONG = '0020008004 39393939';

const {identity, persona, cvHierarchies} = testPersonalisation;
const ascii = (text: string): string => toHex(Buffer.from(text, 'latin1'));
const expiry = identity.expiresOn.replaceAll('-', '');
const information = `011C${ascii(`${identity.cardSerial}${persona.holder.municipalityCode}${expiry}`)}`;
const reference = `0110${toHex(cvHierarchies.card.municipality.keyId)}`;

const pinDialogue = (application: string): readonly Exchange[] => [
  [application, '9000'],
  [select.ef('001C'), '9000'],
  ['00B0000004', '6981'],
  ['00200080', '63C3'],
  ['8032008004 35363738', '6982'],
  [WRONG, '63C2'],
  [PIN, '9000'],
  ['8032018004 35363738', '6A86'],
  ['8032000004 35363738', '6A86'],
  ['8032008003 353637', '6700'],
  ['80320080', '6700'],
  ['8032008004 35363738', '9000'],
  [PIN, '63C2'],
  ['0020009C04 35363738', '9000'],
  ['8032009C04 31323334', '9000'],
  [WRONG, '63C2'],
  ['8032008004 35363738', '6982'],
  [WRONG, '63C1'],
  [WRONG, '63C0'],
  [PIN, '6984'],
  ['8032008004 35363738', '6984'],
];

const issuerDialogue = (application: string): readonly Exchange[] => [
  [application, '9000'],
  ['8054008000', '6982'],
  ['80500000', '6982'],
  ['80520000', '6982'],
  ['80060000', '6982'],
  ['808A220000', '6982'],
  ['808A240000', '6982'],
  ['802A0080 01 00 00', '6D00'],
  ['08B0000004', '69FC'],
];

const dialogues: Record<string, readonly Exchange[]> = {
  'the common application tells serial number, municipality and expiry as one record, free to read': [
    [select.common, '9000'],
    ['00B2010C00', `${information}9000`],
    ['00B2010400', `${information}9000`],
    [select.ef('0001'), '9000'],
    ['00B2010400', `${information}9000`],
    ['00B2010402', '011C9000'],
    ['00B2020400', '6A83'],
    ['00B2000400', '6A83'],
    ['00B0000000', '6981'],
    ['00B2010C00', `${information}9000`],
  ],
  'READ RECORD of the common application needs a file': [
    [select.common, '9000'],
    ['00B2010400', '6986'],
    ['00B2012400', '6A82'],
    ['00B201E400', '6981'],
    ['00B201F400', '6981'],
  ],
  'the same key reference is a record of the common and of the resident register application': [
    [select.common, '9000'],
    ['00B2011400', `${reference}9000`],
    [select.residentRegister, '9000'],
    ['00B2011400', `${reference}9000`],
  ],
  'an internal EF can be selected and not read': [
    [select.common, '9000'],
    [select.ef('001E'), '9000'],
    ['00B0000004', '6981'],
    ['00B2010400', '6981'],
    [select.ef('0019'), '9000'],
    ['00B0000004', '6981'],
    [select.ef('000A'), '6A82'],
  ],
  'the PIN of the common application counts, blocks and changes by CHANGE KEY': pinDialogue(select.common),
  'the PIN of the resident register application does too': pinDialogue(select.residentRegister),
  'the two PINs are two: each keeps its own value and tries': [
    [select.common, '9000'],
    ['0020009C04 39393939', '63C2'],
    ['0020009C04 31323334', '9000'],
    ['8032009C04 35363738', '9000'],
    ['0020009C04 39393939', '63C2'],
    [select.residentRegister, '9000'],
    ['0020009C', '63C3'],
    ['0020009C04 31323334', '9000'],
  ],
  'CHANGE KEY needs a PIN, and is known to these two applications alone': [
    [select.common, '9000'],
    ['8032008004 35363738', '6986'],
    [select.ef('0001'), '9000'],
    ['8032008004 35363738', '6981'],
    ['8032009D04 35363738', '6A82'],
    [select.jpki, '9000'],
    ['8032009804 35363738', '6D00'],
  ],
  'the resident code opens to the PIN of its own application': [
    [select.common, '9000'],
    ['0020009C04 31323334', '9000'],
    [select.residentRegister, '9000'],
    [select.ef('0001'), '9000'],
    ['00B0000000', '6982'],
    [select.ef('001C'), '9000'],
    [PIN, '9000'],
    [select.ef('0001'), '9000'],
    ['00B0000000', `FF100B${ascii(identity.residentCode)}9000`],
    ['00B0000E01', '6B00'],
    ['00B2010400', '6981'],
    [select.common, '9000'],
    [select.residentRegister, '9000'],
    ['00B0810000', '6982'],
  ],
  'no session key is taken, for two different reasons': [
    [select.common, '9000'],
    [`80AE00000001 00${'00'.repeat(256)}`, '66F1'],
    ['0020009C04 31323334', '9000'],
    ['80AE0000', '66F1'],
    [select.residentRegister, '9000'],
    ['80AE0000', '6982'],
    ['0020009C04 31323334', '9000'],
    [`80AE00000001 00${'00'.repeat(256)}`, '6982'],
  ],
  'the common application knows the commands of an issuer and refuses them': issuerDialogue(select.common),
  'the resident register application does too': issuerDialogue(select.residentRegister),
  'INTERNAL AUTHENTICATE needs a key, a challenge and room for the answer': [
    [select.common, '9000'],
    ['0088008004 00000000 00', '6986'],
    ['0088009C04 00000000 00', '6986'],
    ['0088009D04 00000000 00', '6A82'],
    ['0088019904 00000000 00', '6A86'],
    ['0088001904 00000000 00', '6A86'],
    ['0088009900', '6700'],
    ['0088009904 00000000', '6700'],
    ['0088009904 00000000 80', '6700'],
    [`00880099000100${'00'.repeat(256)}0000`, '6700'],
    [select.residentRegister, '9000'],
    ['0088009904 00000000 00', '6985'],
  ],
  'applications that share a beginning are found in the order of their AIDs': [
    ['00A4040005D392100031 00', `6F0C840A${toHex(aids.common)}9000`],
    ['00A4040205D392100031 00', `6F0C840A${toHex(aids['resident-register'])}9000`],
  ],
  'the next occurrence counts from the application that is selected, whatever its own name': [
    [select.issuerSecurityDomain, '9000'],
    ['00A4040205D392100031 00', `6F0C840A${toHex(aids.common)}9000`],
    [select.jpki, '9000'],
    ['00A4040205D392100031 00', '6A82'],
    ['00B08A0004', '308206229000'],
  ],
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => converse(t, testCard().card, exchanges));
}

/** AIDs of the card's applications that begin with these bytes, upwards. */
const aidsUnder = (prefix: string, names: readonly string[]): string[] =>
  names
    .map((name) => toHex(aids[name as keyof typeof aids]))
    .filter((aid) => aid.startsWith(prefix))
    .sort();

test('first and next walk through every application with the beginning, once', async (t) => {
  const {card} = testCard();
  const names = Object.keys(testImage().applications);
  for (const prefix of ['D3', 'D392', 'D392100031', 'D39210003100010104']) {
    const length = toHex(Uint8Array.of(prefix.length / 2));
    const found: string[] = [];
    for (let occurrence = '00'; ; occurrence = '02') {
      const answer = await send(card, `00A404${occurrence}${length}${prefix}00`);
      if (answer === '6A82') {
        break;
      }
      found.push(answer.slice(8, -4));
    }
    t.deepEqual(found, aidsUnder(prefix, names));
  }
  t.true(aidsUnder('D392100031', names).length >= 2);
});

test('trying every byte behind a beginning finds all applications', async (t) => {
  const {card} = testCard();
  const found: string[] = [];
  const explore = async (prefix: string): Promise<void> => {
    let longer = 0;
    for (let byte = 0; byte < 256; byte += 1) {
      const candidate = prefix + toHex(Uint8Array.of(byte));
      const length = toHex(Uint8Array.of(candidate.length / 2));
      const answer = await send(card, `00A4040C${length}${candidate}`);
      if (answer === '9000') {
        longer += 1;
        await explore(candidate);
      } else if (answer !== '6A82') {
        t.fail(`${candidate} answered ${answer}`);
      }
    }
    if (longer === 0) {
      found.push(prefix);
    }
  };
  await explore('D392');
  t.deepEqual(found, aidsUnder('D392', Object.keys(testImage().applications)));
});

const key = generateKeyPairSync('rsa', {modulusLength: 2048});
const image = await personalise({
  ...testPersonalisation,
  cardKeys: {...testPersonalisation.cardKeys, common: key},
});

for (const [title, length] of [
  ['one byte', 1],
  ['sixteen bytes', 16],
  ['255 bytes', 255],
] as const) {
  test(`INTERNAL AUTHENTICATE signs a challenge of ${title} with the common key, always alike`, async (t) => {
    const {card} = testCard({}, 'instant', image);
    const challenge = new Uint8Array(length).fill(0x5a);
    const command = `00880099${toHex(Uint8Array.of(length))}${toHex(challenge)}00`;
    await send(card, select.common);
    const answer = await card.transmit(fromHex(command));
    t.is(answer.length, 258);
    t.true(verify('sha256', challenge, key.publicKey, answer.subarray(0, 256)));
    t.deepEqual(await card.transmit(fromHex(command)), answer);
    await send(card, select.ef('0019'));
    t.deepEqual(await card.transmit(fromHex(command.replace('00880099', '00880080'))), answer);
  });
}

test('a new PIN of CHANGE KEY stands masked in the record', async (t) => {
  const {card, events} = testCard();
  for (const command of [select.common, '0020009C04 31323334', '8032009C04 35363738']) {
    t.is(await send(card, command), '9000');
  }
  const commands = events.flatMap((event) => (event.type === 'apdu' ? [event.command] : []));
  t.deepEqual(commands.slice(-2), ['0020009C04********', '8032009C04********']);
});
