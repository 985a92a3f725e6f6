import type {Sentence} from '../../protocol/index.ts';

/** A step of work on one card: the operator's hands, or a wait in which the operator may do something else. */
export interface WorkStep {
  readonly title: Sentence;
  readonly actor: 'operator' | 'wait';
  /** Whole milliseconds. */
  readonly ms: number;
  /** Whether it waits for the card management system, which has busy hours. */
  readonly cardManagement: boolean;
}

/**
 * How well durations are known: the words of docs/sources.md, and where a run gave them, whether its machines were
 * measured, modelled or both, and whether people are in it, whose time is reckoned.
 */
export const stepEvidence = [
  'measured',
  'mixed',
  'modelled',
  'reckoned',
  'reckoned-and-measured',
  'reckoned-and-mixed',
  'reckoned-and-modelled',
  'observed',
  'standard',
  'bench-defined',
] as const;

export type StepEvidence = (typeof stepEvidence)[number];

/** A piece of work, from putting a card on a terminal to taking it off. */
export interface Job {
  readonly steps: readonly WorkStep[];
  readonly evidence: StepEvidence;
  /** Number in docs/sources.md or docs/deviations.md, or the file or run the durations come from. */
  readonly reference: string;
}

/** Setting before delivery (交付前設定), and pre-install (事前搭載) with and without a link to the resident register. */
export interface StepTable {
  readonly setting: Job;
  readonly preInstall: Job;
  readonly preInstallLinked: Job;
}

export const jobNames = [
  'setting',
  'preInstall',
  'preInstallLinked',
] as const satisfies readonly (keyof StepTable)[];

/** Milliseconds a job holds its terminal, operator and waits together, when nobody is waited for. */
export const jobMs = ({steps}: Pick<Job, 'steps'>): number => steps.reduce((sum, {ms}) => sum + ms, 0);

/** The touches of a job: its steps in the operator's hands. */
export const operatorSteps = ({steps}: Pick<Job, 'steps'>): readonly WorkStep[] =>
  steps.filter(({actor}) => actor === 'operator');

/** Milliseconds of a job in the operator's hands. */
export const operatorMs = (job: Pick<Job, 'steps'>): number => jobMs({steps: operatorSteps(job)});
