import test from 'ava';
import {personas} from '../../emulator/index.ts';
import {type Verdict, virtualClock} from '../../protocol/index.ts';
import {
  type CardBench,
  documentedEnding,
  type Scenario,
  scenariosMatching,
  type TestWorld,
  variantsNamed,
  withValues,
} from '../../scenarios/index.ts';
import {cardCertificates} from '../../scenarios/world/card-certificates.ts';
import {claimDocumentedVariants} from '../support/documented-variants.ts';
import {now, play, said, scenarioCalled} from '../support/scenario-play.ts';

const names = ['renew-certificate', 'change-address', 'change-name', 'move', 'loss', 'reissue'] as const;

type Name = (typeof names)[number];

const lifecycle: readonly Scenario[] = names.map((name) => scenarioCalled(`lifecycle/${name}`));

claimDocumentedVariants('docs/scenarios-lifecycle.md', lifecycle);

for (const scenario of lifecycle) {
  test(`${scenario.id} passes with every persona it is meant for, and every phase it names is gone through`, async (t) => {
    const through = new Set<string>();
    for (const persona of scenario.personas ?? []) {
      const {outcome} = await play(scenario, {persona});
      t.is(said(outcome), said(documentedEnding(scenario, persona) ?? {verdict: 'none'}), outcome.reason.en);
      t.is(outcome.verdict, 'pass', `${persona}: ${outcome.reason.en}`);
      t.true(outcome.preparation.length > 0, `${persona}: nothing is prepared`);
      for (const {id} of outcome.phases) {
        through.add(id);
      }
    }
    t.deepEqual(
      scenario.phases.map(({id}) => id).filter((id) => !through.has(id)),
      [],
    );
    t.deepEqual(
      [...through].filter((id) => !scenario.phases.some((phase) => phase.id === id)),
      [],
    );
    t.is(documentedEnding(scenario, 'adult', 'ocsp-down'), undefined);
    t.true((scenario.personas ?? []).every((persona) => Object.hasOwn(personas, persona)));
  });
}

/** Phases in which the card is written, and with which disturbance. */
const writing: readonly (readonly [name: Name, phase: string])[] = [
  ['renew-certificate', 'generate-user-authentication'],
  ['renew-certificate', 'write-user-authentication'],
  ['renew-certificate', 'write-digital-signature'],
  ['move', 'empty-area'],
  ['move', 'write-text'],
  ['move', 'write-face'],
  ['move', 'write-digital-signature'],
];

/** More commands than any phase has. */
const most = 200;

for (const [name, phase] of writing) {
  test(`${name} cut at any command of ${phase}, before or behind it, is recovered from`, async (t) => {
    const scenario = scenarioCalled(`lifecycle/${name}`);
    const {changes = []} = scenario;
    let reached = 0;
    for (const what of ['card-removed', 'answer-lost'] as const) {
      for (let at = 1; at < most; at += 1) {
        const {outcome} = await play({
          ...scenario,
          setting: {disturbance: {what, phase, command: at}},
          expected: {verdict: 'pass', reasonId: 'recovered', changes},
        });
        if (outcome.reason.en.includes('inconclusive (not-disturbed)')) {
          break;
        }
        reached += 1;
        t.is(outcome.verdict, 'pass', `${what} at ${at}: ${outcome.reason.en}`);
      }
    }
    t.true(reached >= 4, `only ${reached} commands were cut`);
  });
}

/** A card that says it has written and has not: UPDATE BINARY of a short EF identifier. */
const forgets =
  (file: number) =>
  (honest: CardBench): CardBench =>
    withTransmit(honest, (bytes) => bytes[1] === 0xd6 && bytes[2] === (0x80 | file));

/** A card on which an application of the extended area is another one once the area for ordinances is empty. */
const touchesTheExtendedArea = (honest: CardBench): CardBench => ({
  ...honest,
  async snapshot() {
    const image = await honest.snapshot();
    const {instances = {}} = image.content ?? {};
    const common = instances['F04B415A415355120200010C'];
    if (!instances['F04B415A415355120100010C'] && common?.data) {
      common.data.contents['0001'] = 'AAAA';
    }
    return image;
  },
});

const withTransmit = (honest: CardBench, swallows: (bytes: Uint8Array) => boolean): CardBench => ({
  ...honest,
  async port() {
    const port = await honest.port();
    return {
      ...port,
      capabilities: port.capabilities,
      async connect(reader) {
        const connection = await port.connect(reader);
        return {
          transmit: (bytes) =>
            swallows(bytes) ? Promise.resolve(Uint8Array.of(0x90, 0x00)) : connection.transmit(bytes),
          beginTransaction: () => connection.beginTransaction(),
          endTransaction: (how) => connection.endTransaction(how),
          disconnect: (how) => connection.disconnect(how),
        } as typeof connection;
      },
    };
  },
});

/** A centre whose renewal is otherwise. */
const renewing =
  (change: (honest: TestWorld) => Partial<TestWorld['renewal']>) =>
  (honest: TestWorld): TestWorld => ({...honest, renewal: {...honest.renewal, ...change(honest)}});

interface Plant {
  readonly title: string;
  readonly run: Scenario;
  readonly bench?: (honest: CardBench) => CardBench;
  readonly world?: (honest: TestWorld) => TestWorld;
  readonly told: RegExp;
}

const variant = (name: Name, id: string): Scenario => {
  const [found] = variantsNamed([scenarioCalled(`lifecycle/${name}`)], id);
  if (!found) {
    throw new Error(`${name} has no variant ${id}`);
  }
  return found;
};

const plants: readonly Plant[] = [
  {
    title: 'a centre that supersedes when it issues leaves nothing that works behind a cut',
    run: variant('renew-certificate', 'card-removed-at-write-user-authentication'),
    world: renewing(({renewal}) => ({issue: renewal.renew})),
    told: /“every certificate on the card is good.* does not hold: .*is revoked at the centre/,
  },
  {
    title: 'a centre that renews at any time',
    run: variant('renew-certificate', 'day-before-the-first'),
    world: renewing(() => ({check: () => undefined})),
    told: /fail \(renewal-early\) is documented|fail \(side-effect\)|changed/,
  },
  {
    title: 'a card that forgets the new certificate',
    run: scenarioCalled('lifecycle/renew-certificate'),
    bench: forgets(0x0a),
    told: /expected to use the certificate .*, but it used|revoked/,
  },
  {
    title: 'a card that forgets its new text',
    run: scenarioCalled('lifecycle/change-address'),
    bench: forgets(0x02),
    told: /read back were expected/,
  },
  {
    title: 'a card that forgets the integrity of its new text',
    run: scenarioCalled('lifecycle/change-name'),
    bench: forgets(0x03),
    told: /integrity record was expected/,
  },
  {
    title: 'a card that touches the extended area when the other one is emptied',
    run: scenarioCalled('lifecycle/move'),
    bench: touchesTheExtendedArea,
    told: /F04B415A415355120200010C\/data\/contents\/0001 changed/,
  },
  {
    title: 'an authority that holds nothing',
    run: scenarioCalled('lifecycle/loss'),
    world: (honest) => ({
      ...honest,
      certificates: {
        ...honest.certificates,
        states: {...honest.certificates.states, revoke: () => undefined},
      },
    }),
    told: /expected to be revoked \(certificateHold\), but it is good/,
  },
  {
    title: 'a centre that links a reissued card’s certificate to the lost one',
    run: scenarioCalled('lifecycle/reissue'),
    world: (honest) => ({
      ...honest,
      linkage: {
        ...honest.linkage,
        predecessorOf: (asked, at) => ({
          outcome: 'linked',
          asked,
          kind: 'replaces',
          from: asked,
          to: '00',
          since: at,
          evidence: {},
        }),
      },
    }),
    told: /expected to replace none/,
  },
  {
    title: 'authorities that never hear of an abolished card',
    run: scenarioCalled('lifecycle/reissue'),
    world: (honest) => ({
      ...honest,
      certificates: {
        ...honest.certificates,
        states: {...honest.certificates.states, revoke: () => undefined},
      },
    }),
    told: /expected to be refused as revoked/,
  },
];

for (const {title, run, told, ...planted} of plants) {
  test(`${run.id} fails ${title}`, async (t) => {
    const {outcome} = await play(run, planted);
    t.is(outcome.verdict, 'fail', outcome.reason.en);
    t.regex(outcome.reason.en, told);
  });
}

test('a move cut while town Y installs its applications, before or behind a command, is recovered from', async (t) => {
  const scenario = withValues(scenarioCalled('lifecycle/move'), {newApplications: true});
  const {changes = []} = scenario;
  for (const what of ['card-removed', 'answer-lost'] as const) {
    for (const command of [1, 8, 20]) {
      const {outcome} = await play({
        ...scenario,
        setting: {disturbance: {what, phase: 'install-of-town-y', command}},
        expected: {verdict: 'pass', reasonId: 'recovered', changes},
      });
      t.is(outcome.verdict, 'pass', `${what} at ${command}: ${outcome.reason.en}`);
      t.regex(outcome.reason.en, /town Y’s own applications are in use/);
    }
  }
});

/** Why a card ends, the yen its holder pays for the next one, and whether the old chip is still asked. */
const fees = [
  ['lost', 1000, true],
  ['stolen', 0, true],
  ['damaged', 1000, true],
  ['defect', 0, false],
  ['no-free-line', 0, true],
  ['return', 1000, true],
] as const;

test('a new card costs its holder what the end of the old one brings with it, and a broken chip is asked nothing', async (t) => {
  for (const [trigger, yen, asked] of fees) {
    const {outcome} = await play(withValues(scenarioCalled('lifecycle/reissue'), {trigger}));
    t.is(said(outcome), 'pass reissued', `${trigger}: ${outcome.reason.en}`);
    t.regex(outcome.reason.en, new RegExp(`; fee: ${yen} yen$`), trigger);
    const steps = outcome.phases.map(({id}) => id);
    t.deepEqual([steps.includes('take-fee'), steps.includes('read-common')], [yen > 0, asked], trigger);
  }
  const other = withValues(scenarioCalled('lifecycle/reissue'), {cardFee: 500, certificatesFee: 0});
  t.regex((await play(other)).outcome.reason.en, /; fee: 500 yen$/);
});

test('a renewal stays within its budgets with modelled card times; a hold is not judged where the centre takes no time', async (t) => {
  for (const [name, expected] of [
    ['renew-certificate', 'met'],
    ['loss', 'not-judged'],
  ] as const) {
    const {outcome} = await play(scenarioCalled(`lifecycle/${name}`), {timing: 'contactless-106'});
    t.is(outcome.verdict, 'pass');
    t.true(outcome.budgets.length > 0);
    for (const {id, verdict, actualMs} of outcome.budgets) {
      t.is(verdict, expected, `${id}: ${actualMs} ms`);
    }
    t.is(
      outcome.notes.some(({en}) => en.startsWith('B-HOLD is not judged')),
      name === 'loss',
    );
  }
  t.is(scenariosMatching('lifecycle/*').length >= names.length, true);
});

test('nothing personal is in what a change of name or address records and reports', async (t) => {
  for (const name of ['change-name', 'change-address', 'move'] as const) {
    const {outcome, events} = await play(scenarioCalled(`lifecycle/${name}`));
    const told = JSON.stringify([outcome.reason, outcome.changes, outcome.notes]);
    for (const secret of ['見本', '髙橋', '清瀬', '三条市']) {
      t.false(told.includes(secret), `${name} tells ${secret}`);
    }
    t.true(events.length > 0);
  }
});

const endings: readonly (readonly [name: Name, persona: string, ending: string, told: RegExp])[] = [
  [
    'change-address',
    'certificates-expired',
    'pass updated',
    /signing certificate had ended by itself at 2025/,
  ],
  ['change-address', 'card-expired', 'fail card-expired', /last day was/],
  ['change-name', 'certificates-expired', 'fail certificate-expired', /ended at 2025/],
  ['change-name', 'card-expired', 'fail card-expired', /last day was/],
  ['move', 'certificates-expired', 'fail certificate-expired', /ended at 2025/],
  ['move', 'card-expired', 'fail card-expired', /last day was/],
];

test('what is past its days is told or refused before anything is written', async (t) => {
  for (const [name, persona, ending, told] of endings) {
    const {outcome} = await play(scenarioCalled(`lifecycle/${name}`), {persona});
    t.is(said(outcome), ending, `${name} ${persona}: ${outcome.reason.en}`);
    t.regex(outcome.reason.en, told);
    if (outcome.verdict === 'fail') {
      t.deepEqual(outcome.changes, [], `${name} ${persona}`);
    }
  }
});

const written: readonly (readonly [
  values: Readonly<Record<string, string>>,
  ending: Verdict,
  told: RegExp,
])[] = [
  [{}, 'pass', /one of its characters is a 代替文字/],
  [{name: '山田　一太郎'}, 'pass', /writes every character as it is/],
  [{name: '山田　太郎'}, 'pass', /writes every character as it is/],
  [{name: '髙﨑　𩸽'}, 'pass', /3 of its characters are 代替文字/],
  [{name: '濵田　花子'}, 'pass', /writes every character as it is/],
  [{name: '德川　濵子'}, 'pass', /one of its characters is a 代替文字/],
  [{name: '山田　一太郎', certificateName: '高橋　花子'}, 'inconclusive', /the 6 characters .* it has 5/],
];

test('the form that certificates write follows from a new name, and one that does not fit is told', async (t) => {
  for (const [values, verdict, told] of written) {
    const {outcome} = await play(withValues(scenarioCalled('lifecycle/change-name'), values));
    t.is(outcome.verdict, verdict, outcome.reason.en);
    t.regex(outcome.reason.en, told);
  }
});

test('whatever is played with a card file leaves a card whose certificates are good on the day of the run', async (t) => {
  const today = virtualClock(now).wall();
  const played = ['lifecycle/*', 'issuance/*'].flatMap((pattern) => scenariosMatching(pattern));
  const left = played.flatMap((one) => [one, ...variantsNamedIn(one, 'signature-issued-anew')]);
  const later: string[] = [];
  for (const scenario of left) {
    const {image} = await play(scenario);
    const {userAuthentication, digitalSignature} = cardCertificates(image);
    const begins = [userAuthentication, digitalSignature].map((one) => one?.notBefore ?? today);
    if (begins.some((at) => at > today)) {
      later.push(scenario.id);
    }
  }
  t.deepEqual(
    later,
    left.filter(({onCardFile = true}) => !onCardFile).map(({id}) => id),
  );
});

const variantsNamedIn = (scenario: Scenario, id: string): readonly Scenario[] =>
  scenario.variants?.some((one) => one.id === id) ? variantsNamed([scenario], id) : [];
