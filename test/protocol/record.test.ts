import test from 'ava';
import {
  type ApduEvent,
  Dialogue,
  KazasuError,
  neededFor,
  type RecordEvent,
  readRecord,
  recordJsonSchema,
  streamRecord,
} from '../../protocol/index.ts';

const header =
  '{"type":"record","version":1,"product":"kazasu 0.1.0","origin":"2026-04-01T00:00:00.000Z","clock":"real","secrets":"masked"}';
const on = '{"type":"power","at":1,"card":"a","state":"on","atr":"3B80"}';

test('A record is read up to a last line that a crash cut off, which is told', (t) => {
  t.deepEqual(
    readRecord(`${header}\n${on}\n`, 'r').events.map(({type}) => type),
    ['power'],
  );
  const cut = readRecord(`${header}\n${on}\n${on.slice(0, 20)}`, 'r');
  t.is(cut.events.length, 1);
  t.is(cut.cutAtLine, 3);
  t.is(readRecord(`${header}\n${on}`, 'r').events.length, 1);
  t.is(readRecord(header, 'r').events.length, 0);
});

/** Text, and how the sentence ends. */
const refused: Readonly<Record<string, readonly [text: string, ending: RegExp]>> = {
  'an empty file': ['', /at line 1 it does not begin as a record does$/],
  'another kind of file': ['{"kind":"kazasu-card"}\n', /at line 1 it does not begin as a record does$/],
  'text that is no JSON': ['hello\n', /at line 1 it is not JSON$/],
  'a newer version': [`${header.replace('"version":1', '"version":2')}\n`, /at line 1 its version is 2$/],
  'a line that is cut off in the middle': [
    `${header}\n${on.slice(0, 20)}\n${on}\n`,
    /at line 2 it is not JSON$/,
  ],
  'an event that nobody knows': [`${header}\n{"type":"party","at":1}\n`, /at line 2 type does not fit/],
  'a time before the beginning': [
    `${header}\n${on.replace('"at":1', '"at":-1')}\n`,
    /at line 2 at does not fit/,
  ],
  'an answer that is not hex': [
    `${header}\n{"type":"apdu","side":"card","card":"a","at":1,"end":2,"command":"00A4","response":"zz"}\n`,
    /at line 2 response does not fit: expected hex digits/,
  ],
};

for (const [what, [text, ending]] of Object.entries(refused)) {
  test(`As a record, ${what} is refused with its line`, (t) => {
    const error = t.throws(() => readRecord(text, 'some.jsonl'), {instanceOf: KazasuError});
    t.is(error.id, 'KZS-RECORD');
    t.regex(
      error.sentence.en,
      /^a kazasu record \(JSON Lines, version 1\) was expected in some\.jsonl, but /,
    );
    t.regex(error.sentence.en, ending);
  });
}

/** A record in pieces of this many characters. */
const pieces = async function* (text: string, size: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) {
    yield text.slice(at, at + size);
  }
};

test('A record is the same in pieces of any size, and cut off anywhere', async (t) => {
  const whole = `${header}\n${on}\n${on}\n`;
  for (let length = header.length; length <= whole.length; length += 1) {
    const text = whole.slice(0, length);
    for (const size of [1, 7, text.length]) {
      const stream = await streamRecord(pieces(text, size), 'r');
      const events: RecordEvent[] = [];
      for await (const event of stream.events) {
        events.push(event);
      }
      const {cutAtLine} = stream;
      t.deepEqual(
        {header: stream.header, events, ...(cutAtLine === undefined ? {} : {cutAtLine})},
        readRecord(text, 'r'),
      );
    }
  }
});

for (const [what, [text, ending]] of Object.entries(refused)) {
  test(`As a record in pieces, ${what} is refused with its line`, async (t) => {
    const error = await t.throwsAsync(
      async () => {
        for await (const _ of (await streamRecord(pieces(text, 10), 'some.jsonl')).events) {
          // Only the reading counts.
        }
      },
      {instanceOf: KazasuError},
    );
    t.regex(error?.sentence.en ?? '', ending);
  });
}

test('A line without end is refused before it fills the memory', async (t) => {
  let given = 0;
  const endless = async function* (): AsyncGenerator<string> {
    for (; given < 1_000; given += 1) {
      yield 'x'.repeat(1 << 20);
    }
  };
  await t.throwsAsync(streamRecord(endless(), 'r'), {message: /KZS-RECORD: .* at line 1 /});
  t.true(given < 10, `${given} MiB were read`);
});

test('The JSON Schema of a line names the header and every event with what it must have', (t) => {
  const schema = recordJsonSchema() as {
    anyOf: {properties?: unknown; oneOf?: {properties: {type: {const: string}}}[]}[];
  };
  const [first, events] = schema.anyOf;
  t.like(first, {
    properties: {type: {const: 'record'}, version: {const: 1}},
    required: ['type', 'version', 'product', 'origin', 'clock', 'secrets'],
  });
  t.deepEqual(events?.oneOf?.map(({properties}) => properties.type.const).sort(), [
    ...['apdu', 'card-state', 'centre', 'fault', 'link', 'power', 'run', 'step', 'verdict'],
  ]);
});

const jpki = '00A4040C0AD392F000260100000001';

/** A dialogue from lines `COMMAND=RESPONSE`, a millisecond each. */
const dialogue = (...lines: readonly string[]): Dialogue => {
  const followed = new Dialogue();
  lines.forEach((line, i) => {
    const [command = '', response = ''] = line.split('=');
    const event: ApduEvent = {
      type: 'apdu',
      side: 'terminal',
      card: 'a',
      at: i * 1e6,
      end: i * 1e6 + 5e5,
      command,
      response,
    };
    followed.follow(event);
  });
  return followed;
};

test('A dialogue knows application, file and meaning of each command, with a masked PIN too', (t) => {
  const {exchanges} = dialogue(
    `${jpki}=9000`,
    '00A4020C020018=9000',
    '00200080=63C3',
    '0020008004********=63C2',
    '00B0860020=4A4B9000',
    '00A4020C02000A=9000',
    '00B0010010=01029000',
    '802A009733303130=6982',
    '00A4040007627601FF000000=6A82',
    'FFCA000000=6E00',
  );
  t.deepEqual(
    exchanges.map(({name, operation, file}) => [name, operation.kind, file?.id]),
    [
      ['SELECT application', 'select-application', undefined],
      ['SELECT EF', 'select-file', 0x18],
      ['VERIFY query', 'query', 0x18],
      ['VERIFY', 'verify', 0x18],
      ['READ BINARY', 'read', 0x06],
      ['SELECT EF', 'select-file', 0x0a],
      ['READ BINARY', 'read', 0x0a],
      ['no command', 'other', 0x0a],
      ['SELECT application', 'select-application', 0x0a],
      ['reader command', 'other', 0x0a],
    ],
  );
  t.like(exchanges[0]?.operation, {application: {name: 'jpki'}, again: false});
  t.like(exchanges[6]?.operation, {offset: 256, length: 2});
  t.is(exchanges[3]?.sw?.triesLeft, 2);
});

test('A VERIFY whose mistyped length was masked is no command, and no query', (t) => {
  const [exchange] = dialogue('00200080******=6700').exchanges;
  t.is(exchange?.name, 'no command');
  t.is(exchange?.operation.kind, 'other');
});

test('A signature needed the selections and the VERIFY in force, and nothing else of the dialogue', (t) => {
  const {exchanges} = dialogue(
    '00A4040007627601FF000000=6A82',
    `${jpki}=9000`,
    '00A4020C020018=9000',
    '00200080=63C3',
    `${jpki}=9000`,
    '00A4020C02000A=9000',
    '00B0000004=308200009000',
    '00A4020C020018=9000',
    '0020008004********=9000',
    '00A4020C020017=9000',
    '802A00800401020304=99999000',
  );
  t.deepEqual(
    [...neededFor(exchanges, [10])].sort((a, b) => a - b),
    [4, 7, 8, 9, 10],
  );
});

test('A second SELECT of what is current, and a second VERIFY, are told as such', (t) => {
  const {exchanges} = dialogue(
    `${jpki}=9000`,
    `${jpki}=9000`,
    '00A4020C020018=9000',
    '00A4020C020018=9000',
    '0020008004********=9000',
    '0020008004********=9000',
    '00A4020C020017=9000',
    '00A4020C020018=9000',
  );
  t.deepEqual(
    exchanges.map(({operation}) => 'again' in operation && operation.again),
    [false, true, false, true, false, true, false, false],
  );
});

test('Power forgets what a dialogue had selected', (t) => {
  const followed = dialogue(`${jpki}=9000`, '00A4020C020018=9000');
  followed.power({state: 'on'});
  const event = {
    type: 'apdu',
    side: 'card',
    card: 'a',
    at: 9,
    end: 10,
    command: '00A4020C020018',
    response: '6A82',
  } as const satisfies RecordEvent;
  const next = followed.follow(event);
  t.is(next.application, undefined);
  t.deepEqual(next.needs, []);
});
