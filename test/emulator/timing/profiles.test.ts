import {readFileSync} from 'node:fs';
import test from 'ava';
import {mean, standardDeviation} from 'simple-statistics';
import {z} from 'zod';
import {applicationsFor} from '../../../emulator/applications/catalogue.ts';
import {issuerSecurityDomain} from '../../../emulator/applications/issuer-security-domain.ts';
import {
  cardProfileNamed,
  dialogueMs,
  dialogues,
  figuresOf,
  modelledTime,
  readTimingProfile,
  timingProfileFileSchema,
  timingProfileNamed,
  timingProfiles,
  timingRandomOf,
} from '../../../emulator/index.ts';
import {withApplication} from '../../../emulator/os/state.ts';
import {timingProfileText} from '../../../emulator/timing/profile-text.ts';
import {deviatesFrom, spreadFactor} from '../../../emulator/timing/spread.ts';
import {timedCommandOf, timedCommands, timedUse} from '../../../emulator/timing/timed-command.ts';
import {WorkTally, writtenBytes} from '../../../emulator/timing/work-tally.ts';
import {
  type ApduEvent,
  type Random,
  type RecordEvent,
  seededRandom,
  virtualClock,
} from '../../../protocol/index.ts';
import {type Exchange, send} from '../../support/dialogue.ts';
import {refusal} from '../../support/refusal.ts';
import {testCard, testRsa} from '../../support/test-card.ts';

const contactless = timingProfileNamed('contactless-106');

test('every figure of a built-in profile names a source or a choice that the documents number', (t) => {
  const numbered = ['docs/sources.md', 'docs/deviations.md'].flatMap((document) =>
    [...readFileSync(document, 'utf8').matchAll(/^\| ([ST]\d+) +\|/gm)].map(([, number]) => number),
  );
  for (const profile of Object.values(timingProfiles)) {
    for (const [place, {reference}] of [['', profile] as const, ...figuresOf(profile)]) {
      t.true(numbered.includes(reference), `${profile.name} ${place}: ${reference}`);
    }
  }
});

test('every command the card serves has a name in timing profiles, the same from its bytes, and no other name is known', (t) => {
  const {behaviour} = cardProfileNamed('my-number-card');
  const rows = [issuerSecurityDomain([]), ...Object.values(applicationsFor(behaviour))].flatMap(
    ({commands}) => commands,
  );
  const uses = rows.flatMap(({name, cla, ins}) =>
    [0, 4].flatMap((p1) =>
      [0, 4].map((dataLength) => {
        const used = timedUse(name, {ins, p1, dataLength});
        t.is(timedCommandOf([cla === 'proprietary' ? 0x80 : 0, ins, p1], 5 + dataLength), used);
        return used;
      }),
    ),
  );
  t.deepEqual([...new Set([...uses, 'command chaining'])].sort(), [...timedCommands].sort());
  t.is(timedCommandOf([0x10, 0xd6, 0], 60), 'command chaining');
  t.is(timedCommandOf([0, 0x02, 0], 4), undefined);
});

test('a profile written as a file is read again as the same profile', (t) => {
  for (const profile of Object.values(timingProfiles).slice(1)) {
    const text = timingProfileText(profile).replace(/^name: .*$/m, 'name: copy');
    t.deepEqual(readTimingProfile(text, 'copy.yaml'), {...profile, name: 'copy'});
  }
});

const head = 'kind: kazasu-timing-profile\nversion: 1\nname: mine\nevidence: observed\nreference: my card\n';

test('a file changes what it names, with its own source, and keeps the rest of the profile it extends', (t) => {
  const mine = readTimingProfile(
    `${head}extends: contactless-106\ncommands:\n  VERIFY: {value: 50, spread: 0.2, samples: 9}\n  SELECT EF: 4\n`,
    'mine.yaml',
  );
  t.deepEqual(mine.commands.VERIFY, {
    value: 50,
    spread: 0.2,
    evidence: 'observed',
    reference: 'my card',
    samples: 9,
  });
  t.deepEqual(mine.commands['SELECT EF'], {
    value: 4,
    spread: 0.05,
    evidence: 'observed',
    reference: 'my card',
  });
  t.deepEqual(mine.commands['READ BINARY'], contactless.commands['READ BINARY']);
  t.deepEqual(mine.link, contactless.link);
  const still = readTimingProfile(`${head}extends: contact\nspread: none\n`, 'mine.yaml');
  t.true(figuresOf(still).every(([, {spread}]) => spread === 0));
  const wide = readTimingProfile(`${head}extends: contact\nspread: {commands: 0.3}\n`, 'mine.yaml');
  t.is(wide.commands['READ BINARY']?.spread, 0.3);
  t.is(wide.memory.perCommitMs.spread, 0.1);
});

/** What stands behind the head, and the place and words of the refusal. */
const refused: Readonly<Record<string, readonly [rest: string, fragment: string]>> = {
  'a misspelt command': [
    'commands:\n  VERIFFY: 1\n',
    'mine.yaml:7:3 "VERIFFY" is no field of commands; "VERIFY" may be meant',
  ],
  'a negative time': ['commands:\n  VERIFY: -1\n', 'mine.yaml:7:11 commands.VERIFY does not fit ("-1")'],
  'a negative spread': [
    'commands:\n  VERIFY: {value: 1, spread: -0.1}\n',
    'mine.yaml:7:30 commands.VERIFY.spread does not fit ("-0.1")',
  ],
  'an unknown profile to extend': [
    'extends: contactles-106\n',
    'mine.yaml:6:10 extends is one of instant, contact, contactless-106, contactless-212, contactless-424, contactless-848, but "contactles-106" came; "contactless-106" may be meant',
  ],
};

for (const [what, [rest, fragment]] of Object.entries(refused)) {
  test(`a profile file with ${what} is refused where it stands`, (t) => {
    refusal(t, () => readTimingProfile(head + rest, 'mine.yaml'), 'KZS-TIMING-PROFILE-FILE', fragment);
  });
}

test('the file that docs/timing.md shows is read, and its table says what the profiles come to', (t) => {
  const page = readFileSync('docs/timing.md', 'utf8');
  const [, example = ''] = /```yaml\n([^`]*)```/.exec(page) ?? [];
  t.is(readTimingProfile(example, 'timing.md').commands.VERIFY?.value, 35);
  const login = dialogues.find(({id}) => id === 'login');
  const rows = [...page.matchAll(/^\| `(\S+)` +\| ([\d.]+) µs +\| ([\d.]+) ms +\| ([\d,]+) ms +\|$/gm)];
  t.deepEqual(
    rows.map(([, name = '']) => name),
    Object.keys(timingProfiles).slice(1),
  );
  for (const [, name = '', perByte, perBlock, sum = ''] of rows) {
    const profile = timingProfileNamed(name);
    const {cardMs, linkMs} = login ? dialogueMs(login, profile) : {cardMs: 0, linkMs: 0};
    t.is(Number(perByte), profile.link.perByteUs.value);
    t.is(Number(perBlock), Number((profile.link.perBlockUs.value / 1000).toFixed(2)));
    t.is(Number(sum.replace(',', '')), Math.round(cardMs + linkMs));
  }
});

test('the schema of a profile file is a JSON Schema too, with every command in it', (t) => {
  const schema = z.toJSONSchema(timingProfileFileSchema, {io: 'input'});
  const commands = schema.properties?.['commands'];
  t.deepEqual(
    Object.keys((typeof commands === 'object' && commands.properties) || {}).sort(),
    [...timedCommands].sort(),
  );
});

test('a file that gives no time is refused, for budgets are judged under every profile but instant', (t) => {
  refusal(
    t,
    () => readTimingProfile(head, 'mine.yaml'),
    'KZS-TIMING-PROFILE-FILE',
    'every figure in mine.yaml is 0',
  );
});

test('a file may not take the name of a built-in profile', (t) => {
  refusal(
    t,
    () => readTimingProfile(head.replace('mine', 'instant'), 'mine.yaml'),
    'KZS-TIMING-PROFILE-FILE',
    'mine.yaml:3:7 name does not fit',
  );
});

test('the factor of a spread has mean 1 and the standard deviation asked for, is never 0, and 1 without spread', (t) => {
  const next = deviatesFrom(seededRandom('spread'));
  for (const spread of [0.05, 0.53, 1]) {
    const factors = Array.from({length: 40_000}, () => spreadFactor(spread, next().commands));
    t.true(Math.min(...factors) > 0);
    t.true(Math.abs(mean(factors) - 1) < 0.03 * Math.max(spread, 0.1), `${mean(factors)}`);
    t.true(Math.abs(standardDeviation(factors) / spread - 1) < 0.06, `${standardDeviation(factors)}`);
  }
  t.is(spreadFactor(0, 3), 1);
});

const pair = seededRandom('pair').rsaKeyPair(512);

const work = {commits: 0, writtenBytes: 0, keyOperations: [], name: 'READ BINARY'};

test('a response longer than a block needs a second one, and an acknowledgement of the first', (t) => {
  const linkNs = (responseBytes: number): number =>
    modelledTime(contactless, {...work, commandBytes: 5, responseBytes}).linkNs;
  const {perByteUs, perBlockUs} = contactless.link;
  t.is(linkNs(253), (258 * perByteUs.value + 2 * perBlockUs.value) * 1000);
  t.is(linkNs(254), (259 * perByteUs.value + 4 * perBlockUs.value) * 1000);
});

const jpki = '00A4040C0AD392F000260100000001';

const timesOf = async (
  commands: readonly string[],
  seed?: number,
  timing = 'contactless-106',
): Promise<ApduEvent['modelled'][]> => {
  const timingRandom = timingRandomOf(seed);
  const {card, events} = testCard(
    {clock: virtualClock(new Date(0)), ...(timingRandom ? {timingRandom} : {})},
    timing,
  );
  for (const command of commands) {
    await send(card, command);
  }
  return events
    .filter((event: RecordEvent): event is ApduEvent => event.type === 'apdu')
    .map(({modelled}) => modelled);
};

test('one seed gives the same times again, another seed others, and no seed the means', async (t) => {
  const commands = [jpki, '00A4020C02000A', '00B0000000', '00B0010000', '0020009804 31323334'];
  const [one, again, other, none] = [
    await timesOf(commands, 1),
    await timesOf(commands, 1),
    await timesOf(commands, 2),
    await timesOf(commands),
  ];
  t.deepEqual(one, again);
  t.notDeepEqual(one, other);
  t.deepEqual(
    none.map((modelled) => modelled?.cardNs),
    [12e6, 6e6, 5e6, 5e6, 30e6 + 2 * 5e6 + 2 * 78e3],
  );
});

test('the n-th exchange deviates alike under every profile', async (t) => {
  const [slow, fast] = [
    await timesOf([jpki, jpki], 5, 'contact'),
    await timesOf([jpki, jpki], 5, 'contactless-848'),
  ];
  t.deepEqual(
    slow.map((modelled) => modelled?.cardNs),
    fast.map((modelled) => modelled?.cardNs),
  );
});

test('an instant card models nothing', async (t) => {
  t.deepEqual(await timesOf([jpki], 1, 'instant'), [undefined]);
});

/** What a command costs the card besides its own time: commits, bytes written, uses of a key. */
const extras: Readonly<
  Record<string, readonly [before: Exchange[0][], command: string, cardMs: number, nvMs: number]>
> = {
  'a right PIN, which takes the counter down and up': [[jpki], '002000980431323334', 30, 2 * 5 + 2 * 0.078],
  'a wrong PIN, which takes it down': [[jpki], '002000980439393939', 30, 5 + 0.078],
  'a PIN of impossible length': [[jpki], '0020009801 31', 30, 0],
  'a query': [[jpki], '00200098', 6, 0],
  'a new PIN of which two digits differ': [
    [jpki, '002000980431323334', '00A4020C020018'],
    '002401800431323939',
    55,
    5 + 2 * 0.078,
  ],
  'a signature': [[jpki, '002000980431323334'], '802A00970101 00', 10 + 340, 0],
  'a signature that is refused': [[jpki], '802A00970101 00', 10, 0],
};

for (const [what, [before, command, cardMs, nvMs]] of Object.entries(extras)) {
  test(`time of ${what}`, async (t) => {
    const modelled = (await timesOf([...before, command])).at(-1);
    t.is(modelled?.cardNs, (cardMs + nvMs) * 1e6);
    t.is(modelled?.nvNs, nvMs === 0 ? undefined : nvMs * 1e6);
  });
}

test('a key pair made on the card costs its own time, and bytes that stay the same are not written', async (t) => {
  const tally = new WorkTally();
  const given: Random = {...seededRandom('tally'), rsaKeyPair: () => pair};
  const {random} = tally.counting({rsa: testRsa, random: given});
  await random.rsaKeyPair(2048);
  const {keyOperations} = tally;
  t.deepEqual(keyOperations, ['RSA-2048 key pair']);
  const time = modelledTime(contactless, {...work, keyOperations, commandBytes: 5, responseBytes: 2});
  t.is(time.cardNs, (5 + 5820) * 1e6);
  tally.clear();
  t.deepEqual(tally.keyOperations, []);
  const {persistent} = testCard().card;
  t.is(writtenBytes(persistent, structuredClone(persistent)), 0);
  const content = Uint8Array.of(1, 2, 3);
  const changed = withApplication(persistent, 'jpki', (before) => ({
    ...before,
    contents: new Map(before.contents).set(0x7777, content),
    locked: true,
  }));
  t.is(writtenBytes(persistent, changed), content.length + 1);
});

test('the dialogues that profiles are shown with are those a card has', async (t) => {
  const length = 1574;
  const chunks = Array.from(
    {length: 7},
    (_, i) => `00B00${i}00${(i < 6 ? 0 : length - 6 * 256).toString(16).padStart(2, '0')}`,
  );
  const times = await timesOf([jpki, '00A4020C02000A', ...chunks]);
  const read = dialogues.find(({id}) => id === 'read-certificate');
  const total = times.slice(1).reduce((sum, one) => sum + (one?.cardNs ?? 0) + (one?.linkNs ?? 0), 0) / 1e6;
  const {cardMs, linkMs} = read ? dialogueMs(read, contactless) : {cardMs: 0, linkMs: 0};
  t.true(Math.abs(total - cardMs - linkMs) < 1e-6);
});

test('cost per byte follows the standards: 10 etu at each speed, 11 etu of 93 clocks at 4 MHz', (t) => {
  const perByte = (name: string): number => timingProfileNamed(name).link.perByteUs.value;
  t.deepEqual(
    ['contactless-106', 'contactless-212', 'contactless-424', 'contactless-848', 'contact'].map(perByte),
    [94.4, 47.2, 23.6, 11.8, 255.8],
  );
});
