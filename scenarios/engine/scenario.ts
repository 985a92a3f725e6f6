import {KazasuError, type Sentence, type Verdict} from '../../protocol/index.ts';
import type {Budget} from '../budgets/budget.ts';
import type {ParameterTable} from '../parameters/parameter.ts';
import type {Stage} from './stage.ts';

export type Title = Sentence;

/** Who does a step. `wait` is time in which nobody can do anything. */
export type Actor = 'card' | 'host' | 'centre' | 'operator' | 'holder' | 'wait';

/** A part of a dialogue that is timed by itself. */
export interface Phase {
  readonly id: string;
  readonly title: Title;
  readonly actor: Actor;
}

/** How a scenario ended: a verdict, a stable id of the reason where it has one, and the reason as a sentence. */
export interface Ending {
  readonly verdict: Verdict;
  readonly reasonId?: string;
  readonly reason: Title;
}

/** What a run is documented to end in. A run that is held against it passes when it does. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly reasonId: string;
  /** Tries that are lost on the way; every other side effect on the card is a failure. Default: none. */
  readonly triesLost?: number;
}

/** What a scenario needs around it that is not as usual. */
export interface Setting {
  readonly persona?: string;
  readonly cardProfile?: string;
  /** What whoever answers about revocation does wrong, by name. */
  readonly misbehaviour?: string;
  /** The relying party asks a list where OCSP gives no answer, and what is wrong with that list. */
  readonly fallback?: {readonly misbehaviour?: string};
  /** How far the authorities' clock is ahead of the relying party's, minutes. */
  readonly aheadMinutes?: number;
}

/** A scenario in which something goes otherwise, and what it is documented to end in. */
export interface Variant {
  /** Names it within its scenario. */
  readonly id: string;
  readonly title: Title;
  readonly setting?: Setting;
  readonly expected: Expectation;
  /** Default: as the scenario. */
  run?(stage: Stage): Promise<Ending>;
}

/** A dialogue between card, terminal and centre, with its budgets. */
export interface Scenario {
  readonly id: string;
  readonly title: Title;
  readonly source: string;
  /** Every phase it may go through, in order. */
  readonly phases: readonly Phase[];
  readonly budgets: readonly Budget[];
  /** What its user may choose; a run is played with the defaults that stand here then. */
  readonly parameters?: ParameterTable;
  /** Names of the personas it is meant for: with their cards it passes. */
  readonly personas?: readonly string[];
  /** False: no certificate is asked about, so whoever answers about revocation has no part in it. */
  readonly asksAboutRevocation?: boolean;
  readonly variants?: readonly Variant[];
  readonly setting?: Setting;
  /** The run is held against it: the verdict says whether it ended so. */
  readonly expected?: Expectation;
  run(stage: Stage): Promise<Ending>;
}

/** A scenario stops here: the device did what it should not, or did not do what it should. The verdict is fail. */
export class Refused extends KazasuError {
  readonly reasonId: string | undefined;

  constructor(reason: Sentence, reasonId?: string) {
    super('KZS-SCENARIO-REFUSED', reason);
    this.name = 'Refused';
    this.reasonId = reasonId;
  }
}
