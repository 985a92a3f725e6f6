import test from 'ava';
import {KazasuError, type RecordEvent} from '../../protocol/index.ts';
import {exchangeJson, type Sides, selectionOf, showTrace, timeline} from '../../reports/index.ts';
import {inOrder} from '../../reports/trace/in-order.ts';
import {meaningOf, meaningText} from '../../reports/trace/meaning.ts';
import {managementMeanings} from '../support/management-meanings.ts';
import {
  collected,
  dialogueEvents,
  exchange,
  loginEvents,
  recordHeader,
  streamed,
} from '../support/records.ts';

const jpki = '00A4040C0AD392F000260100000001=9000';
const textAssistance = '00A4040C0AD3921000310001010408=9000';

/** What one side's exchanges meant, in words. */
const told = (lines: readonly string[], language: 'en' | 'ja' = 'en'): string[] =>
  timeline(dialogueEvents(...lines), 'joined').map((entry) =>
    entry.type === 'exchange' ? meaningText(meaningOf(entry.decoded, language)) : entry.type,
  );

/** Last command of a dialogue, and how it is told in both languages. */
const meanings: readonly (readonly [title: string, lines: readonly string[], en: string, ja: string])[] = [
  ['SELECT of a known AID', [jpki], 'SELECT JPKI application', 'SELECT 公的個人認証AP'],
  [
    'SELECT of an unknown AID',
    ['00A4040007627601FF000000=6A82'],
    'SELECT application 627601FF000000 → 6A82 file or application not found',
    'SELECT アプリケーション 627601FF000000 → 6A82 ファイルまたはアプリケーションなし',
  ],
  [
    'a second SELECT',
    [jpki, '00A4020C020018=9000', '00A4020C020018=9000'],
    'SELECT user authentication PIN, again',
    'SELECT 利用者証明用暗証番号、再度',
  ],
  [
    'SELECT of an EF nobody named',
    [jpki, '00A4020C022F01=6A82'],
    'SELECT file 2F01 → 6A82 file or application not found',
    'SELECT ファイル 2F01 → 6A82 ファイルまたはアプリケーションなし',
  ],
  [
    'READ BINARY of a certificate',
    [jpki, '00A4020C02000A=9000', '00B0000004=308204B09000'],
    'READ BINARY user authentication certificate, 4 bytes at 0 → certificate, 1,204 bytes in all',
    'READ BINARY 利用者証明用電子証明書、0 から 4 バイト → 証明書、全体で 1,204 バイト',
  ],
  [
    'READ BINARY further on',
    [jpki, '00A4020C02000A=9000', `00B0040000=${'30'.repeat(256)}9000`],
    'READ BINARY user authentication certificate, 256 bytes at 1024',
    'READ BINARY 利用者証明用電子証明書、1024 から 256 バイト',
  ],
  [
    'READ BINARY of the token label',
    [jpki, '00B0860008=4A504B4920202020' + '9000'],
    'READ BINARY token information, 8 bytes at 0 → "JPKI"',
    'READ BINARY トークン情報、0 から 8 バイト → "JPKI"',
  ],
  [
    'READ BINARY that is refused',
    [jpki, '00A4020C020001=9000', '00B0000000=6982'],
    'READ BINARY digital signature certificate, at 0 → 6982 security status not satisfied',
    'READ BINARY 署名用電子証明書、0 から → 6982 セキュリティステータスを満足しない',
  ],
  [
    'a response that is masked',
    [textAssistance, '00B0810003=******9000'],
    'READ BINARY 個人番号, 3 bytes at 0 → masked',
    'READ BINARY 個人番号、0 から 3 バイト → マスク済み',
  ],
  [
    'a query of tries',
    [jpki, '00A4020C020018=9000', '00200080=63C3'],
    'VERIFY query user authentication PIN → 3 tries left',
    'VERIFY query 利用者証明用暗証番号 → 残り 3 回',
  ],
  [
    'a wrong PIN',
    [jpki, '00A4020C020018=9000', '0020008004********=63C1'],
    'VERIFY user authentication PIN → 1 try left',
    'VERIFY 利用者証明用暗証番号 → 残り 1 回',
  ],
  [
    'the last wrong PIN',
    [jpki, '00A4020C020018=9000', '0020008004********=63C0'],
    'VERIFY user authentication PIN → no tries left',
    'VERIFY 利用者証明用暗証番号 → 残り回数なし',
  ],
  [
    'a right password',
    [jpki, '00A4020C02001B=9000', '0020008006************=9000'],
    'VERIFY digital signature password → verified',
    'VERIFY 署名用パスワード → 照合成功',
  ],
  [
    'a signature',
    [jpki, '00A4020C02001A=9000', `802A00800401020304=${'AB'.repeat(256)}9000`],
    'COMPUTE DIGITAL SIGNATURE digital signature key, 256 bytes',
    'COMPUTE DIGITAL SIGNATURE 署名用秘密鍵、256 バイト',
  ],
  [
    'the beginning of a chain',
    [jpki, '00A4020C02001A=9000', '902A0080020102=9000'],
    'COMPUTE DIGITAL SIGNATURE, part of a chain',
    'COMPUTE DIGITAL SIGNATURE、チェーンの一部',
  ],
  [
    'the end of a chain',
    [jpki, '00A4020C02001A=9000', '902A0080020102=9000', '802A0080020304=99999000'],
    'COMPUTE DIGITAL SIGNATURE digital signature key, end of a chain, 2 bytes',
    'COMPUTE DIGITAL SIGNATURE 署名用秘密鍵、チェーンの最後、2 バイト',
  ],
  [
    'secure messaging',
    [textAssistance, '0CB000000397010000=87019000'],
    'READ BINARY, secure messaging, 2 bytes',
    'READ BINARY、セキュアメッセージング、2 バイト',
  ],
  [
    'a data object',
    [`80CA7F2100=7F2181E8${'00'.repeat(232)}9000`],
    'GET DATA 7F21, 236 bytes → object 7F21, 236 bytes in all',
    'GET DATA 7F21、236 バイト → オブジェクト 7F21、全体で 236 バイト',
  ],
  ...managementMeanings,
  [
    'a reader’s own command',
    ['FFCA000000=6E00'],
    'reader command → 6E00 class not supported',
    'reader command → 6E00 クラス非対応',
  ],
  [
    'bytes that are no command, up to their header',
    ['00200080FF12=6700'],
    'no command: 6 bytes beginning 00200080 → 6700 wrong length',
    'コマンドではない 6 バイト(先頭 00200080) → 6700 長さの誤り',
  ],
  [
    'no answer',
    ['00B0000000='],
    'READ BINARY current EF, at 0 → no status word',
    'READ BINARY カレントEF、0 から → ステータスワードなし',
  ],
  [
    'a wrong Le',
    ['00B0000000=6C20'],
    'READ BINARY current EF, at 0 → 6C20 wrong Le, 32 bytes available',
    'READ BINARY カレントEF、0 から → 6C20 Leの誤り、正しくは 32 バイト',
  ],
];

for (const [title, lines, en, ja] of meanings) {
  test(`${title} is told in both languages`, (t) => {
    t.is(told(lines).at(-1), en);
    t.is(told(lines, 'ja').at(-1), ja);
  });
}

const shown = (events: readonly RecordEvent[], sides: Sides = 'joined', options = {}): string[] =>
  [
    ...showTrace(recordHeader, timeline(events, sides), {
      language: 'en',
      colour: false,
      bytes: false,
      ...options,
    }),
  ].map((line) => line.trimEnd());

test('A log-in reads from top to bottom: what lies in a step below it, both sides of an exchange in one line', (t) => {
  t.deepEqual(shown(loginEvents), [
    'kazasu 0.1.0 · 2026-04-01T00:00:00.123Z · real clock · secrets are masked',
    '         ms        gap   duration    at card  who',
    '      0.500                                   power     on, ATR 3BDA13FF8131FB468012392F31C173C601C03B',
    '      1.000                 0.800             step      jpki/login select-application (card)',
    '      1.100                 0.600      0.300  both        SELECT JPKI application',
    '      2.000                 1.400             step      jpki/login verify-pin (card)',
    '      2.100      0.400      0.300      0.100  both        SELECT user authentication PIN',
    '      2.900      0.500      0.400      0.200  both        VERIFY user authentication PIN → 2 tries left',
    '      3.150                                   state       blocked: PIN, 0 tries left',
    '      3.500                 0.300             centre    login/answer → invalid (client)',
    '      3.600                 0.100             centre    login/answer → invalid (centre)',
    '      4.000                                   verdict   fail jpki/login: the PIN is wrong',
    '      4.500                                   fault     card a: gone',
  ]);
});

test('Either side alone is as readable, and both as well', (t) => {
  const of = (side: Sides): string[] => shown(loginEvents, side).filter((line) => /VERIFY/.test(line));
  t.deepEqual(of('card'), [
    '      3.000      0.700      0.200             card        VERIFY user authentication PIN → 2 tries left',
  ]);
  t.deepEqual(of('terminal'), [
    '      2.900      0.500      0.400             terminal    VERIFY user authentication PIN → 2 tries left',
  ]);
  t.is(of('both').length, 2);
  const cardAlone = loginEvents.filter((event) => event.type !== 'apdu' || event.side === 'card');
  t.deepEqual(shown(cardAlone), shown(loginEvents, 'card'));
});

/** Card's exchanges beside one of a terminal from 1,000 to 2,000 µs; how many lines, and what the first says. */
const pairs: readonly (readonly [
  title: string,
  atCard: readonly RecordEvent[],
  lines: number,
  says: RegExp,
])[] = [
  ['lies in it', [exchange('00B00000=6986', 1_000, 2_000, {side: 'card'})], 1, /both .*6986/],
  ['ends after it', [exchange('00B00000=6986', 1_100, 2_001, {side: 'card'})], 2, /terminal/],
  ['begins before it', [exchange('00B00000=6986', 999, 1_500, {side: 'card'})], 2, /card/],
  ['is another card’s', [exchange('00B00000=6986', 1_100, 1_500, {side: 'card', card: 'b'})], 2, /\[a\]/],
  [
    'is of another command',
    [exchange('00B00001=6986', 1_100, 1_500, {side: 'card'})],
    1,
    /; the card saw another command$/,
  ],
  [
    'is two',
    [
      exchange('00B00000=6C02', 1_100, 1_200, {side: 'card'}),
      exchange('00B0000002=6986', 1_300, 1_500, {side: 'card'}),
    ],
    1,
    /0\.300 {2}both .*; 2 commands at the card$/,
  ],
];

for (const [title, atCard, lines, says] of pairs) {
  test(`A card's exchange that ${title} is ${lines === 1 ? 'one with the terminal’s' : 'a line of its own'}`, (t) => {
    const found = shown([...atCard, exchange('00B00000=6986', 1_000, 2_000)]).slice(2);
    t.is(found.length, lines);
    t.regex(found[0] ?? '', says);
  });
}

test('On a clock that stands still, halves find each other and power comes where the record has it', (t) => {
  const still = [jpki, '00A4020C020018=9000', '00200080=63C3', '00200080=63C3'].flatMap((line) => [
    exchange(line, 5, 5, {side: 'card'}),
    exchange(line, 5, 5),
  ]);
  const at = 5e3;
  const lines = shown([
    {type: 'power', at, card: 'a', state: 'on'},
    ...still,
    {type: 'step', at, end: at, scenario: 's', step: 'ask', actor: 'card'},
    {type: 'power', at, card: 'a', state: 'off'},
  ]).slice(2);
  t.deepEqual(
    lines.map((line) => line.slice(46).trim().replace(/ {2,}/g, '  ')),
    [
      'step  s ask (card)',
      'power  on',
      'both  SELECT JPKI application',
      'both  SELECT user authentication PIN',
      'both  VERIFY query user authentication PIN → 3 tries left',
      'both  VERIFY query user authentication PIN → 3 tries left',
      'power  off',
    ],
  );
});

test('What could steer a terminal is not printed, and colour comes only when it is asked for', (t) => {
  const events: RecordEvent[] = [{type: 'fault', at: 1, where: '\u001B[2J', message: 'a\nb'}];
  t.regex(shown(events).join('|'), /\uFFFD\[2J: a\uFFFDb$/);
  const painted = shown(events, 'joined', {colour: true}).join('|');
  t.true(painted.includes('\u001B[31m') && painted.endsWith('\u001B[0m'));
});

test('The bytes stand below an exchange as they were recorded', (t) => {
  const lines = shown(loginEvents, 'joined', {bytes: true}).map((line) => line.trim());
  t.deepEqual(lines.slice(lines.findIndex((line) => line.includes('VERIFY')) + 1).slice(0, 2), [
    '> 0020008004********',
    '< 63C2',
  ]);
});

const unknown = (near: string | undefined): KazasuError =>
  new KazasuError('KZS-TEST', {en: near ?? 'none', ja: ''});

const names = (wanted: string): string[] => {
  const events = dialogueEvents(
    jpki,
    '00A4020C020018=9000',
    '0020008004********=63C2',
    textAssistance,
    '00EE0000=6D00',
  );
  return timeline(events, 'joined')
    .filter(selectionOf(wanted, unknown))
    .map((entry) => (entry.type === 'exchange' ? entry.decoded.name : entry.type));
};

test('A selection goes by failure, application, command or the beginning of its name', (t) => {
  t.deepEqual(names('failed'), ['VERIFY', 'INS EE']);
  t.deepEqual(names('jpki'), ['SELECT application', 'SELECT EF', 'VERIFY']);
  t.deepEqual(names('select'), ['SELECT application', 'SELECT EF', 'SELECT application']);
  t.deepEqual(names('SELECT EF'), ['SELECT EF']);
  t.deepEqual(names('ins ee'), ['INS EE']);
  t.is(t.throws(() => selectionOf('VERFY', unknown), {instanceOf: KazasuError}).sentence.en, 'VERIFY');
  t.is(t.throws(() => selectionOf('SEL', unknown), {instanceOf: KazasuError}).id, 'KZS-TEST');
});

test('As JSON an exchange has its meaning, its times in nanoseconds, and no secret', (t) => {
  const entry = timeline(loginEvents, 'joined').find(
    (one) => one.type === 'exchange' && one.decoded.name === 'VERIFY',
  );
  t.is(entry?.type, 'exchange');
  if (entry?.type === 'exchange') {
    t.like(JSON.parse(exchangeJson(entry, 'en')), {
      at: 2.9e6,
      end: 3.3e6,
      side: 'both',
      cardNs: 2e5,
      command: '0020008004********',
      masked: true,
      sw: '63C2',
      succeeded: false,
      file: 0x18,
      application: {name: 'jpki'},
      what: 'VERIFY user authentication PIN',
      result: '2 tries left',
    });
  }
});

test('What comes nearly in order is put in order within a window, equals as they came', async (t) => {
  const order = async (numbers: readonly number[], window: number): Promise<number[]> =>
    collected(inOrder(streamed(numbers), Math.floor, window));
  t.deepEqual(await order([3, 1, 2, 5, 4], 2), [1, 2, 3, 4, 5]);
  t.deepEqual(await order([1.2, 1.1, 0], 3), [0, 1.2, 1.1]);
  t.deepEqual(await order([4, 3, 2, 1], 1), [3, 2, 1, 4]);
});
