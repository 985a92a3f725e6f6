import type {Clock} from '../../protocol/index.ts';
import {type AskResponder, type FetchList, NoAnswerInTime} from './check-status.ts';

/** How long an answer on revocation is waited for. Bench-defined, C48. */
export const usualTimeoutNs = 5e9;

export interface Waiting {
  readonly clock: Pick<Clock, 'sleep'>;
  readonly timeoutNs: number;
  /** How long the answer is held back, on the clock; `never` for one that does not come. */
  readonly delayNs: number | 'never';
}

/** An exchange inside one process that takes as long as asked for, and ends with `NoAnswerInTime` at its limit. */
export const heldBack =
  <T extends AskResponder | FetchList>(exchange: T, {clock, timeoutNs, delayNs}: Waiting): AskResponder =>
  async (bytes) => {
    if (delayNs === 'never' || delayNs > timeoutNs) {
      await clock.sleep(timeoutNs);
      throw new NoAnswerInTime();
    }
    if (delayNs > 0) {
      await clock.sleep(delayNs);
    }
    return exchange(bytes);
  };
