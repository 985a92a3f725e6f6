import test from 'ava';
import {chosenCommands, readDisturbanceWord} from '../../scenarios/catalogue/disturbance-word.ts';
import {disturbedBy, disturbedNamed} from '../../scenarios/catalogue/disturbed.ts';
import {scenarios} from '../../scenarios/index.ts';
import {englishIn} from '../support/japanese-words.ts';
import {play, scenarioCalled} from '../support/scenario-play.ts';

const words: Record<string, readonly [phase: string, commands: readonly (number | undefined)[]]> = {
  'card-removed@read-certificate': ['read-certificate', [undefined]],
  'answer-lost@read-certificate:2': ['read-certificate', [2]],
  'reader-unplugged@read-certificate:3-5': ['read-certificate', [3, 4, 5]],
  'card-removed@read-certificate:last': ['read-certificate', [4]],
  'card-removed@read-certificate:every': ['read-certificate', [1, 2, 3, 4]],
};

for (const [word, [phase, commands]] of Object.entries(words)) {
  test(`${word} is read; of four commands it means ${commands.join(', ') || 'the first'}`, (t) => {
    const read = readDisturbanceWord(word, scenarios);
    t.deepEqual([read.phase, chosenCommands(read.commands, 4)], [phase, commands]);
  });
}

test('of a phase without commands the first is asked for, which then is told to have been missed', (t) => {
  t.deepEqual(chosenCommands('last', 0), [1]);
  t.deepEqual(chosenCommands('every', 0), [1]);
});

const refused: Record<string, RegExp> = {
  'card-remved@verify-pin': /; "card-removed" may be meant/,
  'card-removed@verify-pn:2': /"verify-pin" may be meant/,
  'card-removed@verify-pin:0': /a command from 1 on/,
  'card-removed@verify-pin:9-8': /a command from 1 on/,
  'card-removed@verify-pin:': /a command from 1 on/,
  'card-removed@verify-pin:evry': /"every" may be meant/,
  'card-removed': /WHAT@PHASE:COMMAND was expected, such as/,
  'question-lost@verify-pin': /a phase that asks the centre/,
  'question-lost@verify-at-centre:2': /no command goes with it/,
};

for (const [word, said] of Object.entries(refused)) {
  test(`${word} is refused, and what was expected is said`, (t) => {
    const among = [scenarioCalled('jpki/login')];
    t.throws(() => readDisturbanceWord(word, among), {message: said});
  });
}

test('a disturbed scenario is found by its id, which another thread is told', (t) => {
  const login = scenarioCalled('jpki/login');
  for (const command of [undefined, 3]) {
    const made = disturbedBy(login, {
      what: 'answer-lost',
      phase: 'verify-pin',
      ...(command === undefined ? {} : {command}),
    });
    t.deepEqual({...disturbedNamed(made.id, scenarios)}, {...made});
  }
  t.is(disturbedNamed('jpki/login:nothing', scenarios), undefined);
});

/** Steps that write the card with more than four commands: the generated variants cut them at the first. */
const writing = [
  ['issuance/setting', 'write-setting'],
  ['issuance/pre-install', 'write-ordinance'],
  ['issuance/delivery', 'set-secrets'],
  ['issuance/delivery', 'write-resume'],
  ['applets/area', 'load'],
] as const;

for (const [id, phase] of writing) {
  test(`${id} cut in the middle of ${phase} or at its last command is recovered from; behind it is nothing to cut`, async (t) => {
    const scenario = scenarioCalled(id);
    // Time has to pass, or nobody could say in which phase a command was.
    const {outcome: usual} = await play(scenario, {timing: 'contactless-106'});
    const count = usual.phases.find((one) => one.id === phase)?.apdus ?? 0;
    t.true(count > 4);
    for (const command of [Math.ceil(count / 2), count]) {
      const {outcome} = await play(disturbedBy(scenario, {what: 'answer-lost', phase, command}));
      t.is(outcome.verdict, 'pass', `${command} of ${count}: ${outcome.reason.en}`);
      t.regex(outcome.reason.en, new RegExp(`: the card lost its power at command ${command} of “`));
    }
    const {outcome} = await play(disturbedBy(scenario, {what: 'card-removed', phase, command: count + 1}));
    t.regex(outcome.reason.en, new RegExp(`not-disturbed.*never came to command ${count + 1}`));
  });
}

test('what the other tests of scenarios hold Japanese reasons against finds English in them', (t) => {
  t.is(englishIn('APは搭載済みで、old number 4649 に対応付けました'), 'old');
  t.is(
    englishIn('カードの運用状態により許可されません(the holder has not said to move out)'),
    'the holder has not said to move out',
  );
  t.is(englishIn('the card is gone'), 'the card is gone');
  t.is(englishIn('文書どおり fail (serial-number-unknown): 未登録です'), undefined);
  t.is(englishIn('カードは 6A82 file or application not found を返しました'), undefined);
});
