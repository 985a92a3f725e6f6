import {setImmediate as nextTurn, setTimeout as wait} from 'node:timers/promises';
import type {Clock} from '../../protocol/index.ts';

/** Time as a load generator needs it. */
export interface Pacing {
  /** ns. */
  now(): number;
  /** Resolves at an instant or soon after. */
  until(ns: number): Promise<void>;
}

/** A timer takes whole milliseconds; what is less is spent turn by turn, and other work goes on meanwhile. */
const timerNs = 1.5e6;

/**
 * Waits by timers: unlike the clock's own `sleep` it never holds the processor, which the transactions under way
 * need. What it is late is part of the result.
 */
export const timerPacing = (clock: Pick<Clock, 'now'>): Pacing => ({
  now: () => clock.now(),
  async until(ns) {
    for (let left = ns - clock.now(); left > 0; left = ns - clock.now()) {
      await (left > timerNs ? wait(Math.floor((left - timerNs) / 1e6) + 1) : nextTurn());
    }
  },
});
