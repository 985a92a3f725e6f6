import type {LoginResult} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';
import type {Ending} from '../../engine/scenario.ts';
import {refusalSentence, stepName} from './refusal-sentence.ts';

/** How a scenario ends where the centre refused what was asked for. */
export const refusalEnding = (
  what: Sentence,
  {reason, steps}: Pick<LoginResult, 'reason' | 'steps'>,
): Ending => {
  const failed = steps.find(({outcome}) => outcome === 'failed');
  const question = stepName(failed?.step);
  const why = refusalSentence(reason, failed?.evidence);
  return {
    verdict: 'fail',
    reasonId: reason,
    reason: {
      en: `the centre refuses ${what.en} (${question.en}): ${why.en}`,
      ja: `センターが${what.ja}を拒否しました(${question.ja}): ${why.ja}`,
    },
  };
};
