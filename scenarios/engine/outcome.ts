import type {Verdict} from '../../protocol/index.ts';
import type {Actor, Title} from './scenario.ts';

/** Whether a duration was taken from a machine, asked for by a timing profile, or is made of both. */
export type Basis = 'measured' | 'modelled' | 'mixed';

/** Milliseconds by where they went. They add up to `ms`. */
export interface Parts {
  readonly ms: number;
  readonly cardMs: number;
  readonly linkMs: number;
  readonly hostMs: number;
  readonly centreMs: number;
  /** How much of card and link the timing profile asked for; what goes beyond it, a machine took. */
  readonly modelledCardMs: number;
  readonly modelledLinkMs: number;
  readonly basis: {readonly card: Basis; readonly link: Basis; readonly whole: Basis};
  readonly apdus: number;
}

export interface PhaseOutcome extends Parts {
  readonly id: string;
  readonly title: Title;
  readonly actor: Actor;
}

/** `not-judged`: the duration says nothing about a real card, or the dialogue did not reach its end. */
export interface BudgetOutcome {
  readonly id: string;
  readonly title: Title;
  readonly typicalMs?: readonly [number, number];
  readonly maxMs: number;
  readonly actualMs: number;
  readonly verdict: 'met' | 'missed' | 'not-judged';
  readonly basis: Basis;
  readonly source: string;
}

/** What the link between terminal and card costs by itself, measured in the same run. */
export interface LinkFloor {
  readonly p50Us: number;
  readonly samples: number;
  readonly how: Title;
}

export interface ScenarioOutcome {
  readonly id: string;
  readonly title: Title;
  readonly verdict: Verdict;
  readonly reason: Title;
  readonly durationMs: number;
  readonly budgets: readonly BudgetOutcome[];
  readonly phases: readonly PhaseOutcome[];
  readonly total: Parts;
  readonly linkFloor?: LinkFloor;
  readonly notes: readonly Title[];
}
