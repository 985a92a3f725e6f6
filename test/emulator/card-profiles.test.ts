import test from 'ava';
import {
  type Behaviour,
  type BehaviourName,
  behaviourNamed,
  behaviourNames,
  behaviourOf,
  type Card,
  type CardProfile,
  cardProfileNamed,
  cardProfiles,
  readAtr,
  verificationNumberA,
  verificationNumberB,
} from '../../emulator/index.ts';
import {type ApplicationName, aids, fromHex, toHex} from '../../protocol/index.ts';
import {select, send} from '../support/dialogue.ts';
import {refusal} from '../support/refusal.ts';
import {imageOfProfile, imageWithBehaviour, testCard, testPersonalisation} from '../support/test-card.ts';

const JPKI = select.jpki;
const TEXT = '00A4040C0AD3921000310001010408';
const SURFACE = '00A4040C0AD3921000310001010402';
const PIN = '002000980431323334';
const TEXT_PIN = '002000910431323334';
const WRONG = '002000980439393939';
const PASSWORD = '0020009B06414243313233';
const SIGN = '802A009A0101 00';
const authenticate = '802A00970101 00';
const verify = (p2: string, text: string): string =>
  `002000${p2}${toHex(Uint8Array.of(text.length))}${Buffer.from(text).toString('hex')}`;
const {identity, persona} = testPersonalisation;
const numberA = verificationNumberA(identity);
const numberB = verificationNumberB(persona.holder, identity);

/** What is said to a card, and what each option of the behaviour answers in the end. */
interface Dialogue {
  readonly say: readonly string[];
  readonly ends: Readonly<Record<string, RegExp>>;
}

/** A dialogue or more for each behaviour; without a difference to be seen an option would not be worth having. */
const dialogues: Readonly<Record<BehaviourName, readonly Dialogue[]>> = {
  blockedVerify: [
    {say: [JPKI, WRONG, WRONG, WRONG, WRONG], ends: {'6984': /^6984$/, '6983': /^6983$/}},
    {say: [JPKI, WRONG, WRONG, WRONG, '002401980439393939'], ends: {'6984': /^6984$/, '6983': /^6983$/}},
  ],
  queryWhenVerified: [{say: [JPKI, PIN, '00200098'], ends: {'tries-left': /^63C3$/, '9000': /^9000$/}}],
  wrongLength: [
    {say: [JPKI, '0020009803313233'], ends: {refused: /^6700$/, 'counts-as-try': /^63C2$/}},
    {say: [JPKI, '0020009803313233', '00200098'], ends: {refused: /^63C3$/, 'counts-as-try': /^63C2$/}},
  ],
  reselection: [
    {
      say: [JPKI, PIN, JPKI, authenticate],
      ends: {'clears-security-status': /^6982$/, 'keeps-security-status': /^.{512}9000$/},
    },
  ],
  warmReset: [
    {
      say: [JPKI, PIN, 'reset', authenticate],
      ends: {'keeps-security-status': /^.{512}9000$/, 'clears-security-status': /^6D00$/},
    },
  ],
  firstCommand: [
    {say: [JPKI], ends: {served: /^9000$/, '6F00': /^6F00$/}},
    {say: [JPKI, JPKI, 'power', JPKI], ends: {served: /^9000$/, '6F00': /^6F00$/}},
  ],
  endOfFile: [
    {say: [JPKI, '00B08600FF'], ends: {'9000': /^.{320}9000$/, '6282': /^.{320}6282$/}},
    {say: [JPKI, '00B08600000100'], ends: {'9000': /^.{320}9000$/, '6282': /^.{320}6282$/}},
  ],
  extendedLength: [{say: [JPKI, '00B08600000020'], ends: {served: /^.{64}9000$/, '6700': /^6700$/}}],
  commandChaining: [
    {say: [JPKI, '10200098023132'], ends: {served: /^9000$/, '6884': /^6884$/}},
    {say: [JPKI, '10200098023132', '00200098023334'], ends: {served: /^9000$/, '6884': /^6700$/}},
  ],
  certificatePadding: [
    {
      say: [JPKI, select.ef('000A'), '00B00EDE04'],
      ends: {'bytes-FF': /^FFFF9000$/, 'bytes-00': /^00009000$/},
    },
  ],
  userAuthenticationCertificate: [
    {say: [JPKI, '00B08A0004'], ends: {free: /^3082.{4}9000$/, 'after-pin': /^6982$/}},
  ],
  digitalSignaturePassword: [
    {
      say: [JPKI, PASSWORD, SIGN, SIGN],
      ends: {'any-number-of-signatures': /^.{512}9000$/, 'one-signature': /^6982$/},
    },
    {
      say: [JPKI, PASSWORD, SIGN, '00B0810004'],
      ends: {'any-number-of-signatures': /9000$/, 'one-signature': /^6982$/},
    },
  ],
  verificationNumberTries: [
    {say: [TEXT, '00200094'], ends: {'10': /^63CA$/, '3': /^63C3$/}},
    {
      say: [TEXT, verify('95', '0'.repeat(14)), verify('95', numberB), '00200095'],
      ends: {'10': /A$/, '3': /3$/},
    },
    {say: [SURFACE, '00200092'], ends: {'10': /^63CA$/, '3': /^63C3$/}},
    {say: [SURFACE, verify('93', numberA), '00200093'], ends: {'10': /^63CA$/, '3': /^63C3$/}},
  ],
  integrityRecord: [
    {
      say: [TEXT, verify('95', numberB), '00B0830002'],
      ends: {'pin-a-or-b': /^FF309000$/, 'pin-or-a': /^6982$/},
    },
  ],
  lastCommand: [{say: [JPKI, '80FC0000'], ends: {'6700': /^6700$/, '9000': /^9000$/}}],
  trailingBytes: [
    {
      say: [TEXT, TEXT_PIN, '00B08200000000'],
      ends: {none: /DF2501329000$/, 'bytes-FF': /DF250132(FF){16}9000$/},
    },
    {
      say: [SURFACE, '00B08300000000'],
      ends: {none: /^FF3082013C.{632}9000$/, 'bytes-FF': /^FF3082013C.{632}(FF){16}9000$/},
    },
  ],
  basicInformationLengths: [
    {
      say: [TEXT, '00B0850000'],
      ends: {shortest: /^FF40819EDF4104.*DF438180/, 'three-bytes': /^FF4082009FDF4104.*DF43820080/},
    },
  ],
};

const cardOfProfile = async (profile: CardProfile): Promise<Card> =>
  testCard({}, 'instant', await imageOfProfile(profile)).card;

/** The last answer to these commands; `reset` is a warm one, `power` a new session. */
const lastAnswer = async (card: Card, say: readonly string[]): Promise<string> => {
  card.powerOff();
  card.powerOn();
  let answer = '';
  for (const one of say) {
    if (one === 'reset') {
      card.reset();
    } else if (one === 'power') {
      card.powerOff();
      card.powerOn();
    } else {
      answer = await send(card, one);
    }
  }
  return answer;
};

for (const name of behaviourNames) {
  test(`each option of ${name} can be told from the others on the wire`, async (t) => {
    const options = Object.keys(behaviourNamed(name).options);
    t.true(options.length > 1);
    for (const option of options) {
      const image = await imageWithBehaviour({[name]: option});
      for (const {say, ends} of dialogues[name]) {
        t.deepEqual(Object.keys(ends).sort(), [...options].sort());
        const answer = await lastAnswer(testCard({}, 'instant', image).card, say);
        t.deepEqual(
          options.filter((other) => ends[other]?.test(answer)),
          [option],
          `${say.join(' ')} answered ${answer}`,
        );
      }
    }
  });
}

test('an Le of zeros asks for what there is, and is never met with 6282', async (t) => {
  const card = testCard({}, 'instant', await imageWithBehaviour({endOfFile: '6282'})).card;
  for (const all of ['00B0860000', '00B08600000000', '00B08600A0']) {
    t.regex(await lastAnswer(card, [JPKI, all]), /^.{320}9000$/);
  }
});

test('a signature that is refused does not use up the password', async (t) => {
  const card = testCard(
    {},
    'instant',
    await imageWithBehaviour({digitalSignaturePassword: 'one-signature'}),
  ).card;
  t.is(await lastAnswer(card, [JPKI, PASSWORD, '802A079A0101 00']), '6A86');
  t.regex(await send(card, SIGN), /9000$/);
  t.is(await send(card, SIGN), '6982');
});

test('a choice tells its evidence, and its alternatives with theirs', (t) => {
  const {behaviour} = cardProfileNamed('my-number-card');
  const chosen: Behaviour<'blockedVerify'> = behaviourOf(behaviour, 'blockedVerify');
  t.like(chosen, {value: '6984', evidence: 'observed', reference: 'D1', applies: 'while-running'});
  t.deepEqual(
    chosen.alternatives.map(({value, evidence}) => [value, evidence]),
    [['6983', 'bench-defined']],
  );
});

/** What tells the profiles apart from outside. Protocols, historical bytes and what GET DATA 5F51 says. */
const outside: Readonly<
  Record<
    string,
    {t: number[]; historical: string; label: string; contactAtr: string; missing: ApplicationName[]}
  >
> = {
  'my-number-card': {
    t: [1],
    historical: '8012392F31C173C601C0',
    label: 'JPKIAPICCTOKEN2',
    contactAtr: 'DA13FF8131FB468012392F31C173C601C03B9000',
    missing: [],
  },
  'my-number-card-c03': {
    t: [1],
    historical: '8073C60100',
    label: 'JPKIAPICCTOKEN2',
    contactAtr: 'C5FF8131FB458073C60100009000',
    missing: [],
  },
  'my-number-card-l06': {
    t: [0, 1],
    historical: '000005E0B381A100',
    label: 'JPKIAPICCTOKEN2',
    contactAtr: '6A88',
    missing: [],
  },
  'my-number-card-l09': {
    t: [0, 1],
    historical: '004B51FFB381D100',
    label: 'JPKIAPICCTOKEN2',
    contactAtr: '6A88',
    missing: [],
  },
  'resident-register-card': {
    t: [1],
    historical: '',
    label: 'JPKIAPICCTOKEN',
    contactAtr: 'E000FF8131FE45149000',
    missing: ['common', 'card-surface', 'text-assistance'],
  },
  'smartphone-android': {
    t: [0, 1],
    historical: '',
    label: 'JPKIAPGPSETOKEN',
    contactAtr: '6A88',
    missing: ['common', 'card-surface', 'text-assistance', 'resident-register'],
  },
  'smartphone-iphone': {
    t: [0, 1],
    historical: '',
    label: 'JPKIAPIOSTOKEN',
    contactAtr: '6A88',
    missing: ['common', 'card-surface', 'text-assistance', 'resident-register'],
  },
};

test('the table of profiles is the catalogue', (t) => {
  t.deepEqual(Object.keys(outside), Object.keys(cardProfiles));
});

for (const [name, expected] of Object.entries(outside)) {
  test(`the profile ${name} answers as its make does`, async (t) => {
    const profile = cardProfileNamed(name);
    const atr = readAtr(profile.atr);
    t.deepEqual([atr.protocols, toHex(atr.historicalBytes)], [expected.t, expected.historical]);
    const card = await cardOfProfile(profile);
    t.is(toHex(card.atr()), toHex(profile.atr));
    await send(card, JPKI);
    const label = await send(card, '00B0860020');
    t.is(Buffer.from(label.slice(0, -4), 'hex').toString('latin1'), expected.label.padEnd(32));
    t.is(await send(card, '00CA5F5100'), expected.contactAtr);
    for (const [application, aid] of Object.entries(aids)) {
      const missing = expected.missing.some((one) => one === application);
      t.is(
        await send(card, `00A4040C${toHex(Uint8Array.of(aid.length))}${toHex(aid)}`),
        missing ? '6A82' : '9000',
      );
    }
  });
}

test('a reader’s GET DATA for the identifier is answered as the profile says', async (t) => {
  const ask = 'FFCA000000';
  const base = cardProfileNamed('my-number-card');
  t.is(await send(await cardOfProfile(base), ask), '6E00');
  const fixed: CardProfile = {...base, name: 'fixed', uid: fromHex('01020304')};
  t.is(await send(await cardOfProfile(fixed), ask), '010203049000');
  const card = await cardOfProfile(cardProfileNamed('my-number-card-l06'));
  const first = await send(card, ask);
  t.regex(first, /^.{8}9000$/);
  card.reset();
  t.is(await send(card, ask), first);
  card.powerOff();
  card.powerOn();
  t.not(await send(card, ask), first);
});

test('an ATR that breaks ISO/IEC 7816-3 is refused with what is wrong', (t) => {
  for (const [hex, fragment] of [
    ['', 'begins with 3B or 3F'],
    ['00', 'begins with 3B or 3F'],
    ['3B', '2 to 33 bytes'],
    [`3B${'00'.repeat(33)}`, '2 to 33 bytes'],
    ['3B88800100', '13 in all, but 5 came'],
    ['3BE000FF8131FE4515', 'TCK should be 14, but 15 came'],
    ['3BE000FF8131FE45', '9 in all, but 8 came'],
    ['3B020102 03', '4 in all, but 5 came'],
    ['3B80', '3 in all, but 2 came'],
  ] as const) {
    refusal(t, () => readAtr(fromHex(hex)), 'KZS-ATR', fragment);
  }
  t.deepEqual(readAtr(fromHex('3B020102')), {protocols: [0], historicalBytes: fromHex('0102')});
});
