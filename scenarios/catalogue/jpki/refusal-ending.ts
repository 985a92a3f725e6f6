import type {StepResult} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';
import type {Ending} from '../../engine/scenario.ts';
import {type RefusalReason, refusalSentence, stepName} from './refusal-sentence.ts';

/** A log-in or a signed document, as far as its refusal is told. */
export interface RefusedVerification {
  readonly reason: RefusalReason;
  readonly steps: readonly (Pick<StepResult, 'outcome' | 'evidence'> & {readonly step: string})[];
}

/** How a scenario ends where the centre refused what was asked for. */
export const refusalEnding = (what: Sentence, {reason, steps}: RefusedVerification): Ending => {
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
