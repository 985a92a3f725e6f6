import {KazasuError, type Sentence, type Verdict} from '../../protocol/index.ts';
import type {Budget} from '../budgets/budget.ts';
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

/** How a scenario ended; the reason is a sentence. */
export interface Ending {
  readonly verdict: Verdict;
  readonly reason: Title;
}

/** A dialogue between card, terminal and centre, with its budgets. */
export interface Scenario {
  readonly id: string;
  readonly title: Title;
  readonly source: string;
  /** Every phase it may go through, in order. */
  readonly phases: readonly Phase[];
  readonly budgets: readonly Budget[];
  run(stage: Stage): Promise<Ending>;
}

/** A scenario stops here: the device did what it should not, or did not do what it should. The verdict is fail. */
export class Refused extends KazasuError {
  constructor(reason: Sentence) {
    super('KZS-SCENARIO-REFUSED', reason);
    this.name = 'Refused';
  }
}
