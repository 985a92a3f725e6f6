import test from 'ava';
import {command, digestInfo, fromHex, type RecordEvent, realClock, toHex} from '../../protocol/index.ts';
import {apduChannel} from '../../terminal/apdu/apdu-stack.ts';
import type {CardConnection} from '../../terminal/pcsc/port.ts';
import {JpkiSession} from '../../terminal/sessions/jpki.ts';
import {PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/sessions/status-error.ts';
import {inTransaction} from '../../terminal/sessions/transaction.ts';

const JPKI = '00A4040C0AD392F000260100000001';

/** A card that knows a list of commands, to be sent in this order, and an answer for each. */
const script = (
  exchanges: readonly (readonly [command: string, answer: string])[],
): {transmit(bytes: Uint8Array): Promise<Uint8Array>; readonly left: number} => {
  const rest = [...exchanges];
  return {
    async transmit(bytes) {
      const [expected, answer] = rest.shift() ?? ['nothing more', '6F00'];
      if (toHex(bytes) !== expected.replaceAll(' ', '')) {
        throw new Error(`${expected} was expected, ${toHex(bytes)} came`);
      }
      return fromHex(answer);
    },
    get left() {
      return rest.length;
    },
  };
};

const clock = realClock();

test('a session reads the token, a certificate in pieces, verifies and signs as the public clients do', async (t) => {
  const body = 'AA'.repeat(300);
  const signed = toHex(digestInfo('sha256', Buffer.from('challenge')));
  const card = script([
    [JPKI, '9000'],
    ['00A4020C020006', '9000'],
    ['00B0000020', `${toHex(Buffer.from('JPKIAPICCTOKEN2'.padEnd(32)))}9000`],
    ['00A4020C02000A', '9000'],
    ['00B0000004', '3082012C9000'],
    ['00B0000400', `${body.slice(0, 512)}9000`],
    ['00B001042C', `${body.slice(512)}9000`],
    ['00A4020C020018', '9000'],
    ['00200080', '63C3'],
    ['00A4020C020018', '9000'],
    ['0020008004 31323334', '9000'],
    ['00A4020C020017', '9000'],
    [`802A008033 ${signed} 00`, `${'5A'.repeat(256)}9000`],
    ['00A4020C02001B', '9000'],
    ['0020008006 414243313233', '9000'],
    ['00A4020C02001B', '9000'],
    ['0024018006 585958313233', '9000'],
  ]);
  const session = await JpkiSession.open(apduChannel(card, {clock}));
  t.is(await session.tokenLabel(), 'JPKIAPICCTOKEN2');
  t.is(toHex(await session.readCertificate('user-authentication')), `3082012C${body}`);
  t.is(await session.triesLeft('user-authentication'), 3);
  await session.verify('user-authentication', '1234');
  t.is((await session.computeDigitalSignature('user-authentication', fromHex(signed))).length, 256);
  await session.verify('digital-signature', 'abc123');
  await session.changeReferenceData('digital-signature', 'xyx123');
  t.is(card.left, 0);
});

const refusals: Record<string, readonly [answer: string, check: (error: unknown) => boolean]> = {
  'a wrong PIN carries the tries left': ['63C1', (e) => e instanceof WrongPin && e.triesLeft === 1],
  'a blocked PIN is told by 6984': ['6984', (e) => e instanceof PinBlocked],
  'a blocked PIN is told by 6983': ['6983', (e) => e instanceof PinBlocked],
  'any other status word is named': [
    '6985',
    (e) => e instanceof UnexpectedStatus && e.message.includes('6985 conditions of use not satisfied'),
  ],
};

for (const [title, [answer, check]] of Object.entries(refusals)) {
  test(`in verify, ${title}`, async (t) => {
    const card = script([
      [JPKI, '9000'],
      ['00A4020C020018', '9000'],
      ['0020008004 31323334', answer],
    ]);
    const session = await JpkiSession.open(apduChannel(card, {clock}));
    const error = await t.throwsAsync(session.verify('user-authentication', '1234'));
    t.true(check(error), String(error));
    t.false(String(error).includes('1234'));
  });
}

test('a card without the application, or with a strange certificate, is refused with a sentence', async (t) => {
  const missing = await t.throwsAsync(JpkiSession.open(apduChannel(script([[JPKI, '6A82']]), {clock})));
  t.regex(missing?.message ?? '', /KZS-JPKI-APPLICATION-NOT-FOUND: .*6A82/);
  const session = await JpkiSession.open(
    apduChannel(
      script([
        [JPKI, '9000'],
        ['00A4020C02000A', '9000'],
        ['00B0000004', 'FFFFFFFF9000'],
      ]),
      {clock},
    ),
  );
  const strange = await t.throwsAsync(session.readCertificate('user-authentication'));
  t.regex(strange?.message ?? '', /KZS-JPKI-CERTIFICATE: .*ffffffff/);
});

test('61xx is fetched by GET RESPONSE and 6Cxx asked again with the exact Le', async (t) => {
  const channel = apduChannel(
    script([
      ['00B0000000', '6C03'],
      ['00B0000003', '0102036102'],
      ['00C0000002', '04059000'],
    ]),
    {clock},
  );
  const {data, sw} = await channel.send(command({cla: 0, ins: 0xb0, p1: 0, p2: 0, ne: 256}));
  t.is(toHex(data), '0102030405');
  t.is(String(sw), '9000 normal processing');
});

test('a card without extended lengths gets long data as a chain, which a refusal ends', async (t) => {
  const data = new Uint8Array(300).fill(7);
  const send = (answers: readonly [string, string][]) =>
    apduChannel(script(answers), {clock, extendedLength: false}).send(
      command({cla: 0x80, ins: 0xa2, p1: 6, p2: 0xc1, data}),
    );
  const first = `90A206C1FF${'07'.repeat(255)}`;
  const whole = await send([
    [first, '9000'],
    [`80A206C12D${'07'.repeat(45)}`, '9000'],
  ]);
  t.is(String(whole.sw), '9000 normal processing');
  t.is((await send([[first, '6884']])).sw.value, 0x6884);
});

test('what is recorded names no secret', async (t) => {
  const events: RecordEvent[] = [];
  const card = script([
    [JPKI, '9000'],
    ['00A4020C020018', '9000'],
    ['0020008004 31323334', '9000'],
  ]);
  const session = await JpkiSession.open(apduChannel(card, {clock, record: (event) => events.push(event)}));
  await session.verify('user-authentication', '1234');
  t.deepEqual(
    events.map((event) => event.type === 'apdu' && event.command),
    [JPKI, '00A4020C020018', '0020008004********'],
  );
});

test('a transaction ends with the work, and the error of the work is the one that is told', async (t) => {
  const calls: string[] = [];
  const connection = {
    beginTransaction: async () => void calls.push('begin'),
    endTransaction: async () => {
      calls.push('end');
      throw new Error('the card is gone');
    },
  } as unknown as CardConnection;
  const able = {transactions: true, reconnect: true};
  await t.throwsAsync(
    inTransaction(connection, able, () => Promise.reject(new Error('the work failed'))),
    {message: 'the work failed'},
  );
  await t.throwsAsync(
    inTransaction(connection, able, async () => 1),
    {message: 'the card is gone'},
  );
  t.is(await inTransaction(connection, {transactions: false, reconnect: false}, async () => 2), 2);
  t.deepEqual(calls, ['begin', 'end', 'begin', 'end']);
});
