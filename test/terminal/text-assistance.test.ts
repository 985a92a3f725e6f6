import test from 'ava';
import {
  command,
  fromHex,
  KazasuError,
  type RecordEvent,
  realClock,
  systemRandom,
  toHex,
} from '../../protocol/index.ts';
import type {ApduChannel} from '../../terminal/apdu/apdu-channel.ts';
import {apduChannel} from '../../terminal/apdu/apdu-stack.ts';
import {ConfidentialReads} from '../../terminal/apdu/confidential-reads.ts';
import {textSecureMessaging} from '../../terminal/apdu/text-secure-messaging.ts';
import {PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/sessions/status-error.ts';
import {TextAssistanceSession} from '../../terminal/sessions/text-assistance.ts';
import {textCard, textHolder, textIdentity, textSecrets} from '../support/text-card.ts';

const attributes = {
  name: textHolder.name,
  address: textHolder.address,
  birthDate: '19890107',
  sex: '1',
};

/** A terminal at a card in this process, with what each of them recorded. */
const bench = (options: {extendedLength?: boolean} = {}) => {
  const {card, events: cardEvents} = textCard();
  const terminalEvents: RecordEvent[] = [];
  const channel = apduChannel(
    {transmit: async (bytes) => card.transmit(bytes)},
    {clock: realClock(), record: (event) => terminalEvents.push(event), ...options},
  );
  return {card, channel, cardEvents, terminalEvents};
};

test('a session reads the number and the attributes in clear with the PIN', async (t) => {
  const session = await TextAssistanceSession.open(bench().channel);
  t.is(await session.triesLeft('pin'), 3);
  await session.verify('pin', textSecrets.pin);
  t.is(await session.readMyNumber(), textIdentity.myNumber);
  t.deepEqual(await session.readAttributes(), attributes);
});

test('照合番号A opens the number, B the attributes, and neither opens the other', async (t) => {
  const a = await TextAssistanceSession.open(bench().channel);
  await a.verify('A', textSecrets.A);
  t.is(await a.readMyNumber(), textIdentity.myNumber);
  await t.throwsAsync(a.readAttributes(), {instanceOf: UnexpectedStatus, message: /6982/});
  await t.throwsAsync(a.openSecureMessaging(systemRandom()), {message: /SET SESSION KEY .*6982/});
  const b = await TextAssistanceSession.open(bench().channel);
  await b.verify('B', textSecrets.B);
  t.deepEqual(await b.readAttributes(), attributes);
  await t.throwsAsync(b.readMyNumber(), {instanceOf: UnexpectedStatus, message: /6982/});
});

test('wrong credentials are told with the tries left, and no secret stands in the error', async (t) => {
  const session = await TextAssistanceSession.open(bench().channel);
  const error = await t.throwsAsync(session.verify('A', '000000099999'), {instanceOf: WrongPin});
  t.is((error as WrongPin).triesLeft, 9);
  t.false(String(error).includes('99999'));
  for (const left of [2, 1, 0]) {
    const wrong = await t.throwsAsync(session.verify('pin', '0000'), {instanceOf: WrongPin});
    t.is((wrong as WrongPin).triesLeft, left);
  }
  await t.throwsAsync(session.verify('pin', textSecrets.pin), {instanceOf: PinBlocked});
  t.is(await session.triesLeft('pin'), 0);
});

test('the PIN can be changed', async (t) => {
  const session = await TextAssistanceSession.open(bench().channel);
  await session.verify('pin', textSecrets.pin);
  await session.changePin('9876');
  await t.throwsAsync(session.verify('pin', textSecrets.pin), {instanceOf: WrongPin});
  await session.verify('pin', '9876');
});

for (const extendedLength of [true, false]) {
  const how = extendedLength ? 'an extended command' : 'a chain of commands';
  test(`under secure messaging, opened by ${how}, everything is read and verified as in clear`, async (t) => {
    const {channel} = bench({extendedLength});
    const plain = await TextAssistanceSession.open(channel);
    await plain.verify('pin', textSecrets.pin);
    const session = await plain.openSecureMessaging(systemRandom());
    t.deepEqual(await session.readAttributes(), attributes);
    await session.verify('A', textSecrets.A);
    await session.verify('B', textSecrets.B);
    await t.throwsAsync(session.verify('A', '000000099999'), {instanceOf: WrongPin});
    t.is(await session.readMyNumber(), textIdentity.myNumber);
    // Plain commands in between do not count.
    t.is(await plain.triesLeft('A'), 9);
    t.is(await session.readMyNumber(), textIdentity.myNumber);
    await t.throwsAsync(session.changePin('1111'), {message: /KZS-TEXT-SM-COMMAND/});
    t.is(await session.readMyNumber(), textIdentity.myNumber);
  });
}

test('a session that the card ended says so from then on, and a new one can be opened', async (t) => {
  const {channel, card} = bench();
  const plain = await TextAssistanceSession.open(channel);
  await plain.verify('pin', textSecrets.pin);
  const session = await plain.openSecureMessaging(systemRandom());
  card.reset();
  await t.throwsAsync(session.readMyNumber(), {message: /KZS-CARD-STATUS: .*69FC/});
  await t.throwsAsync(session.readMyNumber(), {message: /KZS-TEXT-SM-ENDED: .*69FC/});
  t.is(await (await plain.openSecureMessaging(systemRandom())).readMyNumber(), textIdentity.myNumber);
});

const answering = (hex: string): ApduChannel => ({
  send: async () => ({data: fromHex(hex), sw: (await plainOk()).sw}),
});
const plainOk = () => bench().channel.send(command({cla: 0, ins: 0xa4, p1: 4, p2: 0x0c}));

for (const [title, data] of Object.entries({
  'another data object': '990101',
  'a second data object': `861101${'00'.repeat(16)}990101`,
  'another padding indicator': `861102${'00'.repeat(16)}`,
  'a piece of a block': `861001${'00'.repeat(15)}`,
  'a cryptogram of another key': `861101${'00'.repeat(16)}`,
})) {
  test(`a protected answer with ${title} is refused`, async (t) => {
    const channel = textSecureMessaging(answering(data), new Uint8Array(32));
    const error = await t.throwsAsync(channel.send(command({cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 16})), {
      instanceOf: KazasuError,
    });
    t.is((error as KazasuError).id, 'KZS-TEXT-SM-RESPONSE');
  });
}

test('a card without the application is refused with a sentence', async (t) => {
  const {channel} = bench();
  const without: ApduChannel = {
    send: (sent) => channel.send(sent.p1 === 4 ? {...sent, data: fromHex('A0000000030000')} : sent),
  };
  await t.throwsAsync(TextAssistanceSession.open(without), {
    message: /KZS-TEXT-APPLICATION-NOT-FOUND: .*6A82/,
  });
});

/** All that a person could find the number by: digits, their bytes, and the hash that few enough numbers share. */
const traces = async (): Promise<string[]> => {
  const {card} = textCard();
  for (const hex of ['00A4040C0AD3921000310001010408', '0020009104 34333231']) {
    await card.transmit(fromHex(hex));
  }
  const integrity = toHex(await card.transmit(fromHex('00B08300000000')));
  const digits = textIdentity.myNumber;
  return [digits, toHex(Buffer.from(digits)), digits.slice(-5), integrity.slice(16, 80)];
};

for (const protection of ['in clear', 'under secure messaging']) {
  test(`no record of either side shows the number when it is read and verified ${protection}`, async (t) => {
    const {channel, cardEvents, terminalEvents} = bench();
    const plain = await TextAssistanceSession.open(channel);
    await plain.verify('pin', textSecrets.pin);
    const session = protection === 'in clear' ? plain : await plain.openSecureMessaging(systemRandom());
    await session.verify('A', textSecrets.A);
    t.is(await session.readMyNumber(), textIdentity.myNumber);
    t.deepEqual(await session.readAttributes(), attributes);
    for (const sfi of [0x81, 0x83]) {
      t.true((await channel.send(command({cla: 0, ins: 0xb0, p1: sfi, p2: 0, ne: 65536}))).data.length > 16);
    }
    for (const events of [cardEvents, terminalEvents]) {
      const text = JSON.stringify(events);
      for (const trace of await traces()) {
        t.false(text.includes(trace), trace);
      }
      t.regex(text, /"response":"(\*\*){17}9000"/);
    }
    if (protection === 'in clear') {
      // What is not the number stays readable: a mask over everything would pass the test above.
      const name = toHex(Buffer.from(textHolder.name));
      t.true(JSON.stringify(cardEvents).includes(name));
      t.true(JSON.stringify(terminalEvents).includes(name));
    }
  });
}

const TEXT = '00A4040C0AD3921000310001010408';
const JPKI = '00A4040C0AD392F000260100000001';
const FACE = '00A4040C0AD3921000310001010402';
const EF = (id: string): string => `00A4020C02${id}`;
const READ = '00B0000011';

const followed: Record<string, {after: readonly string[]; read: string; masked: boolean}> = {
  'before anything is selected': {after: [], read: READ, masked: true},
  'behind the application of the signature keys': {after: [JPKI, EF('0001')], read: READ, masked: false},
  'of EF 0001': {after: [TEXT, EF('0001')], read: READ, masked: true},
  'of EF 0001 at another offset': {after: [TEXT, EF('0001')], read: '00B0000305', masked: true},
  'of EF 0002': {after: [TEXT, EF('0002')], read: READ, masked: false},
  'of EF 0001 by SFI': {after: [TEXT, EF('0002')], read: '00B0810000', masked: true},
  'of EF 0002 by SFI': {after: [TEXT, EF('0001')], read: '00B0820000', masked: false},
  'that goes on with what an SFI selected': {
    after: [TEXT, EF('0002'), '00B0810001'],
    read: READ,
    masked: true,
  },
  'of the rest of a response': {after: [TEXT, EF('0001')], read: '00C0000011', masked: true},
  'of a record by SFI': {after: [TEXT, EF('0002')], read: '00B2011400', masked: false},
  'of a record where the number is': {after: [TEXT, EF('0002')], read: '00B2010C00', masked: true},
  'of the picture of the number': {after: [FACE, EF('0005')], read: READ, masked: true},
  'of the card face': {after: [FACE, EF('0002')], read: READ, masked: false},
  'after a part of the AID': {after: ['00A4040C05D392100031', EF('0001')], read: READ, masked: true},
  'after the next occurrence of a part': {
    after: [JPKI, '00A4040E02D392', EF('0001')],
    read: READ,
    masked: true,
  },
  'after a SELECT nobody can read': {
    after: [TEXT, EF('0002'), `08A4020C13861101${'00'.repeat(16)}`],
    read: '08B0000000000596030000110000',
    masked: true,
  },
  'after a SELECT in pieces': {
    after: [TEXT, EF('0002'), '10A4020C0100', '00A4020C0101'],
    read: READ,
    masked: true,
  },
  'by bytes that are no command': {after: [TEXT, EF('0002')], read: '00B081000000', masked: true},
  'when no EF is current': {after: [JPKI, TEXT], read: READ, masked: true},
};

for (const [title, {after, read, masked}] of Object.entries(followed)) {
  test(`the terminal's record ${masked ? 'masks' : 'shows'} a read ${title}`, (t) => {
    const reads = new ConfidentialReads();
    for (const sent of after) {
      reads.recorded(fromHex(sent), fromHex('9000'));
    }
    t.is(reads.recorded(fromHex(read), fromHex('AABB9000')), masked ? '****9000' : 'AABB9000');
  });
}

test("a refused command selects nothing in the terminal's eyes, and one refused by SFI leaves doubt", (t) => {
  const reads = new ConfidentialReads();
  for (const sent of [TEXT, EF('0002')]) {
    reads.recorded(fromHex(sent), fromHex('9000'));
  }
  reads.recorded(fromHex(EF('0001')), fromHex('6A82'));
  reads.recorded(fromHex(JPKI), fromHex('6A82'));
  t.is(reads.recorded(fromHex(READ), fromHex('AA9000')), 'AA9000');
  t.is(reads.recorded(fromHex('00B0810011'), fromHex('6982')), '6982');
  t.is(reads.recorded(fromHex(READ), fromHex('AA9000')), '**9000');
});
