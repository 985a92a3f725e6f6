import type {LifeCycle} from '../../../protocol/index.ts';
import type {TestWorld} from '../../world/test-world.ts';

/** How far a terminal knows itself to be with a card. */
export type KnownState = LifeCycle | 'begun' | 'nothing';

/** What 統合端末 keeps of its own, beside chip and system: it may lose all of it with its power. Bench-defined, D252 */
export interface TerminalRecord {
  /** A request id that this terminal has not used. */
  nextRequest(about: string): string;
  keep(cardId: string, state: KnownState): void;
  known(cardId: string): KnownState;
  /** The card that was in the reader last, by the system's id. */
  readonly cardId: string | undefined;
  lose(): void;
}

const records = new WeakMap<TestWorld, TerminalRecord>();

/** The record of the one terminal a world has. */
export const terminalRecord = (world: TestWorld): TerminalRecord => {
  const found = records.get(world) ?? emptyRecord();
  records.set(world, found);
  return found;
};

const emptyRecord = (): TerminalRecord => {
  const states = new Map<string, KnownState>();
  let requests = 0;
  let cardId: string | undefined;
  return {
    nextRequest(about) {
      requests += 1;
      return `${about}-${requests}`;
    },
    keep(card, state) {
      cardId = card;
      states.set(card, state);
    },
    known: (card) => states.get(card) ?? 'nothing',
    get cardId() {
      return cardId;
    },
    lose: () => states.clear(),
  };
};
