import test from 'ava';
import {fromHex, toHex} from '../../protocol/index.ts';
import {failureVariants} from '../../scenarios/catalogue/failure-matrix/failure-matrix.ts';
import {
  type Ending,
  type Phase,
  Refused,
  type Scenario,
  type Stage,
  variantsOf,
} from '../../scenarios/index.ts';
import {play} from '../support/scenario-play.ts';

const phases = {
  fetch: {id: 'fetch', title: {en: 'Fetch the card', ja: 'カードを取る'}, actor: 'operator', usualMs: 20_000},
  read: {id: 'read', title: {en: 'Read', ja: '読み出し'}, actor: 'card'},
  change: {id: 'change', title: {en: 'Change the PIN', ja: '暗証番号の変更'}, actor: 'card'},
  report: {id: 'report', title: {en: 'Report', ja: '報告'}, actor: 'centre'},
} as const satisfies Readonly<Record<string, Phase>>;

const send = async ({connection}: Stage, ...commands: readonly string[]): Promise<string> => {
  let last = '';
  for (const command of commands) {
    last = toHex(await connection.transmit(fromHex(command)));
    if (!/(9000|63C.)$/.test(last)) {
      throw new Refused({en: `the card answered ${last}`, ja: `カードの応答 ${last}`}, 'card-status');
    }
  }
  return last;
};

const selectPin = ['00A4040C0AD392F000260100000001', '00A4020C020018'];
const oldPin = '31323334';
const newPin = '34333231';
const reported: string[] = [];

const run = async (stage: Stage): Promise<Ending> => {
  await stage.step(phases.fetch, () => undefined);
  await stage.step(phases.read, () => send(stage, ...selectPin, '00200080'));
  await stage.step(phases.change, () => send(stage, `0020008004${oldPin}`, `0024018004${newPin}`));
  await stage.step(phases.report, () => void reported.push(stage.cardId));
  return {verdict: 'pass', reasonId: 'changed', reason: {en: 'the PIN is new', ja: '暗証番号を変更しました'}};
};

const pinPlace = 'card/applications/jpki/credentials/0018/value';

const changing: Scenario = {
  id: 'test/change-pin',
  title: {en: 'Change a PIN', ja: '暗証番号の変更'},
  source: 'test',
  phases: Object.values(phases),
  budgets: [
    {
      id: 'B-HANDS',
      title: {en: 'hands', ja: '手'},
      statistic: 'p95',
      maxMs: 30_000,
      actors: ['operator'],
      source: 'test',
    },
  ],
  changes: [pinPlace],
  run,
};

test('what people take is reckoned, counts in the whole, and is limited by actor', async (t) => {
  const {outcome} = await play(changing, {timing: 'contactless-106'});
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  t.is(outcome.phases[0]?.peopleMs, 20_000);
  t.is(outcome.total.peopleMs, 20_000);
  t.true(outcome.total.ms > 20_000 && outcome.total.ms < 21_000);
  t.is(outcome.budgets[0]?.actualMs, 20_000);
  t.is(outcome.budgets[0]?.verdict, 'met');
});

test('what changed is told by its place, and no secret is shown', async (t) => {
  const {outcome} = await play(changing);
  t.deepEqual(outcome.changes, [{place: pinPlace, before: '(not shown)', after: '(not shown)'}]);
});

test('a passing run that changes more than it may fails, and names the place', async (t) => {
  const {outcome} = await play({...changing, changes: []});
  t.is(outcome.reasonId, 'side-effect');
  t.regex(outcome.reason.en, /card\/applications\/jpki\/credentials\/0018\/value changed$/);
});

test('what the preconditions did is timed apart and is no change of the run', async (t) => {
  const establish = (stage: Stage): Promise<void> =>
    stage.step(phases.change, async () => {
      await send(stage, ...selectPin, `0020008004${oldPin}`, `0024018004${newPin}`);
    });
  const {outcome} = await play({
    ...changing,
    preconditions: [{id: 'new-pin', title: {en: 'the PIN is new', ja: '新しい暗証番号'}, establish}],
    run: async (stage) => {
      await stage.step(phases.read, () => send(stage, ...selectPin, `0020008004${newPin}`));
      return {verdict: 'pass', reason: {en: 'verified', ja: '照合しました'}};
    },
  });
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  t.deepEqual(outcome.changes, []);
  t.deepEqual(
    [outcome.preparation.map(({id}) => id), outcome.phases.map(({id}) => id)],
    [['change'], ['read']],
  );
});

test('a precondition that cannot be established leaves the run inconclusive', async (t) => {
  const establish = (): Promise<void> =>
    Promise.reject(new Refused({en: 'the area is full', ja: '領域が満杯です'}));
  const title = {en: 'the application is there', ja: 'アプリがある'};
  const {outcome} = await play({...changing, preconditions: [{id: 'there', title, establish}]});
  t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'precondition']);
  t.regex(outcome.reason.en, /“the application is there” must be so before it begins, but the area is full/);
});

test('a scenario of another link is not applicable, and nothing of it is played', async (t) => {
  const {outcome} = await play({...changing, links: ['pcsc']});
  t.deepEqual([outcome.verdict, outcome.reasonId, outcome.phases.length], ['not-applicable', 'link', 0]);
});

test.serial(
  'each step at the card and each question to the centre has its disturbances, and ends where it was cut',
  async (t) => {
    const variants = variantsOf({...changing, variants: failureVariants({...changing, usual: 'changed'})});
    t.deepEqual(
      variants.map(({id}) => id.replace('test/change-pin:', '')),
      [
        'card-removed-at-read',
        'card-removed-at-change',
        'answer-lost-at-read',
        'answer-lost-at-change',
        'reader-unplugged-at-read',
        'reader-unplugged-at-change',
        'question-lost-at-report',
        'reply-lost-at-report',
        'question-twice-at-report',
      ],
    );
    for (const variant of variants) {
      reported.length = 0;
      const {outcome} = await play(variant);
      t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
      const heard = /reply-lost/.test(variant.id) ? 1 : /question-twice/.test(variant.id) ? 2 : 0;
      t.is(reported.length, heard, variant.id);
    }
  },
);

test('a refusal is lost on a cut line as any other answer is', async (t) => {
  const {outcome} = await play({
    ...changing,
    setting: {disturbance: {what: 'reply-lost', phase: 'report'}},
    run: (stage) =>
      stage.step(phases.report, () => {
        throw new Refused({en: 'it is refused', ja: '拒否'}, 'refused');
      }),
  });
  t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'line-cut']);
});

const at = (what: 'card-removed' | 'answer-lost', command: number): Scenario => ({
  ...changing,
  setting: {disturbance: {what, phase: 'change', command}},
});

for (const [what, command, changed] of [
  ['card-removed', 2, 0],
  ['answer-lost', 1, 0],
  ['answer-lost', 2, 1],
] as const) {
  test(`${what} at command ${command} leaves ${changed} changes on the card`, async (t) => {
    const {outcome} = await play(at(what, command));
    t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'card-removed']);
    t.is(outcome.changes?.length, changed);
  });
}

test('a disturbance that the run never came to is told, and passes for nothing', async (t) => {
  const {outcome} = await play(at('card-removed', 3));
  t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'not-disturbed']);
});

/** Comes back with whichever PIN the card has. */
const recover = async (stage: Stage): Promise<Ending> => {
  const image = await stage.snapshot();
  const pin = image.applications['jpki']?.credentials['0018']?.value === '4321' ? newPin : oldPin;
  await stage.step(phases.change, () => send(stage, ...selectPin, `0020008004${pin}`, `0024018004${newPin}`));
  return {verdict: 'pass', reason: {en: 'the PIN is new', ja: '暗証番号を変更しました'}};
};

const neverBoth = (holds: (value: string) => boolean) => ({
  id: 'old-or-new',
  title: {en: 'the PIN is the old one or the new one', ja: '暗証番号は新旧いずれか'},
  broken: async (stage: Stage) => {
    const {applications} = await stage.snapshot();
    return holds(applications['jpki']?.credentials['0018']?.value ?? '')
      ? undefined
      : {en: 'it is neither', ja: 'いずれでもありません'};
  },
});

test('with a recovery every disturbed run comes to its end after all, the invariants holding', async (t) => {
  const recoverable: Scenario = {
    ...changing,
    recovery: {invariants: [neverBoth((value) => ['1234', '4321'].includes(value))], recover},
  };
  for (const variant of variantsOf({
    ...recoverable,
    variants: failureVariants({...recoverable, usual: 'changed'}),
  })) {
    const {outcome, image} = await play(variant);
    t.is(outcome.verdict, 'pass', `${variant.id}: ${outcome.reason.en}`);
    t.regex(
      outcome.reason.en,
      variant.id.includes('question-twice')
        ? /^as documented, pass \(changed\)/
        : /1 invariants held before and after the recovery/,
    );
    t.is(image.applications['jpki']?.credentials['0018']?.value, '4321');
  }
});

for (const [when, holds, words] of [
  [
    'after the cut',
    (value: string) => value === '4321',
    /after the cut “the PIN is the old one or the new one” does not hold/,
  ],
  ['after the recovery', (value: string) => value === '1234', /after the recovery “the PIN is/],
] as const) {
  test(`an invariant that does not hold ${when} fails the run`, async (t) => {
    const {outcome} = await play({
      ...at('card-removed', 1),
      recovery: {invariants: [neverBoth(holds)], recover},
    });
    t.deepEqual([outcome.verdict, outcome.reasonId], ['fail', 'invariant-broken']);
    t.regex(outcome.reason.en, words);
  });
}

test('after months on a virtual clock no part of a phase is below nothing', async (t) => {
  const ages = {...phases.fetch, usualMs: 120.1 * 86_400_000};
  const {outcome} = await play(
    {
      ...changing,
      run: async (stage) => {
        await stage.step(ages, () => undefined);
        return run(stage);
      },
    },
    {timing: 'contactless-106'},
  );
  t.is(outcome.verdict, 'pass', outcome.reason.en);
  for (const {hostMs, cardMs} of [...outcome.phases, outcome.total]) {
    t.true(hostMs >= 0 && cardMs >= 0);
  }
});
