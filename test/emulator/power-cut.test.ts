import {createHash, verify, X509Certificate} from 'node:crypto';
import test from 'ava';
import {type Card, type CardStore, cardFromImage, readCardImage, withState} from '../../emulator/index.ts';
import {digestInfo, fromHex, realClock, toHex} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {authenticate, send, update} from '../support/issuer.ts';
import {seededKeys} from '../support/seeded-keys.ts';
import {testCard, testImage, testKeys, testRsa} from '../support/test-card.ts';

/** What lies on the card's disk: the same text a file store would have written. */
type Disk = string;
type Command = readonly [command: string, expected: string];

const JPKI = '00A4040C0AD392F000260100000001';
const OLD_PIN = '00200098 04 31323334';
const NEW_PIN = '00200098 04 35363738';
const WRONG = '00200098 04 39393939';
const SIGN = `802A009733${toHex(digestInfo('sha256', Buffer.from('message')))}00`;
const GENERATE = '00470097 000008 0102030405060708 0000';

const made = await seededKeys('power-cut').rsaKeyPair(2048);
const random = {...seededKeys('power-cut-card'), rsaKeyPair: async () => made};

const {centre} = createTestWorld({clock: realClock()});
const certificateFor = async (publicKey: typeof made.publicKey): Promise<Uint8Array> => {
  const holder = {
    name: '見本　花子',
    sex: 'female',
    birthDate: '1980-02-17',
    address: '東京都清瀬市見本町一丁目２番３号',
    prefecture: 'Tokyo-to',
    city: 'Kiyose-shi',
    municipalityCode: '13221',
  } as const;
  return (await centre.issue({kind: 'user-authentication', holder, publicKey})).certificate;
};
const oldCertificate = await certificateFor(testKeys.userAuthentication);
const newCertificate = await certificateFor(made.publicKey);

const cardOn = (disk: Disk, store: CardStore): Card => {
  const card = cardFromImage(readCardImage(disk, 'disk'), 'instant', {
    clock: realClock(),
    random,
    store,
    rsa: testRsa,
  });
  card.powerOn();
  return card;
};

const idle: CardStore = {write: () => undefined};

const diskOf = (card: Card): Disk => JSON.stringify(withState(testImage(), card.persistent));

const play = async (card: Card, commands: readonly Command[]): Promise<string[]> => {
  const answers: string[] = [];
  for (const [command] of commands) {
    answers.push(await (command === 'issuer' ? authenticate(card) : send(card, command)));
  }
  return answers;
};

/** A card whose certificate is a real one for its key, after some commands that are not under test. */
const begin = async (commands: readonly Command[]): Promise<Disk> => {
  const {card} = testCard({random});
  await play(card, [['issuer', ''], [JPKI, ''], [update(0x0a, oldCertificate), ''], ...commands]);
  return diskOf(card);
};

interface Found {
  readonly pin: 'old' | 'new' | 'blocked';
  readonly triesLeft: number;
  readonly pair: 'old' | 'new';
  readonly pending: boolean;
}

/** Starts a card from a disk and tells what a reader finds. That there is exactly one PIN and one pair is asserted. */
const found = async (disk: Disk): Promise<Found> => {
  const card = cardOn(disk, idle);
  await send(card, JPKI);
  const triesLeft = Number.parseInt((await send(card, '00200098')).slice(3), 16);
  const withOld = await send(card, OLD_PIN);
  if (withOld !== '9000' && withOld !== '6984') {
    const withNew = await send(card, NEW_PIN);
    if (withNew !== '9000') {
      throw new Error(`neither PIN opens the card: ${withOld}, ${withNew}`);
    }
  }
  await authenticate(card);
  await send(card, JPKI);
  await send(card, '80540098 04 31323334');
  await send(card, OLD_PIN);
  const signature = (await card.transmit(fromHex(SIGN))).subarray(0, 256);
  const content = (await card.transmit(fromHex('00B08A00000000'))).subarray(0, -2);
  const {publicKey} = new X509Certificate(content);
  if (!verify('sha256', Buffer.from('message'), publicKey, signature)) {
    throw new Error('the key in use is not the one that is certified');
  }
  return {
    pin: withOld === '9000' ? 'old' : withOld === '6984' ? 'blocked' : 'new',
    triesLeft,
    pair: publicKey.equals(made.publicKey) ? 'new' : 'old',
    pending: (card.persistent.applications.get('jpki')?.pendingKeys?.size ?? 0) > 0,
  };
};

interface Case {
  readonly before?: readonly Command[];
  readonly commands: readonly Command[];
  /** What is found on the disk before the first write and after each, whatever else happens. */
  readonly states: readonly Partial<Found>[];
}

const cases: Record<string, Case> = {
  'VERIFY with the wrong PIN': {
    commands: [
      [JPKI, '9000'],
      [WRONG, '63C2'],
      [WRONG, '63C1'],
      [WRONG, '63C0'],
    ],
    states: [{triesLeft: 3}, {triesLeft: 2}, {triesLeft: 1}, {triesLeft: 0, pin: 'blocked'}],
  },
  'VERIFY with the right PIN': {
    before: [[WRONG, '63C2']],
    commands: [
      [JPKI, '9000'],
      [OLD_PIN, '9000'],
    ],
    states: [{triesLeft: 2}, {triesLeft: 1}, {triesLeft: 3}],
  },
  'CHANGE REFERENCE DATA': {
    commands: [
      [JPKI, '9000'],
      [OLD_PIN, '9000'],
      ['00240198 04 35363738', '9000'],
    ],
    states: [
      {pin: 'old', triesLeft: 3},
      {pin: 'old', triesLeft: 2},
      {pin: 'old', triesLeft: 3},
      {pin: 'new', triesLeft: 3},
    ],
  },
  'UNLOCK KEY with a new value': {
    before: [WRONG, WRONG, WRONG].map((one) => [one, ''] as const),
    commands: [
      ['issuer', '9000'],
      [JPKI, '9000'],
      ['80540098 04 35363738', '9000'],
    ],
    // Two writes of the authentication come first.
    states: [
      {pin: 'blocked', triesLeft: 0},
      {pin: 'blocked', triesLeft: 0},
      {pin: 'blocked', triesLeft: 0},
      {pin: 'new', triesLeft: 3},
    ],
  },
  'the making of a key': {
    commands: [
      ['issuer', '9000'],
      [JPKI, '9000'],
      [GENERATE, '…9000'],
      [GENERATE, '…9000'],
    ],
    states: [
      {pair: 'old', pending: false},
      {pair: 'old', pending: false},
      {pair: 'old', pending: false},
      {pair: 'old', pending: true},
      {pair: 'old', pending: true},
    ],
  },
  'the writing of its certificate': {
    before: [[GENERATE, '…9000']],
    commands: [
      ['issuer', '9000'],
      [JPKI, '9000'],
      [update(0x0a, newCertificate), '9000'],
      [update(0x0a, newCertificate), '9000'],
    ],
    states: [
      {pair: 'old', pending: true},
      {pair: 'old', pending: true},
      {pair: 'old', pending: true},
      {pair: 'new', pending: false},
      {pair: 'new', pending: false},
    ],
  },
};

const picked = (whole: Found, like: Partial<Found>): Partial<Found> =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => name in like));

for (const [title, {before = [], commands, states}] of Object.entries(cases)) {
  test(`a cut after any write of ${title} leaves the old or the new, never none`, async (t) => {
    const start = await begin(before);
    const disks: Disk[] = [start];
    const card = cardOn(start, {
      write: (state) => disks.push(JSON.stringify(withState(testImage(), state))),
    });
    const answers = await play(card, commands);
    for (const [i, [command, expected]] of commands.entries()) {
      const answer = answers[i] ?? '';
      t.true(expected === '…9000' ? answer.endsWith('9000') : answer === expected, `${command}: ${answer}`);
    }
    t.is(disks.length, states.length);
    for (const [i, disk] of disks.entries()) {
      const like = states[i] ?? {};
      t.deepEqual(picked(await found(disk), like), like, `after write ${i}`);
    }
  });

  test(`a store that fails at any write of ${title} is answered 6581 and changes nothing`, async (t) => {
    const start = await begin(before);
    for (let failing = 1; failing < states.length; failing += 1) {
      let disk = start;
      let count = 0;
      const card = cardOn(start, {
        write(state) {
          count += 1;
          if (count === failing) {
            throw new Error('the power went');
          }
          disk = JSON.stringify(withState(testImage(), state));
        },
      });
      let answer = '';
      for (const command of commands) {
        [answer = ''] = await play(card, [command]);
        if (count >= failing) {
          break;
        }
      }
      t.is(answer, '6581', `write ${failing}`);
      t.is(diskOf(card), disk, 'what the card goes on with is what is on the disk');
      const like = states[failing - 1] ?? {};
      t.deepEqual(picked(await found(disk), like), like, `at write ${failing}`);
    }
  });
}

test('power lost while a key is made leaves no trace of it', async (t) => {
  let writes = 0;
  const start = await begin([]);
  const card = cardOn(start, {
    write() {
      writes += 1;
    },
  });
  await play(card, [
    ['issuer', '9000'],
    [JPKI, '9000'],
  ]);
  const before = writes;
  const making = card.transmit(fromHex(GENERATE.replaceAll(' ', '')));
  card.powerOff();
  card.powerOn();
  t.is(toHex(await making), '6F00');
  t.is(writes, before);
  t.is(
    createHash('sha256').update(diskOf(card)).digest('hex'),
    createHash('sha256').update(start).digest('hex'),
  );
});
