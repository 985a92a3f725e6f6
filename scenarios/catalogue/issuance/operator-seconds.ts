import type {Sentence} from '../../../protocol/index.ts';
import type {NumberParameter} from '../../parameters/parameter.ts';
import {defaultSteps} from '../../simulation/default-steps.ts';
import {operatorSteps, type StepTable} from '../../simulation/step-table.ts';

/** An hour: nobody types longer. */
const most = 3600;

export const secondsParameter = (title: Sentence, seconds: number): NumberParameter => ({
  type: 'number',
  title,
  default: seconds,
  min: 0,
  max: most,
  unit: 's',
});

/** The n-th touch of the operator in a job, with the seconds of the simulation's own table: W1 to W4. */
export const touch = (job: keyof StepTable, n: number): NumberParameter => {
  const step = operatorSteps(defaultSteps()[job])[n];
  if (!step) {
    throw new RangeError(`${job} has no touch ${n}`);
  }
  return secondsParameter(step.title, step.ms / 1000);
};

/** What a vendor's system and its lines make one wait before each answer; ours answers at once. */
export const systemSeconds = secondsParameter(
  {
    en: 'what the card management system and its lines add to each answer',
    ja: 'カード管理システムと回線による応答ごとの待ち時間',
  },
  0,
);
