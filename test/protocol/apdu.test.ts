import test from 'ava';
import {
  apduLine,
  type CommandApdu,
  classByte,
  command,
  commandApdu,
  fromHex,
  KazasuError,
  responseApdu,
  StatusWord,
  sw,
  toHex,
  withoutChaining,
} from '../../protocol/index.ts';
import {refusal} from '../support/refusal.ts';

const filled = (length: number): Uint8Array => Uint8Array.from({length}, (_, i) => i & 0xff);
const select = {cla: 0x00, ins: 0xa4, p1: 0x04, p2: 0x0c} as const;
const read = {cla: 0x00, ins: 0xb0, p1: 0x81, p2: 0x02} as const;
const filler = (length: number): string => toHex(filled(length));

const commands: readonly (readonly [name: string, value: CommandApdu, hex: string])[] = [
  ['case 1', command({cla: 0x80, ins: 0xca, p1: 1, p2: 2}), '80CA0102'],
  ['case 2S, Le 1', command({...read, ne: 1}), '00B0810201'],
  ['case 2S, Le 255', command({...read, ne: 255}), '00B08102FF'],
  ['case 2S, Le 256', command({...read, ne: 256}), '00B0810200'],
  ['case 3S, Lc 1', command({...select, data: filled(1)}), '00A4040C0100'],
  ['case 3S, Lc 255', command({...select, data: filled(255)}), `00A4040CFF${filler(255)}`],
  ['case 4S, Lc 1', command({...select, data: filled(1), ne: 2}), '00A4040C010002'],
  [
    'case 4S, Lc 255 and Le 256',
    command({...select, data: filled(255), ne: 256}),
    `00A4040CFF${filler(255)}00`,
  ],
  ['case 2E, Le 1', command({...read, ne: 1, extended: true}), '00B08102000001'],
  ['case 2E, Le 257', command({...read, ne: 257}), '00B08102000101'],
  ['case 2E, Le 65535', command({...read, ne: 65535}), '00B0810200FFFF'],
  ['case 2E, Le 65536', command({...read, ne: 65536}), '00B08102000000'],
  ['case 3E, Lc 1', command({...select, data: filled(1), extended: true}), '00A4040C00000100'],
  ['case 3E, Lc 256', command({...select, data: filled(256)}), `00A4040C000100${filler(256)}`],
  ['case 3E, Lc 65535', command({...select, data: filled(65535)}), `00A4040C00FFFF${filler(65535)}`],
  [
    'case 4E, Lc 1 and Le 256',
    command({...select, data: filled(1), ne: 256, extended: true}),
    '00A4040C000001000100',
  ],
  [
    'case 4E, Lc 256 and Le 1',
    command({...select, data: filled(256), ne: 1}),
    `00A4040C000100${filler(256)}0001`,
  ],
  [
    'case 4E, Lc 65535 and Le 65536',
    command({...select, data: filled(65535), ne: 65536}),
    `00A4040C00FFFF${filler(65535)}0000`,
  ],
];

for (const [name, value, hex] of commands) {
  test(`command APDU, ${name}: value and bytes become each other`, (t) => {
    t.is(toHex(commandApdu.encode(value)), hex);
    const decoded = commandApdu.decode(fromHex(hex));
    t.deepEqual({...decoded, data: toHex(decoded.data)}, {...value, data: toHex(value.data)});
    t.is(toHex(commandApdu.encode(decoded)), hex);
    t.deepEqual(toHex(commandApdu.decode(commandApdu.encode(value)).data), toHex(value.data));
  });
}

const refusedCommands: readonly (readonly [name: string, hex: string, sentence: string])[] = [
  ['nothing at all', '', 'at least the four header bytes, but 0 bytes'],
  ['three header bytes', '00A404', 'at least the four header bytes, but 3 bytes'],
  ['fewer bytes than Lc says', '00A4040C0A0102', 'with Lc 10 has 15 or 16 bytes'],
  ['two bytes more than Lc says', '00A4040C01010203', 'with Lc 1 has 6 or 7 bytes'],
  ['an extended length field cut off', '00A4040C0001', 'has at least 7 bytes'],
  ['extended Lc 0 with a body', '00A4040C0000000102', 'Lc above 0'],
  ['fewer bytes than extended Lc says', '00A4040C00000201', 'with extended Lc 2 has 9 or 11 bytes'],
  ['one Le byte behind an extended Lc', '00A4040C0000020102FF', 'with extended Lc 2 has 9 or 11 bytes'],
  [
    'three Le bytes behind an extended Lc',
    '00A4040C0000020102000000',
    'with extended Lc 2 has 9 or 11 bytes',
  ],
];

for (const [name, hex, sentence] of refusedCommands) {
  test(`command APDU, ${name}: refused in a sentence`, (t) => {
    const error = refusal(t, () => commandApdu.decode(fromHex(hex)), 'KZS-APDU-LENGTH', sentence);
    t.true(error.sentence.ja.includes('コマンドAPDU'), error.sentence.ja);
  });
}

test('the refusal of a VERIFY with a wrong length shows no byte behind the header', (t) => {
  const pin = '31323334';
  for (const hex of [
    `0020008005${pin}`,
    `00200080${pin}`,
    `0020008002${pin}`,
    `0020008000${pin}`,
    `0020008000000A${pin}`,
  ]) {
    const error = refusal(t, () => commandApdu.decode(fromHex(hex)), 'KZS-APDU-LENGTH', '00200080');
    for (const text of [error.sentence.en, error.sentence.ja]) {
      t.notRegex(text, /0020008\d?3[1-4]|Lc 49|3132|3334|0020008000/, text);
    }
  }
});

const unfit: readonly (readonly [name: string, value: CommandApdu, sentence: string])[] = [
  [
    '256 data bytes in the short form',
    {...command({...select, data: filled(256)}), extended: false},
    'up to 255 bytes',
  ],
  ['Ne 257 in the short form', {...command({...read, ne: 257}), extended: false}, '256, but 0 and 257'],
  ['65,536 data bytes', command({...select, data: filled(65536)}), '65536 and 0 were given'],
  ['Ne 65,537', command({...read, ne: 65537}), '0 and 65537'],
  ['Ne below zero', command({...read, ne: -1}), '0 and -1'],
  ['a P1 of two bytes', command({...read, p1: 0x100}), 'four header bytes of 0 to 255'],
  ['a class byte below zero', command({...read, cla: -1}), 'four header bytes of 0 to 255'],
];

for (const [name, value, sentence] of unfit) {
  test(`command APDU, ${name}: not encoded`, (t) => {
    refusal(t, () => commandApdu.encode(value), 'KZS-APDU-RANGE', sentence);
  });
}

const responses: readonly (readonly [data: string, sw: StatusWord, hex: string])[] = [
  ['', sw.ok, '9000'],
  ['01', sw.memoryUnchanged, '016400'],
  [filler(256), sw.ok, `${filler(256)}9000`],
  [filler(65536), sw.verificationFailed({triesLeft: 0}), `${filler(65536)}63C0`],
];

for (const [data, status, hex] of responses) {
  test(`response APDU of ${data.length / 2} data bytes and ${status}: value and bytes become each other`, (t) => {
    t.is(toHex(responseApdu.encode({data: fromHex(data), sw: status})), hex);
    const decoded = responseApdu.decode(fromHex(hex));
    t.is(toHex(decoded.data), data);
    t.is(decoded.sw, status);
    t.is(toHex(responseApdu.encode(decoded)), hex);
  });
}

test('a response without a whole status word is refused', (t) => {
  refusal(t, () => responseApdu.decode(fromHex('')), 'KZS-RESPONSE-LENGTH', 'but nothing came');
  refusal(t, () => responseApdu.decode(fromHex('90')), 'KZS-RESPONSE-LENGTH', 'but 90 came');
});

const words: readonly (readonly [word: StatusWord, text: string])[] = [
  [sw.ok, '9000 normal processing'],
  [sw.securityStatusNotSatisfied, '6982 security status not satisfied'],
  [sw.authenticationMethodBlocked, '6983 authentication method blocked'],
  [sw.fileNotFound, '6A82 file or application not found'],
  [sw.offsetOutsideFile, '6B00 wrong parameters P1-P2, offset outside the file'],
  [sw.verificationFailed({triesLeft: 2}), '63C2 verification failed, 2 tries left'],
  [sw.verificationFailed({triesLeft: 1}), '63C1 verification failed, 1 try left'],
  [sw.verificationFailed({triesLeft: 99}), '63CF verification failed, 15 tries left'],
  [sw.moreData(16), '6110 16 more bytes available'],
  [sw.moreData(256), '6100 256 more bytes available'],
  [sw.exactLe(8), '6C08 wrong Le, 8 bytes available'],
  [sw.exactLe(256), '6C00 wrong Le, 256 bytes available'],
  [StatusWord.of(0x0001), '0001 unknown status word'],
  [StatusWord.of(0x66f1), '66F1 session key refused'],
];

for (const [word, text] of words) {
  test(`the status word ${text.slice(0, 4)} reads "${text}" in text and in JSON`, (t) => {
    t.is(String(word), text);
    t.is(JSON.stringify({word}), JSON.stringify({word: text}));
  });
}

test('one status word is one object, so that === compares', (t) => {
  for (const value of [0x9000, 0x63c3, 0x6a82, 0x1234]) {
    t.is(StatusWord.of(value), StatusWord.of(value));
    t.is(StatusWord.of(0x10000 | value), StatusWord.of(value));
    t.true(Object.isFrozen(StatusWord.of(value)));
  }
  t.is(sw.verificationFailed({triesLeft: 3}), StatusWord.of(0x63c3));
  t.not(StatusWord.of(0x9000), StatusWord.of(0x9001));
});

test('every named status word has a meaning of its own', (t) => {
  const named = Object.values(sw).filter((word) => word instanceof StatusWord);
  t.deepEqual(
    named.map(String).filter((text) => text.includes('unknown')),
    [],
  );
  t.is(new Set(named.map(({meaning}) => meaning)).size, named.length);
});

test('only 63Cx counts tries', (t) => {
  t.is(StatusWord.of(0x63c0).triesLeft, 0);
  t.is(StatusWord.of(0x63cf).triesLeft, 15);
  t.is(StatusWord.of(0x6300).triesLeft, undefined);
  t.is(StatusWord.of(0x9003).triesLeft, undefined);
  t.is(StatusWord.of(0x6c10).sw1, 0x6c);
  t.is(StatusWord.of(0x6c10).sw2, 0x10);
});

const classes: readonly (readonly [cla: number, text: string])[] = [
  [0x00, 'interindustry, channel 0, none'],
  [0x03, 'interindustry, channel 3, none'],
  [0x04, 'interindustry, channel 0, proprietary'],
  [0x08, 'interindustry, channel 0, header-not-authenticated'],
  [0x0c, 'interindustry, channel 0, header-authenticated'],
  [0x10, 'interindustry, channel 0, none, chaining'],
  [0x1d, 'interindustry, channel 1, header-authenticated, chaining'],
  [0x20, 'reserved'],
  [0x3f, 'reserved'],
  [0x40, 'interindustry, channel 4, none'],
  [0x4f, 'interindustry, channel 19, none'],
  [0x60, 'interindustry, channel 4, header-not-authenticated'],
  [0x7f, 'interindustry, channel 19, header-not-authenticated, chaining'],
  [0x80, 'proprietary, channel 0, none'],
  [0x84, 'proprietary, channel 0, proprietary'],
  [0x90, 'proprietary, channel 0, none, chaining'],
  [0xa0, 'reserved'],
  [0xc0, 'proprietary, channel 4, none'],
  [0xff, 'reserved'],
];

for (const [cla, text] of classes) {
  test(`class byte ${toHex(Uint8Array.of(cla))} means ${text}`, (t) => {
    const {range, channel, secureMessaging, chaining} = classByte(cla);
    t.is(
      range === 'reserved'
        ? range
        : `${range}, channel ${channel}, ${secureMessaging}${chaining ? ', chaining' : ''}`,
      text,
    );
  });
}

test('the class byte without its chaining bit keeps all others', (t) => {
  for (let cla = 0; cla < 256; cla += 1) {
    t.is(withoutChaining(cla), cla - (classByte(cla).chaining ? 0x10 : 0));
  }
});

const lines: readonly (readonly [
  line: string,
  hex: string,
  expectedSw: number | undefined,
  canonical: string,
])[] = [
  ['A4', '00A40000', undefined, '00A40000'],
  ['80CA', '80CA0000', undefined, '80CA0000'],
  ['20 0080=63c3', '00200080', 0x63c3, '00200080=63C3'],
  ['B00000/', '00B0000000', undefined, '00B00000/256'],
  ['B00000/0', '00B0000000', undefined, '00B00000/256'],
  ['00B00000/65536', '00B00000000000', undefined, '00B00000/65536'],
  ['A4040C:D392 F000=9000', '00A4040C04D392F000', 0x9000, '00A4040C:D392F000=9000'],
  ['802A0080:30/256', '802A0080013000', undefined, '802A0080:30/256'],
  ['00A4040C02000A=6A82', '00A4040C02000A', 0x6a82, '00A4040C:000A=6A82'],
  ['  00b0000004  ', '00B0000004', undefined, '00B00000/4'],
];

for (const [line, hex, expectedSw, canonical] of lines) {
  test(`the APDU line "${line}" is ${hex}`, (t) => {
    const decoded = apduLine.decode(line);
    t.is(toHex(commandApdu.encode(decoded.command)), hex);
    t.is(decoded.expectedSw, expectedSw);
    t.is(apduLine.encode(decoded), canonical);
    t.is(apduLine.encode(apduLine.decode(canonical)), canonical);
  });
}

const refusedLines: readonly (readonly [line: string, id: string, sentence: string])[] = [
  ['', 'KZS-APDU-LINE', 'the parts do not fit'],
  ['hello', 'KZS-APDU-LINE', 'the parts do not fit'],
  ['00B00000=90', 'KZS-APDU-LINE', 'the parts do not fit'],
  ['00B0000000:00', 'KZS-APDU-LINE', 'the header has 5 bytes'],
  ['00B00000/65537', 'KZS-APDU-LINE', 'LE 65537 is above 65536'],
  ['00B', 'KZS-HEX', '3 digits'],
  ['00A4040C:123', 'KZS-HEX', '3 digits'],
  ['00A4040C0A0102', 'KZS-APDU-LENGTH', 'with Lc 10'],
];

for (const [line, id, sentence] of refusedLines) {
  test(`the APDU line "${line}" is refused: ${sentence}`, (t) => {
    refusal(t, () => apduLine.decode(line), id, sentence);
  });
}

test('the refusal of an APDU line shows nothing of its data field', (t) => {
  for (const line of [
    '00200080:31323334/99999',
    '00200080:3132333',
    '00200080:31323334=90',
    '00200080:3132x334',
    '0020008005313233',
    '0020008004313233x4',
  ]) {
    const error = t.throws(() => apduLine.decode(line), {instanceOf: KazasuError});
    t.notRegex(`${error?.message} ${error?.sentence.ja}`, /313|323/, line);
  }
});

test('hex ignores blanks and colons, and names the character that is no digit', (t) => {
  t.is(toHex(fromHex(' 0a:0B\n0c ')), '0A0B0C');
  t.is(toHex(filled(300).subarray(0x0a, 0x0d)), '0A0B0C');
  refusal(t, () => fromHex('0A0x'), 'KZS-HEX', '"x" stands at character 4');
  refusal(t, () => fromHex('0A0'), 'KZS-HEX', '3 digits');
});
