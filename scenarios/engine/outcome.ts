import type {Verdict} from '../../protocol/index.ts';
import type {Statistic} from '../budgets/budget.ts';
import type {ParameterValues} from '../parameters/parameter.ts';
import type {Phase, Title} from './scenario.ts';
import type {Change} from './state-difference.ts';

/** What machines did: measured on them, asked for by a timing profile, made of both, or estimated from the run’s figures. */
export type MachineBasis = 'measured' | 'modelled' | 'mixed' | 'estimated';

/** How a duration came about. `reckoned` is people’s time, and what nobody can hurry: nobody was there to be timed. */
export type Basis = MachineBasis | 'reckoned' | `reckoned-and-${Exclude<MachineBasis, 'estimated'>}`;

/** Milliseconds by where they went. They add up to `ms`. */
export interface Parts {
  readonly ms: number;
  readonly cardMs: number;
  readonly linkMs: number;
  readonly stackMs: number;
  readonly hostMs: number;
  readonly networkMs: number;
  readonly centreMs: number;
  /** What operator and holder are reckoned to take, and what nobody can hurry: nobody is there. */
  readonly peopleMs: number;
  /** How much of card and link the timing profile asked for; what goes beyond it, a machine took. */
  readonly modelledCardMs: number;
  readonly modelledLinkMs: number;
  readonly basis: {
    readonly card: MachineBasis;
    readonly link: MachineBasis;
    readonly stack: MachineBasis;
    readonly whole: Basis;
  };
  readonly apdus: number;
}

export interface PhaseOutcome extends Parts, Pick<Phase, 'id' | 'title' | 'actor'> {}

/** `not-judged`: the duration says nothing about a real card, or the dialogue did not reach its end. */
export interface BudgetOutcome {
  readonly id: string;
  readonly title: Title;
  readonly typicalMs?: readonly [number, number];
  readonly statistic: Statistic;
  /** It limits the whole, not some phases. */
  readonly whole: boolean;
  readonly maxMs: number;
  readonly actualMs: number;
  /** How many runs the statistic was taken over. */
  readonly runs: number;
  readonly verdict: 'met' | 'missed' | 'not-judged';
  readonly basis: Basis;
  /** How much of it is people’s; absent where nothing is. */
  readonly reckonedMs?: number;
  readonly source: string;
}

/** What one exchange costs besides card and bytes, measured in the same run, microseconds. */
export interface LinkFloor {
  /** Commands one behind the other. */
  readonly backToBackP50Us: number;
  /** Behind a wait of some milliseconds, as between a real card's answers: processor and caches have cooled. */
  readonly afterWaitP50Us?: number;
  readonly samples: number;
  readonly how: Title;
}

export interface ScenarioOutcome {
  readonly id: string;
  readonly title: Title;
  readonly verdict: Verdict;
  readonly reasonId?: string;
  readonly reason: Title;
  /** What the run was held against; the verdict then says whether it ended so. */
  readonly documented?: {readonly verdict: Verdict; readonly reasonId: string};
  /** The values it was played with; secret ones are masked. */
  readonly parameters?: ParameterValues;
  readonly durationMs: number;
  readonly budgets: readonly BudgetOutcome[];
  /** What establishing the preconditions took, apart from all that is judged. */
  readonly preparation: readonly PhaseOutcome[];
  readonly phases: readonly PhaseOutcome[];
  /** Taking the card out, putting it in again and connecting to it, where no step did that. */
  readonly reinsertion?: Parts;
  /** What else was done between the steps; with both the phases add up to the total. */
  readonly between?: Parts;
  readonly total: Parts;
  /** What is otherwise on the card and behind the counter; left out where the card could not be seen. */
  readonly changes?: readonly Change[];
  readonly linkFloor?: LinkFloor;
  readonly notes: readonly Title[];
}
