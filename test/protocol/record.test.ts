import test from 'ava';
import {
  type ApduEvent,
  Dialogue,
  KazasuError,
  neededFor,
  type RecordEvent,
  readRecord,
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
