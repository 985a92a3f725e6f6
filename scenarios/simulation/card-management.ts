const dayMs = 86_400_000;

/** A part of every day in which the card management system is slow, or not there. Times in ms after midnight. */
export interface BusyWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** A wait takes this many hundredths of its usual time, 100 or more; `down`: it makes no progress. */
  readonly percent: number | 'down';
}

/**
 * When waits for the card management system end, from windows that are in order, do not overlap and leave some time
 * of the day. `startMs`: the time of day at which the simulation begins. What a wait has not got done when a window
 * begins goes on at the window's pace; rounded to its disadvantage, so no wait is shorter than its usual time.
 */
export const systemEndOf =
  (windows: readonly BusyWindow[], startMs: number) =>
  (beginMs: number, ms: number): number => {
    let left = ms;
    let at = startMs + beginMs;
    for (;;) {
      const {percent, until} = paceAt(windows, at);
      if (percent !== 'down') {
        const needed = Math.ceil((left * percent) / 100);
        if (at + needed <= until) {
          return at + needed - startMs;
        }
        left -= Math.floor(((until - at) * 100) / percent);
      }
      at = until;
    }
  };

/**
 * The first instant, not before this one, that lies in no window: when a setting may begin that keeps away from busy
 * hours. Infinity where the windows leave nothing of the day. Times as for `systemEndOf`.
 */
export const quietFrom =
  (windows: readonly BusyWindow[], startMs: number) =>
  (atMs: number): number => {
    let at = startMs + atMs;
    // A day's windows one after the other, and those after midnight once more.
    for (let turns = 0; turns <= 2 * windows.length + 1; turns += 1) {
      const inDay = at % dayMs;
      const busy = windows.find(({fromMs, toMs}) => fromMs <= inDay && inDay < toMs);
      if (busy === undefined) {
        return at - startMs;
      }
      at += busy.toMs - inDay;
    }
    return Number.POSITIVE_INFINITY;
  };

const paceAt = (windows: readonly BusyWindow[], at: number): {percent: number | 'down'; until: number} => {
  const inDay = at % dayMs;
  const midnight = at - inDay;
  for (const {fromMs, toMs, percent} of windows) {
    if (inDay < fromMs) {
      return {percent: 100, until: midnight + fromMs};
    }
    if (inDay < toMs) {
      return {percent, until: midnight + toMs};
    }
  }
  return {percent: 100, until: midnight + dayMs};
};
