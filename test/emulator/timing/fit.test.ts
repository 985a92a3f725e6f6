import test from 'ava';
import {
  type FitOptions,
  fitTimingProfile,
  modelledTime,
  type TimingFit,
  type TimingProfile,
  timingProfileNamed,
  timingRandomOf,
} from '../../../emulator/index.ts';
import {type ApduEvent, virtualClock} from '../../../protocol/index.ts';
import {send} from '../../support/dialogue.ts';
import {refusal} from '../../support/refusal.ts';
import {testCard} from '../../support/test-card.ts';

const options: FitOptions = {name: 'fitted', reference: 'record of a test', side: 'card'};

/** A day at the counter: reads of many lengths, queries, PINs, signatures. */
const commands: readonly string[] = Array.from({length: 40}, (_, i) => [
  '00A4040C0AD392F000260100000001',
  '00A4020C02000A',
  ...[0, 16, 100, 200].map((length) => `00B00000${((length + i) & 0xff).toString(16).padStart(2, '0')}`),
  '00200098',
  '002000980431323334',
  '802A00970101 00',
]).flat();

const recorded = async (timing: string, seed: number | 'none'): Promise<ApduEvent[]> => {
  const timingRandom = timingRandomOf(seed);
  const {card, events} = testCard(
    {clock: virtualClock(new Date(0)), ...(timingRandom ? {timingRandom} : {})},
    timing,
  );
  for (const command of commands) {
    await send(card, command);
  }
  return events.filter((event) => event.type === 'apdu');
};

/** What an exchange takes under a profile, in ms. */
const told = (profile: TimingProfile, name: string, commandBytes: number, responseBytes: number): number => {
  const keyOperations = name === 'COMPUTE DIGITAL SIGNATURE' ? ['RSA-2048 private key'] : [];
  const commits = name === 'VERIFY' ? 2 : 0;
  const work = {name, commandBytes, responseBytes, keyOperations, commits, writtenBytes: commits};
  const {cardNs, linkNs} = modelledTime(profile, work);
  return (cardNs + linkNs) / 1e6;
};

for (const timing of ['contact', 'contactless-106', 'contactless-848']) {
  test(`a profile fitted from a record made under ${timing} tells the same times within three per cent`, async (t) => {
    const known = timingProfileNamed(timing);
    const {profile, goodness, warnings} = fitTimingProfile(await recorded(timing, 3), options);
    for (const [name, sent, answered] of [
      ['SELECT application', 15, 2],
      ['SELECT EF', 7, 2],
      ['READ BINARY', 5, 60],
      ['READ BINARY', 5, 220],
      ['VERIFY query', 4, 2],
      ['VERIFY', 9, 2],
      ['COMPUTE DIGITAL SIGNATURE', 7, 258],
    ] as const) {
      const ratio = told(profile, name, sent, answered) / told(known, name, sent, answered);
      t.true(Math.abs(ratio - 1) < 0.03, `${name} ${answered}: ${ratio}`);
    }
    const slope = profile.link.perByteUs.value / known.link.perByteUs.value;
    t.true(Math.abs(slope - 1) < 0.08, `slope ${slope}`);
    t.true(goodness.rSquared > 0.97, `R² ${goodness.rSquared}`);
    t.true(goodness.explainedTime > 0.9);
    const spread = profile.commands['SELECT application']?.spread ?? 0;
    t.true(spread > 0.02 && spread < 0.08, `spread ${spread}`);
    t.is(profile.commands['SELECT application']?.samples, 40);
    // The record is ours: it says so, and the fit is no observation.
    t.is(profile.evidence, 'bench-defined');
    t.deepEqual(
      warnings.map(({en}) => /emulated/.test(en)),
      [true],
    );
  });
}

test('without spread the fit is exact, and hiccups of a machine do not move it', async (t) => {
  const events = await recorded('contactless-848', 'none');
  const disturbed = events.map((event, i) => (i % 23 === 0 ? {...event, end: event.end + 80e6} : event));
  const [clean, robust] = [events, disturbed].map((one) => fitTimingProfile(one, options)) as [
    TimingFit,
    TimingFit,
  ];
  t.true(clean.goodness.residualP95Ms < 0.05, `${clean.goodness.residualP95Ms}`);
  t.true(clean.goodness.rSquared > 0.9999);
  for (const name of ['READ BINARY', 'SELECT EF', 'VERIFY'] as const) {
    const [a, b] = [clean, robust].map(({profile}) => profile.commands[name]?.value ?? 0) as [number, number];
    t.true(Math.abs(a - b) < 0.1, `${name}: ${a} and ${b}`);
  }
  t.true(robust.goodness.rSquared < clean.goodness.rSquared);
});

/** Exchanges of a real card: the terminal's side alone. */
const exchange = (command: string, response: string, ms: number): ApduEvent => ({
  type: 'apdu',
  side: 'terminal',
  card: 'real',
  at: 0,
  end: ms * 1e6,
  command,
  response,
});

const terminal: FitOptions = {...options, side: 'terminal'};

test('what a terminal alone recorded is an observation', (t) => {
  const {profile} = fitTimingProfile([exchange('00A4020C02000A', '9000', 7)], terminal);
  t.is(profile.evidence, 'observed');
  t.is(profile.commands['SELECT EF']?.evidence, 'observed');
  t.is(profile.commands['SELECT EF']?.reference, 'record of a test');
});

/** Exchanges, and the only words of warning that have to come. */
const warned: Readonly<Record<string, readonly [events: ApduEvent[], warnings: readonly RegExp[]]>> = {
  'lengths that do not vary': [
    Array.from({length: 6}, () => exchange('00A4020C02000A', '9000', 7)),
    [/cost per byte cannot be told apart/],
  ],
  'few exchanges': [
    [exchange('00B0000004', '010203049000', 6), exchange('00B0000010', `${'**'.repeat(16)}9000`, 7)],
    [/fewer than 5 exchanges of READ BINARY/, /cost per byte rests on 2 exchanges/],
  ],
  'longer exchanges that take no longer': [
    Array.from({length: 12}, (_, i) =>
      exchange('00B0000000', `${'00'.repeat(10 * (i % 3))}9000`, 9 - (i % 3)),
    ),
    [/cost per byte is given as 0/],
  ],
  'refused and unknown exchanges': [
    [
      ...Array.from({length: 6}, () => exchange('00A4020C02000A', '9000', 7)),
      exchange('00B0000000', '6982', 3),
      exchange('0020008004********', '63C2', 30),
      exchange('0002000000', '6D00', 1),
    ],
    [/cannot be told apart/, /2 of 9 exchanges were refused/, /1 exchanges are of instructions no/],
  ],
};

for (const [what, [events, expected]] of Object.entries(warned)) {
  test(`a fit warns of ${what}`, (t) => {
    const {warnings} = fitTimingProfile(events, terminal);
    t.is(warnings.length, expected.length, JSON.stringify(warnings));
    for (const [i, words] of expected.entries()) {
      t.regex(warnings[i]?.en ?? '', words);
      t.regex(warnings[i]?.ja ?? '', /[ぁ-ん]/);
    }
  });
}

test('a record without a usable exchange is no basis for a fit', (t) => {
  refusal(
    t,
    () => fitTimingProfile([exchange('00B0000000', '6982', 3)], terminal),
    'KZS-TIMING-FIT',
    '1 were refused',
  );
});
