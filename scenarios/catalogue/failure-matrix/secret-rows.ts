import {WrongPin} from '../../../terminal/index.ts';
import type {Ending, Variant} from '../../engine/scenario.ts';
import type {Stage} from '../../engine/stage.ts';
import {type FailureRow, row} from './row.ts';
import {asUsual, refusal, type SecretTrait, type Traits} from './traits.ts';

/** A secret typed wrong, from once to as often as it takes to block it, alone and with the right one behind. */
export const secretRows: readonly FailureRow[] = [
  row('wrong-pin', 'wrong PIN, 1 to n times', '暗証番号の誤り(1~n回)', (traits) =>
    traits.secret ? variantsOf(traits, traits.secret) : [],
  ),
];

const variantsOf = (traits: Traits, secret: SecretTrait): readonly Variant[] => {
  const {word, title, tries, before, values} = secret;
  const counts = Array.from({length: tries}, (_, i) => i + 1);
  return [
    ...counts.map((count): Variant => {
      const last = count === tries;
      return {
        id: `wrong-${word}${suffix(count)}`,
        title: {
          en: `a wrong ${title.en}${times(count)}${last ? ': the last try' : ''}`,
          ja: `誤った${title.ja}${count === 1 ? '' : `${count}回`}${last ? '(ロック)' : ''}`,
        },
        expected: refusal(traits, 'wrong-pin', count),
        ...(before ? {preconditions: before} : {}),
        ...(values ? {values} : {}),
        run: (stage) => onlyWrong(stage, secret, count),
      };
    }),
    ...[tries - 1, tries].map(
      (count): Variant => ({
        id: `right-${word}-after-${count}-wrong`,
        title: {
          en: `a wrong ${title.en}${times(count)}, then the right one${count === tries ? ': it is blocked' : ''}`,
          ja: `誤った${title.ja}${count}回の後に正しい${title.ja}${count === tries ? '(ロック)' : ''}`,
        },
        expected: count === tries ? refusal(traits, 'pin-blocked', count) : asUsual(traits),
        ...(before ? {preconditions: before} : {}),
        ...(values ? {values} : {}),
        run: (stage) => rightBehind(stage, traits, secret, count),
      }),
    ),
  ];
};

const suffix = (count: number): string => (count === 1 ? '' : count === 2 ? '-twice' : `-${count}-times`);

const times = (count: number): string => (count === 1 ? '' : count === 2 ? ', twice' : `, ${count} times`);

const onlyWrong = async (stage: Stage, secret: SecretTrait, count: number): Promise<Ending> => {
  await mistype(stage, secret, count - 1);
  await secret.mistype(stage);
  return {
    verdict: 'pass',
    reason: {
      en: `the wrong ${secret.title.en} was taken`,
      ja: `誤った${secret.title.ja}が受け付けられました`,
    },
  };
};

const rightBehind = async (
  stage: Stage,
  traits: Traits,
  secret: SecretTrait,
  count: number,
): Promise<Ending> => {
  await mistype(stage, secret, count);
  return secret.right ? secret.right(stage) : traits.run(stage);
};

const mistype = async (stage: Stage, secret: SecretTrait, count: number): Promise<void> => {
  for (let i = 0; i < count; i += 1) {
    await secret.mistype(stage).catch(unlessWrong);
  }
};

const unlessWrong = (error: unknown): void => {
  if (!(error instanceof WrongPin)) {
    throw error;
  }
};
