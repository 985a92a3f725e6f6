import {maskedCommand, type PowerEvent, toHex} from '../protocol/index.ts';
import type {Environment} from './environment.ts';
import type {ModelledTime} from './timing/modelled-time.ts';

/** What a card tells the record of itself; secrets are masked here. */
export interface CardNotes {
  /** An exchange that began at `at` (ns) and has ended now. `response` is what may be said of it, as hex. */
  apdu(command: Uint8Array, response: string, at: number, modelled: ModelledTime | undefined): void;
  power(state: PowerEvent['state'], atr: Uint8Array): void;
  fault(error: unknown): void;
}

export const cardNotes = (card: string, {record, clock}: Environment): CardNotes => ({
  apdu(command, response, at, modelled) {
    record?.({
      type: 'apdu',
      side: 'card',
      card,
      at,
      end: clock.now(),
      command: maskedCommand(command),
      response,
      ...(modelled ? {modelled} : {}),
    });
  },
  power(state, atr) {
    record?.({
      type: 'power',
      at: clock.now(),
      card,
      state,
      ...(state === 'off' ? {} : {atr: toHex(atr)}),
    });
  },
  fault(error) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    record?.({type: 'fault', at: clock.now(), where: `card ${card}`, message});
  },
});
