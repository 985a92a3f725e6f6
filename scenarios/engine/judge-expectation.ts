import {durationText, limitText, type Sentence} from '../../protocol/index.ts';
import type {Basis, BudgetOutcome} from './outcome.ts';
import type {Ending, Expectation} from './scenario.ts';
import {sideEffectsOf} from './side-effects.ts';
import type {Change} from './state-difference.ts';

/** What is known of a run besides its ending. */
export interface Aftermath {
  /** Undefined where the card could not be seen before and after. */
  readonly changes: readonly Change[] | undefined;
  /** Places of the tries that a right secret may have given back. */
  readonly restored: readonly string[];
  /** What came of the budgets that something is documented about. */
  readonly budgets?: readonly BudgetOutcome[] | undefined;
  /** Parameters that are not as usual, and may lead elsewhere than documented. */
  readonly otherCourse?: readonly string[];
  /** Parameters that are not as usual; at least what takes time may be otherwise. */
  readonly otherTimes?: readonly string[];
}

/**
 * Whether a run ended as documented, and left card, centre and budgets as documented: `pass` where it did. What broke
 * in the bench stays an error, and a precondition that was not met leaves it inconclusive.
 */
export const judgeExpectation = (
  ending: Ending,
  expected: Expectation,
  {changes, restored, budgets = [], otherCourse = [], otherTimes = []}: Aftermath,
): Ending => {
  if (ending.verdict === 'error' && expected.verdict !== 'error') {
    return ending;
  }
  // The device was not judged, so it cannot have done otherwise than documented.
  if (ending.verdict === 'inconclusive' && ending.reasonId === 'precondition') {
    return ending;
  }
  const wanted = `${expected.verdict} (${expected.reasonId})`;
  const came = `${ending.verdict} (${ending.reasonId ?? '-'})`;
  const deviation = (reasonId: string, reason: Sentence): Ending =>
    otherCourse.length > 0 ? otherValues(otherCourse, reason) : {verdict: 'fail', reasonId, reason};
  if (wanted !== came) {
    return deviation('not-as-documented', {
      en: `${wanted} is documented, but it ended ${came}: ${ending.reason.en}`,
      ja: `文書では ${wanted} ですが、結果は ${came} でした: ${ending.reason.ja}`,
    });
  }
  const effects = changes && sideEffectsOf(changes, expected, restored);
  if (effects?.forbidden) {
    return deviation('side-effect', {
      en: `it ended ${came} as documented, but ${effects.forbidden.en}`,
      ja: `文書どおり ${came} で終わりましたが、${effects.forbidden.ja}`,
    });
  }
  const odd = budgets.find((budget) => otherwise(budget, expected.budgets?.[budget.id]));
  if (odd && otherTimes.length === 0) {
    const told = toldBudget(odd);
    return {
      verdict: 'fail',
      reasonId: 'budget-not-as-documented',
      reason: {
        en: `it ended ${came} as documented, but ${told.en} instead of ${expected.budgets?.[odd.id]}`,
        ja: `文書どおり ${came} で終わりましたが、${told.ja}(文書では ${expected.budgets?.[odd.id]})`,
      },
    };
  }
  const effect = effects?.told ?? {
    en: 'the card was not seen afterwards',
    ja: '終了後のカードは確認していません',
  };
  return {
    verdict: 'pass',
    ...(ending.reasonId === undefined ? {} : {reasonId: ending.reasonId}),
    reason: {
      en: [
        `as documented, ${came}: ${ending.reason.en}`,
        ...budgets.map(toldBudget).map(({en}) => en),
        effect.en,
      ].join('; '),
      ja: [
        `文書どおり ${came}: ${ending.reason.ja}`,
        ...budgets.map(toldBudget).map(({ja}) => ja),
        effect.ja,
      ].join('。'),
    },
  };
};

/** What is documented holds for the usual values of what can be set; with others nothing is said of the device. */
const otherValues = (names: readonly string[], {en, ja}: Sentence): Ending => ({
  verdict: 'inconclusive',
  reasonId: 'other-values',
  reason: {
    en: `what is documented is so with the usual ${names.join(', ')}: ${en}`,
    ja: `文書の内容は ${names.join('、')} が既定値の場合のものです: ${ja}`,
  },
});

/** On a real clock a machine may take so long that a budget is missed; that decides no verdict. */
const otherwise = ({verdict, basis}: BudgetOutcome, documented: 'met' | 'missed' | undefined): boolean =>
  verdict !== documented && (documented === 'missed' || foreseen.includes(basis));

/** Figures no machine had a part in. */
const foreseen: readonly Basis[] = ['modelled', 'reckoned', 'reckoned-and-modelled'];

const toldBudget = ({id, actualMs, maxMs, verdict}: BudgetOutcome): Sentence => ({
  en: `${id} ${verdict} with ${durationText(actualMs, 'en')} of at most ${limitText(maxMs, 'en')}`,
  ja: `${id} ${verdict}(${durationText(actualMs, 'ja')}、上限 ${limitText(maxMs, 'ja')})`,
});

/** A run of its own accord: it passes only if it changed nothing but what it may. */
export const judgeChanges = (
  ending: Ending,
  allowed: readonly string[],
  changes: readonly Change[],
  restored: readonly string[],
): Ending => {
  const effects = sideEffectsOf(changes, {changes: allowed}, restored);
  return ending.verdict === 'pass' && effects.forbidden
    ? {
        verdict: 'fail',
        reasonId: 'side-effect',
        reason: {
          en: `it came to its end, but ${effects.forbidden.en}`,
          ja: `最後まで進みましたが、${effects.forbidden.ja}`,
        },
      }
    : ending;
};
