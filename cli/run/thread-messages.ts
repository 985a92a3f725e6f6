import type {RecordEvent, Sentence} from '../../protocol/index.ts';
import type {ScenarioOutcome} from '../../scenarios/engine/outcome.ts';
import type {ParameterValues} from '../../scenarios/parameters/parameter.ts';
import type {RunReport} from '../run-report.ts';
import type {Circumstances} from './play-one.ts';

/** What a thread of a run begins with. */
export interface ThreadStart {
  readonly circumstances: Circumstances;
  /** The day and time at which every virtual clock of the run begins. */
  readonly wall: Date;
  /** Whether anybody wants the events. */
  readonly recorded: boolean;
}

/** A scenario or variant that is built in, by its place in the run, its id and the values it is played with. */
export interface Order {
  readonly index: number;
  readonly id: string;
  readonly values: ParameterValues;
}

/** An error as it travels; one that is no KazasuError is a defect of ours. */
export type Told = {readonly id: string; readonly sentence: Sentence} | {readonly defect: string};

/** What comes of an order. */
export interface Answer {
  readonly kind: 'played';
  readonly index: number;
  readonly outcome?: ScenarioOutcome;
  readonly error?: Told;
  readonly remarks: readonly Sentence[];
  readonly events: readonly RecordEvent[];
  /** What the scenario's clock showed at its end, nanoseconds. */
  readonly endNs: number;
}

/** Said of the first scenario of the run, before it is played. */
export interface Begun {
  readonly kind: 'begun';
  readonly bench: Parameters<RunReport['begin']>[0];
  readonly settings: Parameters<RunReport['begin']>[1];
}

export type FromThread = Answer | Begun;
