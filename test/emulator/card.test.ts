import test from 'ava';
import {
  all,
  always,
  any,
  never,
  satisfies,
  terminalAuthenticated,
  verified,
} from '../../emulator/os/access-rule.ts';
import {application} from '../../emulator/os/application.ts';
import {
  type CardPort,
  fromHex,
  type RecordEvent,
  seededRandom,
  toHex,
  virtualClock,
} from '../../protocol/index.ts';
import {testCard} from '../support/test-card.ts';

const send = async (card: CardPort, hex: string): Promise<string> => toHex(await card.transmit(fromHex(hex)));

const JPKI = '00A4040C0AD392F000260100000001';
const PIN = '00200098 04 31323334';
const WRONG = '00200098 04 39393939';

test('access rules are values that combine', (t) => {
  const status = {verified: new Set([0x18]), terminalAuthenticated: false, issuerAuthenticated: false};
  t.true(satisfies(status, always));
  t.false(satisfies(status, never));
  t.true(satisfies(status, verified(0x18)));
  t.false(satisfies(status, verified(0x1b)));
  t.false(satisfies(status, terminalAuthenticated));
  t.true(satisfies(status, any(verified(0x1b), verified(0x18))));
  t.false(satisfies(status, all(verified(0x1b), verified(0x18))));
  t.true(satisfies(status, all()));
  t.false(satisfies(status, any()));
});

test('an application with two files on one SFI is a defect found when the table is read', (t) => {
  const file = (id: number) => ({kind: 'internal', id, name: `file ${id}`, evidence: 'observed'}) as const;
  const definition = {
    name: 'jpki',
    title: {en: '', ja: ''},
    aid: fromHex('D392F00026'),
    commands: [],
  } as const;
  t.throws(() => application({...definition, files: [file(0x01), file(0x21)]}), {message: /share the key 1/});
});

test('power-off ends what was verified; a warm reset keeps it, as observed on cards', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  await send(card, PIN);
  card.reset();
  t.is((await send(card, '802A00970101 00')).slice(-4), '9000');
  card.powerOff();
  card.powerOn();
  await send(card, JPKI);
  t.is(await send(card, '802A00970101 00'), '6982');
});

test('the try is durable before the comparison, and a store that fails loses nothing', async (t) => {
  const written: number[] = [];
  const {card} = testCard({
    store: {
      write(state) {
        written.push(state.applications.get('jpki')?.credentials.get(0x18)?.triesLeft ?? -1);
      },
    },
  });
  await send(card, JPKI);
  await send(card, WRONG);
  await send(card, PIN);
  t.deepEqual(written, [2, 1, 3]);

  const {card: broken} = testCard({
    store: {
      write() {
        throw new Error('disk full');
      },
    },
  });
  await send(broken, JPKI);
  t.is(await send(broken, PIN), '6581');
  t.is(await send(broken, '00200098'), '63C3');
  t.is(await send(broken, '802A00970101 00'), '6982');
});

test('commands sent without waiting are served one after the other', async (t) => {
  const {card} = testCard();
  const answers = await Promise.all(
    [JPKI, PIN, '802A00970101 00', '00A4040C07A0000001510000', '802A00970101 00'].map((hex) =>
      send(card, hex),
    ),
  );
  t.is(answers[2]?.slice(-4), '9000');
  t.is(answers[4], '6D00');
});

test('commands that waited when the power went are nobody’s afterwards', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  await send(card, PIN);
  const waiting = ['802A00970101 00', JPKI, PIN].map((hex) => send(card, hex));
  card.powerOff();
  card.powerOn();
  t.deepEqual(await Promise.all(waiting), ['6F00', '6F00', '6F00']);
  t.is(await send(card, '802A00970101 00'), '6D00');
});

test('a chain of many small parts takes time in proportion to its bytes', async (t) => {
  const {card} = testCard({record: () => undefined});
  await send(card, JPKI);
  for (let i = 0; i < 65_535; i += 1) {
    await card.transmit(fromHex('10B0000001AA'));
  }
  t.is(await send(card, '10B0000001AA'), '6700');
});

test('power lost during a signature gives the signature to nobody', async (t) => {
  const {card} = testCard();
  await send(card, JPKI);
  await send(card, PIN);
  const signing = send(card, '802A00970101 00');
  card.powerOff();
  card.powerOn();
  t.is(await signing, '6F00');
});

test('an exception inside a handler becomes 6F00 and an entry in the record', async (t) => {
  const {card, events} = testCard({
    rsa: {
      warm: () => undefined,
      compute: () => Promise.reject(new Error('no entropy')),
      close: () => Promise.resolve(),
    },
  });
  await send(card, JPKI);
  await send(card, PIN);
  t.is(await send(card, '802A00970101 00'), '6F00');
  t.true(events.some((event) => event.type === 'fault' && event.message.includes('no entropy')));
});

test('a modelled card takes its profile’s time on any clock, and says how it is made up', async (t) => {
  const clock = virtualClock(new Date('2026-04-01T00:00:00Z'));
  const {card, events} = testCard({clock}, 'contactless-106');
  await send(card, JPKI);
  await send(card, '00B08A0000');
  const apdus = events.filter((event) => event.type === 'apdu');
  // 15 bytes out, 2 back in a block each; then 5 out, 258 back in two, of which the first is acknowledged.
  const [short, long] = [17 * 94.4e3 + 2 * 640.9e3, 263 * 94.4e3 + 4 * 640.9e3];
  t.deepEqual(
    apdus.map((event) => [event.end - event.at, event.modelled]),
    [
      [12e6 + short, {cardNs: 12e6, linkNs: short}],
      [5e6 + long, {cardNs: 5e6, linkNs: long}],
    ],
  );
});

test('no PIN reaches the record, wherever the length bytes put it', async (t) => {
  const {card, events} = testCard();
  await send(card, JPKI);
  for (const command of [
    PIN,
    '0020009805 31323334',
    '00200098000004 31323334',
    '10200098 04 31323334',
    '8032008004 31323334',
  ]) {
    await send(card, command);
  }
  t.false(JSON.stringify(events).includes('31323334'));
});

/** Commands a stranger might send: anything from noise to near misses of real ones. */
const hostile = (seed: string, count: number): Uint8Array[] => {
  const random = seededRandom(seed);
  const pick = (n: number): number => (random.bytes(1)[0] as number) % n;
  const heads = [
    '00A4040C',
    '00A4020C02',
    '00B0',
    '00B08A',
    '002000',
    '00240180',
    '802A00',
    '00840000',
    '80A206C1',
    '00CA',
    '00B201',
    '1020',
  ];
  return Array.from({length: count}, () => {
    const head = pick(3) === 0 ? new Uint8Array(0) : fromHex(heads[pick(heads.length)] ?? '');
    return Uint8Array.from([...head, ...random.bytes(pick(4) === 0 ? pick(250) : pick(8))]);
  });
};

test('no command crashes the card, leaks through its length, or raises a counter', async (t) => {
  const {card, events} = testCard();
  await send(card, JPKI);
  const tries = (): number[] =>
    [...(card.persistent.applications.get('jpki')?.credentials.values() ?? [])].map(
      ({triesLeft}) => triesLeft,
    );
  let before = tries();
  for (const command of hostile('hostile-1', 20_000)) {
    const answer = await card.transmit(command);
    if (answer.length < 2 || answer.length > 65_538) {
      t.fail(`${toHex(command)} was answered with ${answer.length} bytes`);
    }
    const after = tries();
    if (after.some((left, i) => left > (before[i] ?? 0))) {
      t.fail(`${toHex(command)} raised a counter`);
    }
    before = after;
  }
  const faults = events.filter((event: RecordEvent) => event.type === 'fault');
  t.deepEqual(faults, []);
  t.is(await send(card, JPKI), '9000');
});
