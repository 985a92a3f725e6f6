import test from 'ava';
import {apduLine, commandApdu, fromHex, toHex} from '../../protocol/index.ts';
import {fuzz} from './campaign.ts';
import {invariants} from './invariants.ts';
import {fuzzManaged} from './managed/managed-campaign.ts';
import {managedInvariants} from './managed/managed-invariants.ts';
import {managedPlants} from './managed/managed-plants.ts';
import {stepText} from './managed/managed-step.ts';
import {managedImage} from './managed/managed-world.ts';
import {minimise} from './minimise.ts';
import {plants} from './plants.ts';
import {apduText, asCommands, type Step} from './step.ts';
import {fuzzWorlds} from './world.ts';

const worlds = await fuzzWorlds();

test('a thousand sequences of hostile input break no invariant', async (t) => {
  const {sequences, commands, finding} = await fuzz(worlds, 1, (done) => done < 1000);
  t.is(finding && `${finding.violation.invariant}: ${finding.violation.what}`, undefined);
  t.is(sequences, 1000);
  t.true(commands > 10_000, `${commands} commands`);
});

/** Each planted defect with the invariant that must break, and how many steps are enough to show it. */
const expected: Readonly<Record<string, readonly [invariants: readonly string[], mostSteps: number]>> = {
  'counter-not-decremented': [['only the right value is accepted, and a wrong one costs a try'], 9],
  'read-rule-ignored-after-failed-verify': [
    [
      'protected bytes come out only to who may read them',
      'READ BINARY answers the file and nothing behind it',
    ],
    8,
  ],
  'read-one-byte-too-far': [['READ BINARY answers the file and nothing behind it'], 5],
  'status-survives-power-off': [
    [
      'protected bytes come out only to who may read them',
      'a key signs only for who may use it',
      'a value changes only for who knows the old one',
      'the answer has a legal shape',
      'READ BINARY answers the file and nothing behind it',
      // The application stays selected too, so a counter moves where none should be within reach.
      'only the right value is accepted, and a wrong one costs a try',
      'no counter rises without its credential',
    ],
    9,
  ],
  'counter-rises-by-query': [['no counter rises without its credential'], 9],
  'unlock-key-for-anyone': [
    ['no counter rises without its credential', 'a value changes only for who knows the old one'],
    6,
  ],
  'certificate-for-any-key': [['a certificate that was written belongs to its key'], 6],
  'life-cycle-goes-back': [['the life cycle goes its way, for the issuer alone'], 6],
  'exception-on-record-zero': [['no command ends in an exception'], 3],
  'pin-in-event': [['no secret is in an answer or an event'], 5],
};

test('each plant is one that a test looks for, by an invariant there is', (t) => {
  t.deepEqual(Object.keys(plants).sort(), Object.keys(expected).sort());
  for (const [names] of Object.values(expected)) {
    t.true(names.every((name) => name in invariants));
  }
});

for (const [name, [names, mostSteps]] of Object.entries(expected)) {
  test(`the planted defect ${name} is found and shown in ${mostSteps} steps or fewer`, async (t) => {
    const {finding} = await fuzz(worlds, 1, (done) => done < 3000, plants[name]);
    if (!finding) {
      t.fail('nothing was found');
      return;
    }
    t.true(names.includes(finding.violation.invariant), finding.violation.invariant);
    t.true(finding.shortest.length <= mostSteps, asCommands(finding.shortest));
  });
}

test('a sequence is shown as lines that send the very same bytes, one command for each power-on', (t) => {
  const commands = ['00A4040C0AD392F000260100000001', '00B0000000', '00B00000000000', '00200080'];
  for (const hex of commands) {
    const line = apduText(fromHex(hex));
    t.is(toHex(commandApdu.encode(apduLine.decode(line).command)), hex, line);
  }
  t.is(apduText(fromHex('00A4040C0A')), '00A4040C/10');
  t.is(apduText(fromHex('00A404')), '# no well-formed APDU: 00A404');
  const apdu = (hex: string): Step => ({kind: 'apdu', bytes: fromHex(hex)});
  const steps: Step[] = [
    {kind: 'power-on'},
    apdu('00200080'),
    {kind: 'power-off'},
    {kind: 'power-on'},
    apdu('0020009B'),
  ];
  t.is(
    asCommands(steps),
    'npx kazasu apdu --card fuzz.json 00200080\nnpx kazasu apdu --card fuzz.json 0020009B',
  );
});

test('minimising keeps what is needed, and no more', async (t) => {
  const step = (hex: string): Step => ({kind: 'apdu', bytes: fromHex(hex)});
  const all = ['00A40000', '00840000FF', '00B0000000', '002000800411223344', '00CA5F5100'].map(step);
  const has = (steps: readonly Step[], ins: number): boolean =>
    steps.some((one) => one.kind === 'apdu' && one.bytes[1] === ins);
  const shortest = await minimise(all, async (steps) => has(steps, 0x84) && has(steps, 0x20));
  t.deepEqual(
    shortest.map((one) => (one.kind === 'apdu' ? toHex(one.bytes) : one.kind)),
    ['00840000', '00200000'],
  );
});

const managed = await managedImage();

test('hostile hosts and terminals of a card with applications in its areas break no invariant', async (t) => {
  const {sequences, commands, finding} = await fuzzManaged(managed, 1, (done) => done < 150);
  t.is(finding && `${finding.violation.invariant}: ${finding.violation.what}`, undefined);
  t.is(sequences, 150);
  t.true(commands > 3000, `${commands} commands`);
});

/** Each planted defect with the invariant that must break, and how many steps are enough to show it. */
const managedExpected: Readonly<Record<string, readonly [invariant: string, mostSteps: number]>> = {
  'delete-in-another-area': ['content changes in a channel of a domain that rules it, for no other', 2],
  'id-without-pin': ['an id comes out to whom it is for', 2],
  'key-try-given-back': ['a terminal that is refused has lost a try', 1],
  'load-file-goes-alone': ['nothing belongs to nothing, and every quota is kept', 2],
};

test('each plant of a managed card is one that a test looks for, by an invariant there is', (t) => {
  t.deepEqual(Object.keys(managedPlants).sort(), Object.keys(managedExpected).sort());
  t.true(Object.values(managedExpected).every(([name]) => name in managedInvariants));
});

for (const [name, [invariant, mostSteps]] of Object.entries(managedExpected)) {
  test(`the planted defect ${name} is found on a managed card and shown in ${mostSteps} steps or fewer`, async (t) => {
    const {finding} = await fuzzManaged(managed, 1, (done) => done < 500, managedPlants[name]);
    t.is(finding?.violation.invariant, invariant);
    t.true((finding?.shortest.length ?? 99) <= mostSteps, finding?.shortest.map(stepText).join('\n'));
  });
}
