import {readFileSync} from 'node:fs';
import test from 'ava';
import {type ApduEvent, KazasuError, type RecordEvent, recordEventSchema} from '../../../protocol/index.ts';
import {importLog} from '../../../terminal/index.ts';

/** Logs that pcscd 1.9.9 and its libpcscspy wrote at an emulated card; lines about sockets and drivers are left out. */
const sample = (name: string): string => readFileSync(`test/terminal/pcsc/logs/${name}.txt`, 'utf8');

const apdus = (events: readonly RecordEvent[]): ApduEvent[] =>
  events.filter((event): event is ApduEvent => event.type === 'apdu');

const reader = 'Kazasu Virtual Reader 00 00';
const second = 'Kazasu Virtual Reader 00 01';

const short = (event: ApduEvent): string => `${event.command}=${event.response}`;

const login = [
  '00A4040C0AD392F000260100000001=9000',
  '00A4020C020018=9000',
  '00200080=63C3',
  '0020008004********=9000',
  '00A4020C02000A=9000',
  '00B0000004=308204B09000',
];

const myNumber = [
  '00A4040C0AD3921000310001010408=9000',
  '00A4020C020011=9000',
  '0020008004********=9000',
  '00A4020C020001=9000',
  `00B0000011=${'**'.repeat(17)}9000`,
  '00A4020C020002=9000',
  '00B0000004=FF205FDF9000',
];

/** Sample: format, exchanges by card, and power as `state card`. */
const samples: Readonly<
  Record<
    string,
    readonly [
      source: string,
      exchanges: Readonly<Record<string, readonly string[]>>,
      power: readonly string[],
    ]
  >
> = {
  'pcscd-apdu': ['pcscd', {card: myNumber}, []],
  'pcscd-debug': ['pcscd', {[reader]: myNumber}, [`on ${reader}`, `off ${reader}`, `on ${reader}`]],
  'pcscd-two-readers-color': [
    'pcscd',
    {[reader]: login, [second]: login},
    [
      ...[`on ${reader}`, `off ${reader}`, `on ${second}`, `off ${second}`],
      ...[`on ${reader}`, `off ${reader}`, `on ${second}`],
    ],
  ],
};

for (const [name, [source, exchanges, power]] of Object.entries(samples)) {
  test(`The log ${name} is read with one card a reader, its power, and nothing secret`, (t) => {
    const log = importLog(sample(name), name);
    t.is(log.source, source);
    t.deepEqual(log.remarks, []);
    const cards = [...new Set(apdus(log.events).map(({card}) => card))];
    t.deepEqual(
      Object.fromEntries(
        cards.map((card) => [
          card,
          apdus(log.events)
            .filter((event) => event.card === card)
            .map(short),
        ]),
      ),
      exchanges,
    );
    t.deepEqual(
      log.events.flatMap((event) => (event.type === 'power' ? [`${event.state} ${event.card}`] : [])),
      power,
    );
    t.true(log.events.every((event) => recordEventSchema.safeParse(event).success));
    t.true(sample(name).includes('31 32 33 34'), 'the sample has the PIN');
    t.false(JSON.stringify(log.events).includes('31323334'));
    t.false(JSON.stringify(log.events).includes('303030303030303236393231'));
  });
}

test('What libpcscspy wrote is read with the dates of its clock, and OpenSC’s PIN is masked', (t) => {
  const log = importLog(sample('pcsc-spy'), 'spy');
  const exchanges = apdus(log.events);
  t.is(log.source, 'libpcscspy');
  t.is(log.origin?.toISOString(), '2026-11-25T18:56:05.859Z');
  t.is(exchanges.length, 17);
  t.true(exchanges.every(({card, at, end}) => card === reader && end > at));
  t.true(exchanges.some(({command}) => command === '0020008004********'));
  t.like(log.events[0], {type: 'power', state: 'on', atr: '3BDA13FF8131FB468012392F31C173C601C03B'});
  t.true(sample('pcsc-spy').includes('31 32 33 34'));
  t.false(JSON.stringify(log.events).includes('31323334'));
});

test('Times are the µs of the log, summed from its first line', (t) => {
  const {events} = importLog(
    '00000007 start\n00000010 APDU: 00 84 00 00 02 \n00000250 SW: AB CD 90 00 \n',
    'x',
  );
  t.like(apdus(events)[0], {at: 17_000, end: 267_000, response: 'ABCD9000'});
});

test('What the journal writes in front of a line, and Windows line ends, are passed over', (t) => {
  const front = 'Nov 25 18:53:01 host pcscd[812]: ';
  const {events} = importLog(
    `${front}00000010 APDU: 00 84 00 00 01\r\n${front}00000010 SW: 12 90 00\r\n`,
    'x',
  );
  t.deepEqual(apdus(events).map(short), ['0084000001=129000']);
});

test('Threads tell apart what runs at the same time at two readers', (t) => {
  const thread = (id: number, what: string): string => `00000001 [${id}] ${what}\n`;
  const connect = (id: number, name: string): string =>
    [
      thread(id, `winscard_svc.c:361:ContextThread() Received command: CONNECT from client ${id}`),
      thread(id, `winscard.c:258:SCardConnect() Attempting Connect to ${name} using protocol: 3`),
      thread(id, `winscard_svc.c:523:ContextThread() CONNECT for client ${id}, rv=SCARD_S_SUCCESS`),
    ].join('');
  const text = [
    ...[connect(1, 'A'), connect(2, 'B')],
    ...[thread(1, 'APDU: 00 84 00 00 01'), thread(2, 'APDU: 00 84 00 00 02')],
    ...[thread(1, 'SW: 0A 90 00'), thread(2, 'SW: 0B 0B 90 00')],
  ].join('');
  t.deepEqual(
    apdus(importLog(text, 'x').events).map((event) => `${event.card} ${short(event)}`),
    ['A 0084000001=0A9000', 'B 0084000002=0B0B9000'],
  );
});

/** Log that breaks off, and why its last command is left out. The command before is always kept. */
const whole = '00000010 APDU: 00 84 00 00 01 \n00000010 SW: 12 90 00 \n';
const spyCall = (transmit: string): string => `7F@>|1|0|SCardTransmit\n${transmit}`;
const spyValues = '7F@0x1\n7F@0x2\n7F@0x10\n7F@0x5\n7F@00 84 00 00 01 \n7F@0x1\n7F@0x10\n7F@0x3\n';
const spyWhole = spyCall(`${spyValues}7F@12 90 00 \n7F@<|1|9|SCardTransmit|Command successful.|0x00000000\n`);
const brokenOff: Readonly<Record<string, readonly [text: string, remark: RegExp]>> = {
  'before an answer': [`${whole}00000010 APDU: 00 20 00 80 04 31 32 33 34 \n`, /line 3 .* before its answer/],
  'within an answer': [
    `${whole}00000010 APDU: 00 84 00 00 08 \n00000010 SW: 12 34 5`,
    /line 3 .* within its answer/,
  ],
  'within an answer, at a byte’s end': [
    `${whole}00000010 APDU: 00 84 00 00 08 \n00000010 SW: 12 34 56`,
    /line 3 .* within its answer/,
  ],
  'within a command': [`${whole}00000010 APDU: 00 84 0`, /line 3 .* before its answer/],
  'at a card that was pulled': [
    `${whole}00000010 APDU: 00 84 00 00 08 \n00000010 SW: \n`,
    /line 3 .* no answer came/,
  ],
  'in a call of libpcscspy': [`${spyWhole}${spyCall('7F@0x1\n7F@0x')}`, /line 12 .* before its answer/],
  'in a call that failed': [
    `${spyWhole}${spyCall(`${spyValues}7F@\n7F@<|1|9|SCardTransmit|Card was removed.|0x80100069\n`)}`,
    /line 12 .* no answer came/,
  ],
};

for (const [where, [text, remark]] of Object.entries(brokenOff)) {
  test(`A log that breaks off ${where} is read to there, and the command left out is told`, (t) => {
    const {events, remarks} = importLog(text, 'x');
    t.is(apdus(events).length, 1);
    t.is(remarks.length, 1);
    t.regex(remarks[0]?.en ?? '', remark);
    t.notRegex(JSON.stringify(remarks), /31/);
  });
}

/** Text that is refused, and how the sentence ends. */
const refused: Readonly<Record<string, readonly [text: string, ending: RegExp]>> = {
  'an empty file': ['', /at line 1 there is nothing$/],
  'another program’s log': ['2026-01-01 INFO hello\n', /at line 1 it is no line of pcscd$/],
  'a log without commands': [
    '00000000 start\n00000001 end\n',
    /at line 2 it ends without a command that was answered; pcscd logs them with --apdu$/,
  ],
  'an answer without its command': [
    '00000000 start\n00000001 SW: 90 00 \n',
    /at line 2 an answer stands without/,
  ],
  'bytes that are no hex': [
    `${whole}00000001 APDU: 00 8G\n00000001 SW: 90 00\n`,
    /at line 3 the bytes of a command/,
  ],
  'a command line with a letter before it': [
    `${whole}x0000001 APDU: 00 84\n`,
    /at line 3 it is no line of pcscd$/,
  ],
  'two commands at once without threads': [
    `${whole}00000001 APDU: 00 84 00 00 01\n00000001 APDU: 00 84 00 00 02\n`,
    /at line 4 a second command begins before the first is answered; log with --color/,
  ],
  'what pcsc-spy shows': [
    'SCardTransmit\n i hCard: 0x1\n',
    /at line 1 it is what pcsc-spy shows; .*~\/pcsc-spy/,
  ],
  'calls of libpcscspy that cross': [
    '7F@>|1|0|SCardTransmit\n7F@<|1|1|SCardStatus|ok|0x00000000\n',
    /at line 2 the end of SCardTransmit was due, but SCardStatus ends$/,
  ],
  'a value of libpcscspy outside of a call': [
    '7F@>|1|0|SCardX\n7F@<|1|1|SCardX|ok|0x0\n7F@0x1\n',
    /at line 3 it stands/,
  ],
};

for (const [what, [text, ending]] of Object.entries(refused)) {
  test(`As a log, ${what} is refused with its line`, (t) => {
    const error = t.throws(() => importLog(text, 'some.log'), {instanceOf: KazasuError});
    t.is(error.id, 'KZS-LOG');
    t.regex(error.sentence.en, /^a log of .* was expected in some\.log, but /);
    t.regex(error.sentence.en, ending);
  });
}
