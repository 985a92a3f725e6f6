import test from 'ava';
import {misbehaviours} from '../../centre/index.ts';
import {personaNamed, personas} from '../../emulator/index.ts';
import {documentedEnding, type Scenario, scenariosMatching, variantsNamed} from '../../scenarios/index.ts';
import {withValues} from '../../scenarios/parameters/parameter-values.ts';
import {keyCache} from '../../scenarios/world/key-cache.ts';
import {claimDocumentedVariants, tableBehind} from '../support/documented-variants.ts';
import {play, said, scenarioCalled} from '../support/scenario-play.ts';

const page = 'docs/misbehaviours.md';
const jpki = scenariosMatching('jpki/*');

const [misbehaviourHead = [], ...misbehaviourRows] = tableBehind(page, '## Misbehaviour');
const [personaHead = [], ...personaRows] = tableBehind(page, '## Personas');

test('the page has every misbehaviour, every persona and every scenario of JPKI', (t) => {
  const ids = jpki.map(({id}) => id).sort();
  t.deepEqual([...misbehaviourHead.slice(2)].sort(), ids);
  t.deepEqual([...personaHead.slice(1)].sort(), ids);
  t.deepEqual(
    misbehaviourRows.map(([name]) => name),
    Object.keys(misbehaviours),
  );
  t.deepEqual(
    personaRows.map(([name]) => name),
    Object.keys(personas),
  );
});

for (const [name = '', , ...cells] of misbehaviourRows) {
  test(`with ${name} each scenario ends as the page says`, async (t) => {
    for (const [i, cell] of cells.entries()) {
      const scenario = scenarioCalled(misbehaviourHead[i + 2] ?? '');
      const {outcome} = await play(scenario, {misbehaviour: name});
      t.is(said(outcome), cell, `${scenario.id}: ${outcome.reason.en}`);
      t.is(said(documentedEnding(scenario, 'adult', name) ?? {verdict: 'none'}), cell);
      t.true(outcome.reason.en !== '' && outcome.reason.ja !== '' && outcome.reason.ja !== outcome.reason.en);
      const unaffected = outcome.notes.some(({en}) => en.endsWith('no question about revocation was asked.'));
      t.is(unaffected, scenario.id === 'jpki/read-certificate');
    }
  });
}

for (const [name = '', ...cells] of personaRows) {
  test(`with the card of ${name} each scenario ends as the page says`, async (t) => {
    for (const [i, cell] of cells.entries()) {
      const scenario = scenarioCalled(personaHead[i + 1] ?? '');
      const {outcome} = await play(scenario, {persona: name});
      t.is(said(outcome), cell, `${scenario.id}: ${outcome.reason.en}`);
      t.is(said(documentedEnding(scenario, name) ?? {verdict: 'none'}), cell);
      t.is(
        outcome.verdict === 'pass',
        scenario.personas?.includes(name) ?? false,
        `${scenario.id} is meant for ${name}`,
      );
    }
  });
}

claimDocumentedVariants(page, jpki);

const changed = (id: string, change: Partial<Scenario['expected'] & object>): Scenario => {
  const [variant] = variantsNamed(jpki, id);
  if (!variant?.expected) {
    throw new Error(`there is no variant ${id}`);
  }
  return {...variant, expected: {...variant.expected, ...change}};
};

for (const [title, scenario, reason] of [
  [
    'another verdict',
    changed('challenge-replayed', {verdict: 'pass'}),
    /^pass \(challenge-replayed\) is documented, but it ended fail/,
  ],
  [
    'another reason',
    changed('challenge-replayed', {reasonId: 'expired'}),
    /^fail \(expired\) is documented, but it ended fail \(challenge-replayed\)/,
  ],
  ['another number of tries', changed('wrong-pin', {triesLost: 0}), /but 1 tries were lost instead of 0$/],
  [
    'tries that were not lost',
    changed('challenge-replayed', {triesLost: 1}),
    /but 0 tries were lost instead of 1$/,
  ],
] as const) {
  test(`a run that ends with ${title} than documented fails, and says both`, async (t) => {
    const {outcome} = await play(scenario);
    t.is(outcome.verdict, 'fail');
    t.regex(outcome.reason.en, reason);
  });
}

test('with other values than usual, an end that is not as documented judges no device', async (t) => {
  const [variant] = variantsNamed([scenarioCalled('lifecycle/reissue')], 'old-card-used');
  const {outcome} = await play(withValues(variant as Scenario, {trigger: 'death'}));
  t.deepEqual([outcome.verdict, outcome.reasonId], ['inconclusive', 'other-values']);
  t.regex(outcome.reason.en, /^what is documented is so with the usual trigger: /);
  // Seconds change no course, so that there a device is still judged.
  const [damaged] = variantsNamed([scenarioCalled('issuance/setting')], 'print-damaged');
  const {setting: _, ...undamaged} = {
    ...damaged,
    expected: {verdict: 'fail', reasonId: 'another'},
  } as Scenario;
  const {outcome: judged} = await play(withValues(undamaged, {lookSeconds: 1}));
  t.deepEqual([judged.verdict, judged.reasonId], ['fail', 'not-as-documented']);
});

test('a key cache that cannot be reached spares no time, and harms nothing', (t) => {
  const cache = keyCache('package.json/keys');
  t.is(cache.get('a'), undefined);
  t.notThrows(() => cache.set('a', Uint8Array.of(1)));
});

test('a change on the card that nobody documented fails the run', async (t) => {
  const base = scenarioCalled('jpki/login');
  const {outcome} = await play({
    ...base,
    expected: {verdict: 'pass', reasonId: 'accepted'},
    async run(stage) {
      const ending = await base.run(stage);
      // CHANGE REFERENCE DATA of the PIN that the log-in verified.
      await stage.connection.transmit(Buffer.from('00A4020C020018', 'hex'));
      await stage.connection.transmit(Buffer.from('002401800439393939', 'hex'));
      return ending;
    },
  });
  t.is(outcome.verdict, 'fail');
  t.regex(outcome.reason.en, /but card\/applications\/jpki\/credentials\/0018\/value changed$/);
});

test('what breaks in the bench is an error, whatever is expected', async (t) => {
  const {outcome} = await play({
    ...scenarioCalled('jpki/login'),
    expected: {verdict: 'fail', reasonId: 'revoked'},
    run: () => Promise.reject(new Error('リーダーがありません')),
  });
  t.is(outcome.verdict, 'error');
});

test('reading alone sends no VERIFY and asks the centre nothing, and a scenario that does is refused', async (t) => {
  const read = scenarioCalled('jpki/read-certificate');
  const {events} = await play(read);
  t.false(events.some((event) => event.type === 'apdu' && event.command.slice(2, 4) === '20'));
  t.false(events.some(({type}) => type === 'centre'));
  const {outcome} = await play({
    ...read,
    run(stage) {
      stage.world.centre.login.challenge();
      return read.run(stage);
    },
  });
  t.is(said(outcome), 'fail more-than-reading');
});

test('a signature leaves name, address and birth date out of result, steps and centre events', async (t) => {
  const {outcome, events} = await play(scenarioCalled('jpki/sign'));
  t.is(outcome.verdict, 'pass');
  const told = JSON.stringify([outcome, events.filter(({type}) => type !== 'apdu')]);
  const {name, address, birthDate} = personaNamed('adult').holder;
  for (const personal of [name, address, birthDate.replaceAll('-', '')]) {
    t.true(personal.length > 3);
    t.false(told.includes(personal));
  }
});

test('a signed document leaves one event at the centre, with the question about revocation inside it', async (t) => {
  const {events} = await play(scenarioCalled('jpki/sign'));
  const asked = events.filter((event) => event.type === 'centre');
  t.deepEqual(
    asked.map(({operation, outcome}) => [operation, outcome]),
    [
      ['revocation/ocsp', 'good'],
      ['verify/document', 'valid: passed'],
    ],
  );
});

test('a card that signs wrongly fails the signature, and no document is made of it', async (t) => {
  const base = scenarioCalled('jpki/sign');
  const {outcome} = await play({
    ...base,
    run(stage) {
      const {connection} = stage;
      const transmit = async (bytes: Uint8Array): Promise<Uint8Array> => {
        const answer = Uint8Array.from(await connection.transmit(bytes));
        // COMPUTE DIGITAL SIGNATURE as JPKI has it.
        return bytes[1] === 0x2a ? answer.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) : answer;
      };
      const wrong = new Proxy(connection, {
        get(target, name) {
          const found: unknown = name === 'transmit' ? transmit : Reflect.get(target, name);
          return typeof found === 'function' ? found.bind(target) : found;
        },
      });
      return base.run({...stage, connection: wrong});
    },
  });
  t.is(said(outcome), 'fail signature-wrong', outcome.reason.en);
});
