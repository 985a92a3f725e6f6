import type {Clock, Random, Recorder} from '../protocol/index.ts';
import type {PersistentState} from './os/state.ts';
import type {RsaEngine} from './rsa/engine.ts';

/**
 * Where the persistent half of a card goes. `write` returns once the state is durable, or throws and leaves the
 * state before it in place.
 */
export interface CardStore {
  write(state: PersistentState): void;
}

/** A store that keeps nothing beyond the process: the card's memory is its only copy. */
export const memoryStore: CardStore = {write: () => undefined};

/** Everything a card takes from outside. */
export interface Environment {
  readonly clock: Clock;
  readonly random: Random;
  readonly store: CardStore;
  readonly rsa: RsaEngine;
  readonly record?: Recorder;
  /** Whence the spread of modelled times; without it each time is its mean. Apart from `random`, which may be seedless. */
  readonly timingRandom?: Random;
}
