import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import test from 'ava';
import {personalise, readCardImage} from '../../emulator/index.ts';
import {berTlv, type CardPort, findTlv, fromHex, type Tlv, toHex} from '../../protocol/index.ts';
import {followCvChain} from '../support/cv-chain.ts';
import {converse, type Exchange, select, send} from '../support/dialogue.ts';
import {testCard, testKeys, testPersonalisation} from '../support/test-card.ts';

const {identity, persona, cvHierarchies} = testPersonalisation;
const ascii = (text: string): string => toHex(Buffer.from(text, 'latin1'));
const recognition =
  '732F 06072A864886FC6B01 600C060A2A864886FC6B02020301 630906072A864886FC6B03 640B06092A864886FC6B040370';

const dialogues: Record<string, readonly Exchange[]> = {
  'GET DATA answers for the card, whatever is selected': [
    select.issuerSecurityDomain,
    select.jpki,
    select.common,
    select.residentRegister,
  ].flatMap((application): Exchange[] => [
    [application, '9000'],
    ['00CA004200', `${toHex(cvHierarchies.card.root.keyId)}9000`],
    ['00CA004500', `${ascii(identity.cardSerial)}9000`],
    ['00CA006600', `${recognition}9000`],
    ['00CA00F000', `${ascii(persona.holder.municipalityCode)}9000`],
    ['00CA00F200', `${ascii(identity.expiresOn.replaceAll('-', ''))}9000`],
    ['00CA00F700', `${toHex(cvHierarchies.card.municipality.keyId)}9000`],
    ['00CA5F5100', 'DA13FF8131FB468012392F31C173C601C03B9000'],
    ['00CA00F80000 00', '5F4E820129…'],
    ['00CA7F210000 00', '5F4E820129…'],
  ]),
  'GET DATA with Le too short for the object is 6700, of an absent one 6A88': [
    ['00CA00F800', '6700'],
    ['00CA7F2100', '6700'],
    ['00CA00F8000232', '6700'],
    ['00CA00F8000233', '5F4E820129…'],
    ['00CA00F004', '6700'],
    ['00CA00F005', `${ascii(persona.holder.municipalityCode)}9000`],
    ['00CA00F0', '6700'],
    ['00CA00F10000 00', '6A88'],
    ['00CA00F3', '6A88'],
  ],
};

for (const [title, exchanges] of Object.entries(dialogues)) {
  test(title, async (t) => converse(t, testCard().card, exchanges));
}

const pair = (): {publicKey: KeyObject; privateKey: KeyObject} =>
  generateKeyPairSync('rsa', {modulusLength: 2048});

const keys = {root: pair(), municipality: pair(), cardSurface: pair()};

/** A card whose keys are all different. */
const image = await personalise({
  ...testPersonalisation,
  cardKeys: {...testPersonalisation.cardKeys, cardSurface: keys.cardSurface},
  cvHierarchies: {
    ...cvHierarchies,
    card: {
      root: {...cvHierarchies.card.root, keys: keys.root},
      municipality: {...cvHierarchies.card.municipality, keys: keys.municipality},
    },
  },
});

const certificatesOf = async (card: CardPort): Promise<[upper: Uint8Array, lower: Uint8Array]> => {
  const [upper, lower] = await Promise.all(
    ['00CA00F8000000', '00CA7F21000000'].map(async (command) => await card.transmit(fromHex(command))),
  );
  return [upper?.slice(0, -2) ?? new Uint8Array(0), lower?.slice(0, -2) ?? new Uint8Array(0)];
};

test('the certificates of GET DATA lead from the root over the municipality to a key of the card', async (t) => {
  const card = testCard({}, 'instant', image).card;
  const [upper, lower] = await certificatesOf(card);
  t.deepEqual([upper.length, lower.length], [563, 563]);
  const root = {keyId: cvHierarchies.card.root.keyId, key: keys.root.publicKey};
  const municipality = followCvChain(root, [upper]);
  t.true(municipality?.key.equals(keys.municipality.publicKey));
  t.is(`${toHex(municipality?.keyId ?? new Uint8Array(0))}9000`, await send(card, '00CA00F700'));
  const own = followCvChain(root, [upper, lower]);
  t.true(own?.key.equals(keys.cardSurface.publicKey));
  t.is(Buffer.from(own?.keyId.subarray(0, 7) ?? []).toString('latin1'), identity.cardSerial.slice(-7));
});

test('the chain does not hold out of order, under another root, or with a byte changed', async (t) => {
  const [upper, lower] = await certificatesOf(testCard({}, 'instant', image).card);
  const {keyId} = cvHierarchies.card.root;
  const root = {keyId, key: keys.root.publicKey};
  t.is(followCvChain(root, [lower, upper]), undefined);
  t.is(followCvChain(root, [lower]), undefined);
  t.is(followCvChain({keyId, key: testKeys.terminalAuthority}, [upper]), undefined);
  t.is(followCvChain({...root, keyId: new Uint8Array(16)}, [upper]), undefined);
  // In the issuer's name, the subject's name, the modulus and the signature; no header of an object.
  for (const at of [6, 30, 60, 400]) {
    const changed = Uint8Array.from(upper);
    changed[at] = (changed[at] ?? 0) ^ 1;
    t.is(followCvChain(root, [changed]), undefined, `byte ${at}`);
  }
});

test('the card recognition data name GlobalPlatform 2.3.1 and SCP03', async (t) => {
  const {card} = testCard();
  const value = (await card.transmit(fromHex('00CA006600'))).subarray(0, -2);
  const inside = berTlv.decode(value).children;
  const identifierIn = (object: Tlv | undefined): string =>
    toHex(findTlv(object?.children, 6)?.value ?? value);
  // 1.2.840.114283: 2A, 840 in two and 114283 in three bytes of seven bits.
  const arc = '2A864886FC6B';
  t.is(toHex(findTlv(inside, 6)?.value ?? value), `${arc}01`);
  t.is(identifierIn(findTlv(inside, 0x60)), `${arc}02020301`);
  t.is(identifierIn(findTlv(inside, 0x63)), `${arc}03`);
  t.is(identifierIn(findTlv(inside, 0x64)), `${arc}040370`);
});

test('an image keeps the data objects of the card, and one without them is refused', async (t) => {
  const stored = JSON.stringify(image);
  t.deepEqual(readCardImage(stored, 'a.json').cardData, image.cardData);
  t.deepEqual(Object.keys(image.cardData), ['0042', '0045', '0066', '00F0', '00F2', '00F7', '00F8', '7F21']);
  const {cardData, ...without} = image;
  t.throws(() => readCardImage(JSON.stringify(without), 'a.json'), {message: /at cardData/});
  const misnamed = {...image, cardData: {F8: cardData['00F8']}};
  t.throws(() => readCardImage(JSON.stringify(misnamed), 'a.json'), {message: /at cardData\.F8/});
});

test('the data objects of the card outlive a change of a PIN', async (t) => {
  const card = testCard({}, 'instant', image).card;
  const before = await send(card, '00CA00F8000000');
  for (const command of [select.residentRegister, '0020009C04 31323334', '8032009C04 35363738']) {
    await send(card, command);
  }
  t.is(await send(card, '00CA00F8000000'), before);
  t.true(before.length > 1000);
});
