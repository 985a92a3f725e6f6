import test from 'ava';
import {personaNamed, personas, secretsOf} from '../../emulator/index.ts';
import {aesCmac} from '../../protocol/index.ts';
import {documentedEnding, type Scenario, variantsOf, withValues} from '../../scenarios/index.ts';
import {type Alteration, alteredBench} from '../support/altered-bench.ts';
import {claimDocumentedVariants} from '../support/documented-variants.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const page = 'docs/scenarios-pins.md';
const ids = ['lifecycle/pin-change', 'lifecycle/pin-lock', 'lifecycle/kiosk-reset'] as const;
const scenarios = ids.map(scenarioCalled);

claimDocumentedVariants(page, scenarios);

for (const scenario of scenarios) {
  for (const persona of Object.keys(personas)) {
    const documented = documentedEnding(scenario, persona);
    if (documented) {
      test(`${scenario.id} with the card of ${persona} ends in ${said(documented)}`, async (t) => {
        const {outcome} = await play({...scenario, expected: documented}, {persona});
        t.is(outcome.verdict, 'pass', outcome.reason.en);
        t.is(documented.verdict === 'pass', scenario.personas?.includes(persona) ?? false);
      });
    }
  }
}

const variantOf = (scenario: Scenario, name: string): Scenario => {
  const found = variantsOf(scenario).find(({id}) => id === `${scenario.id}:${name}`);
  if (!found) {
    throw new Error(`${scenario.id} has no variant ${name}`);
  }
  return found;
};

const [change, lock, reset] = [scenarioCalled(ids[0]), scenarioCalled(ids[1]), scenarioCalled(ids[2])];

/** The variant that cuts there, at another command of the phase. */
const cutAt = (
  scenario: Scenario,
  what: 'card-removed' | 'answer-lost',
  phase: string,
  command: number,
): Scenario => ({
  ...variantOf(scenario, `${what}-at-${phase}`),
  setting: {disturbance: {what, phase, command}},
});

for (const [scenario, phase, commands] of [
  [change, 'change-digital-signature', 1],
  [change, 'change-text-assistance', 1],
  [lock, 'lock-digital-signature', 5],
  [lock, 'prove-authority', 3],
  [lock, 'reset-counter-resident-register', 2],
  [reset, 'answer-card', 1],
  [reset, 'write-secret', 2],
] as const) {
  test(`${scenario.id} cut at each of the ${commands} commands of ${phase} is recovered from`, async (t) => {
    for (let command = 1; command <= commands; command += 1) {
      for (const what of ['card-removed', 'answer-lost'] as const) {
        const {outcome} = await play(cutAt(scenario, what, phase, command));
        t.is(outcome.verdict, 'pass', `${what} ${command}: ${outcome.reason.en}`);
      }
    }
    const {outcome} = await play(cutAt(scenario, 'card-removed', phase, commands + 1));
    t.regex(outcome.reason.en, /not-disturbed/, 'the phase has more commands than are cut here');
  });
}

const ins =
  (wanted: number): ((command: Uint8Array) => boolean) =>
  (command) =>
    command[1] === wanted;
const isChange = ins(0x24);
const isUnlock = ins(0x54);
const ok = Uint8Array.of(0x90, 0x00);

/** The last byte of the data is another one. */
const otherValue = (command: Uint8Array): Uint8Array =>
  command.map((byte, i) => (i === command.length - 1 ? byte ^ 4 : byte));

/** From the second refusal as blocked on, a right one is taken. */
const opensByItself = (): Alteration => {
  let blocked = 0;
  return async (command, send) => {
    const answer = await send(command);
    const refused = command[1] === 0x20 && answer[0] === 0x69 && answer[1] === 0x84;
    blocked += refused ? 1 : 0;
    return refused && blocked > 4 ? ok : answer;
  };
};

for (const [title, scenario, alter, verdict, reason] of [
  [
    'a change that is answered and not made',
    change,
    async (command, send) => (isChange(command) ? ok : send(command)),
    'fail refusal-missing',
    /was expected to be refused \(63C4\), but the card took it/,
  ],
  [
    'a change to another value than was sent',
    change,
    (command, send) => send(isChange(command) ? otherValue(command) : command),
    'fail wrong-pin',
    /was refused by the card/,
  ],
  [
    'a change to another value, in which the power goes',
    variantOf(change, 'answer-lost-at-change-digital-signature'),
    (command, send) => send(isChange(command) ? otherValue(command) : command),
    'fail not-as-documented',
    /ended fail \(invariant-broken\).*“every secret is the old or the new one” does not hold/,
  ],
  [
    'a lock that opens by itself a day later',
    lock,
    opensByItself(),
    'fail refusal-missing',
    /\(locked\), but the card took it/,
  ],
  [
    'a counter that is never reset',
    lock,
    async (command, send) => (isUnlock(command) ? ok : send(command)),
    'fail pin-blocked',
    /blocked/,
  ],
  [
    'UNLOCK KEY taken from anybody',
    variantOf(lock, 'reset-without-authority'),
    async (command, send) => (isUnlock(command) ? ok : send(command)),
    'fail not-as-documented',
    /fail \(card-status\) is documented, but it ended pass/,
  ],
  [
    'a kiosk that writes to the log-in PIN instead',
    reset,
    (command, send) =>
      send(isUnlock(command) ? Uint8Array.of(0x80, 0x54, 0, 0x98, 4, 0x31, 0x31, 0x31, 0x31) : command),
    'fail pin-blocked',
    /signature password is blocked/,
  ],
  [
    'a kiosk that writes to the log-in PIN instead, and the power goes',
    cutAt(reset, 'answer-lost', 'write-secret', 2),
    (command, send) =>
      send(isUnlock(command) ? Uint8Array.of(0x80, 0x54, 0, 0x98, 4, 0x31, 0x31, 0x31, 0x31) : command),
    'fail not-as-documented',
    /ended fail \(invariant-broken\).*the user authentication PIN is another/,
  ],
] as const satisfies readonly (readonly [string, Scenario, Alteration, string, RegExp])[]) {
  test(`${title} fails ${scenario.id}`, async (t) => {
    const {outcome} = await play(scenario, {bench: alteredBench(alter)});
    t.is(said(outcome), verdict, outcome.reason.en);
    t.regex(outcome.reason.en, reason);
  });
}

test('a card that gives its tries back with the power fails the power cycles between tries', async (t) => {
  const {outcome} = await play(variantOf(lock, 'power-cycle-between-tries'), {
    bench: (honest) => ({
      ...honest,
      async insert() {
        await honest.insert();
        const {reader} = honest.describe;
        const connection = await (await honest.port()).connect(reader);
        for (const command of [
          '00A4040C0AD392F000260100000001',
          '00A4020C02001B',
          '0020008006414243313233',
        ]) {
          await connection.transmit(Buffer.from(command, 'hex'));
        }
        await connection.disconnect();
      },
    }),
  });
  t.is(outcome.verdict, 'fail');
  t.regex(outcome.reason.en, /\(63C3\), but the card says that 4 tries are left/);
});

test('a card that gives a try back when the power goes breaks the invariant', async (t) => {
  const {outcome} = await play(variantOf(lock, 'card-removed-at-right-while-locked-user-authentication'), {
    bench: (honest) => ({
      ...honest,
      async snapshot() {
        const image = await honest.snapshot();
        const jpki = image.applications['jpki'];
        const pin = jpki?.credentials['0018'];
        return jpki && pin?.triesLeft === 0
          ? {
              ...image,
              applications: {
                ...image.applications,
                jpki: {...jpki, credentials: {...jpki.credentials, '0018': {...pin, triesLeft: 1}}},
              },
            }
          : image;
      },
    }),
  });
  t.is(outcome.verdict, 'fail');
  t.regex(outcome.reason.en, /has 1 tries, and the card told 0/);
});

/** The scenario with a centre in which bookings are treated otherwise. */
const withResets = (
  scenario: Scenario,
  otherwise: (
    world: Parameters<Scenario['run']>[0]['world'],
  ) => Partial<Parameters<Scenario['run']>[0]['world']['pinResets']>,
): Scenario => ({
  ...scenario,
  run: (stage) =>
    scenario.run({
      ...stage,
      world: {...stage.world, pinResets: {...stage.world.pinResets, ...otherwise(stage.world)}},
    }),
});

test('a centre that serves a booking behind its day fails the variant of 24 h and 1 s', async (t) => {
  const lenient = withResets(variantOf(reset, 'at-24-h-1-s'), ({pinResets, issuerKey}) => ({
    begin: async ({number}) => pinResets.find(number) ?? Promise.reject(new Error('no booking')),
    authorise: async (number, challenge) =>
      aesCmac(issuerKey(pinResets.find(number)?.holder ?? ''), challenge),
    complete: async () => undefined,
  }));
  const {outcome} = await play(lenient);
  t.regex(outcome.reason.en, /fail \(booking-expired\) is documented, but it ended pass \(reset\)/);
});

test('a centre that forgets that a booking was used fails its second use', async (t) => {
  const {outcome} = await play(
    withResets(variantOf(reset, 'booking-used'), () => ({complete: async () => undefined})),
  );
  t.regex(outcome.reason.en, /fail \(booking-used\) is documented, but it ended pass/);
});

test('B-RESET is met at the kiosk within the day, and what comes too late is no reset', async (t) => {
  for (const [minutesToKiosk, ending, budget] of [
    [120, 'pass reset', 'met'],
    [1437, 'pass reset', 'met'],
    [1441, 'fail booking-expired', 'not-judged'],
  ] as const) {
    const {outcome} = await play(withValues(reset, {minutesToKiosk}), {timing: 'contactless-106'});
    t.is(said(outcome), ending, outcome.reason.en);
    t.deepEqual(
      outcome.budgets.map(({id, verdict}) => [id, verdict]),
      [['B-RESET', budget]],
    );
  }
});

test('one secret alone can be chosen, and the log-in PIN be the forgotten one', async (t) => {
  for (const [scenario, values, places] of [
    [change, {secret: 'text-assistance'}, ['card/applications/text-assistance/credentials/0011/value']],
    [lock, {secret: 'resident-register'}, []],
    [reset, {reset: 'user-authentication'}, ['card/applications/jpki/credentials/0018/value']],
  ] as const) {
    const {outcome} = await play(withValues(scenario, values));
    t.is(outcome.verdict, 'pass', outcome.reason.en);
    const changed = (outcome.changes ?? []).map(({place}) => place);
    t.deepEqual(
      changed.filter((place) => place.endsWith('/value')),
      [...places],
    );
  }
});

test('neither record nor result nor error holds a PIN or password, old, new, wrong or malformed', async (t) => {
  const {digitalSignaturePassword, userAuthenticationPin} = personaNamed('adult').secrets;
  const all = scenarios.flatMap((scenario) => [
    scenario,
    ...variantsOf(scenario).filter(({setting}) => setting?.disturbance === undefined),
  ]);
  let masked = 0;
  for (const scenario of all) {
    const {outcome, events, image} = await play(scenario);
    const told = JSON.stringify([outcome, events.filter(({type}) => type !== 'apdu')]);
    const texts = [
      'ABC12',
      'ABC987',
      'abc987',
      'ABCDEF',
      'ABC-123',
      '12A4',
      secretsOf(image).digitalSignaturePassword,
    ];
    for (const text of [digitalSignaturePassword, ...texts]) {
      t.false(text.length > 3 && told.includes(text), `${scenario.id} tells ${text}`);
    }
    t.notRegex(told.replaceAll(/[\dA-F]{8,}/g, ''), /\b(1234|1235|12345|4321)\b/, scenario.id);
    for (const event of events) {
      if (
        event.type === 'apdu' &&
        ['20', '24', '54'].includes(event.command.slice(2, 4)) &&
        event.command.length > 10
      ) {
        masked += 1;
        t.regex(event.command.slice(10), /^[*?xX.]+$/, `${scenario.id}: ${event.command.slice(0, 10)}`);
      }
    }
  }
  t.true(masked > 500, String(masked));
  t.is(userAuthenticationPin, '1234');
});
