import test from 'ava';
import {
  decodeToCard,
  encodeFrame,
  encodeToCard,
  FrameReader,
  fromHex,
  mostFrameBytes,
  seededRandom,
  type ToCard,
  toHex,
} from '../../protocol/index.ts';
import {refusal} from '../support/refusal.ts';

const messages: readonly (readonly [name: string, message: ToCard, body: string])[] = [
  ['power off', {kind: 'power-off'}, '00'],
  ['power on', {kind: 'power-on'}, '01'],
  ['reset', {kind: 'reset'}, '02'],
  ['ATR', {kind: 'atr'}, '04'],
  ['the shortest command', {kind: 'apdu', bytes: fromHex('0004')}, '0004'],
  ['a command', {kind: 'apdu', bytes: fromHex('00A40000')}, '00A40000'],
];

const plain = (message: ToCard): string =>
  message.kind === 'apdu' ? `apdu ${toHex(message.bytes)}` : message.kind;

for (const [name, message, body] of messages) {
  test(`vpcd message to the card, ${name}: value and bytes become each other`, (t) => {
    t.is(toHex(encodeToCard(message)), body);
    t.is(plain(decodeToCard(fromHex(body))), plain(message));
    t.is(toHex(encodeToCard(decodeToCard(fromHex(body)))), body);
    t.is(plain(decodeToCard(encodeToCard(message))), plain(message));
  });
}

const refused: readonly (readonly [name: string, body: string, sentence: string])[] = [
  ['an empty message', '', 'but an empty message came'],
  ['control byte 3', '03', 'but control byte 3 came'],
  ['control byte 5', '05', 'but control byte 5 came'],
  ['control byte 255', 'FF', 'but control byte 255 came'],
];

for (const [name, body, sentence] of refused) {
  test(`vpcd message to the card, ${name}: refused in a sentence`, (t) => {
    refusal(t, () => decodeToCard(fromHex(body)), 'KZS-VPCD-CONTROL', sentence);
  });
}

test('a command of one byte is not sent, for the card would take it for a control byte', (t) => {
  for (const bytes of [fromHex(''), fromHex('00')]) {
    refusal(
      t,
      () => encodeToCard({kind: 'apdu', bytes}),
      'KZS-VPCD-CONTROL',
      `one of ${bytes.length} was given`,
    );
  }
});

test('a frame is a big-endian length and its body, up to 65,535 bytes', (t) => {
  t.is(toHex(encodeFrame(fromHex(''))), '0000');
  t.is(toHex(encodeFrame(fromHex('04'))), '000104');
  t.is(toHex(encodeFrame(new Uint8Array(256)).subarray(0, 2)), '0100');
  t.is(encodeFrame(new Uint8Array(mostFrameBytes)).length, 65537);
  refusal(t, () => encodeFrame(new Uint8Array(65536)), 'KZS-VPCD-LENGTH', 'but 65536 were given');
});

test('wherever the stream is cut, the reader gives the same messages', (t) => {
  const random = seededRandom('cuts');
  const number = (below: number): number => {
    const [high = 0, low = 0] = random.bytes(2);
    return ((high << 8) | low) % below;
  };
  for (let round = 0; round < 200; round += 1) {
    const bodies = Array.from({length: 1 + number(8)}, () =>
      random.bytes(number(round % 10 === 0 ? 3000 : 20)),
    );
    const stream = Buffer.concat(bodies.map(encodeFrame));
    const reader = new FrameReader();
    const found: Uint8Array[] = [];
    for (let at = 0; at < stream.length; ) {
      const next = Math.min(stream.length, at + number(1 + number(40)));
      const chunk = Uint8Array.from(stream.subarray(at, next));
      found.push(...reader.push(chunk));
      chunk.fill(0xee);
      at = next;
    }
    t.deepEqual(found.map(toHex), bodies.map(toHex), `round ${round}`);
    t.is(reader.pendingBytes, 0);
  }
});

test('the reader counts what it holds of an unfinished message, and gives each body a memory of its own', (t) => {
  const reader = new FrameReader();
  t.deepEqual(reader.push(fromHex('00')), []);
  t.is(reader.pendingBytes, 1);
  const chunk = fromHex('02AABB00');
  const [body = fromHex('')] = reader.push(chunk);
  t.is(reader.pendingBytes, 1);
  chunk.fill(0);
  t.is(toHex(body), 'AABB');
  t.deepEqual(reader.push(fromHex('0000')).map(toHex), ['']);
  t.is(reader.pendingBytes, 1);
});
