import {KazasuError} from '../../protocol/index.ts';
import type {PhaseOutcome} from '../engine/outcome.ts';
import type {Job, StepEvidence, WorkStep} from './step-table.ts';

/** What is asked of a timed phase: who did it and how long it took, ms. */
export type TimedPhase = Pick<PhaseOutcome, 'title' | 'actor' | 'ms'>;

/**
 * A job of the workload out of what a scenario's run was timed at. The operator's phases are touches; the holder,
 * who is not there, counts as the operator; all else are waits, those of the centre for the card management system. Bench-defined, W5.
 * @throws KazasuError `KZS-SIMULATION-STEPS` when nothing took any time.
 */
export const jobOfPhases = (
  phases: readonly TimedPhase[],
  {evidence, reference}: {readonly evidence: StepEvidence; readonly reference: string},
): Job => {
  const steps = phases
    .filter(({ms}) => Math.round(ms) > 0)
    .map(
      ({title, actor, ms}): WorkStep => ({
        title,
        actor: actor === 'operator' || actor === 'holder' ? 'operator' : 'wait',
        ms: Math.round(ms),
        cardManagement: actor === 'centre',
      }),
    );
  if (steps.length === 0) {
    throw new KazasuError('KZS-SIMULATION-STEPS', {
      en: `timed steps were expected from ${reference}, but nothing in it took a millisecond or more`,
      ja: `${reference} には所要時間のある手順が必要ですが、1ミリ秒以上のものがありません`,
    });
  }
  return {steps, evidence, reference};
};
