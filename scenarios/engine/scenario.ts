import {KazasuError, type Sentence, type Verdict} from '../../protocol/index.ts';
import type {Stage} from './stage.ts';

export type Title = Sentence;

/** Who does a step. `wait` is time in which nobody can do anything. */
export type Actor = 'card' | 'host' | 'centre' | 'operator' | 'holder' | 'wait';

/** A limit in milliseconds on the sum of some steps, or on all of them when `steps` is left out. */
export interface Budget {
  readonly id: string;
  readonly title: Title;
  /** What is usual, for people to compare with; exceeding it alone is no miss. */
  readonly typicalMs?: readonly [number, number];
  readonly maxMs: number;
  readonly steps?: readonly string[];
  /** Where the limit comes from, as docs/sources.md numbers it. */
  readonly source: string;
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
