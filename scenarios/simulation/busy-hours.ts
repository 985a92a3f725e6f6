import type {BusyWindow} from './card-management.ts';

const hourMs = 3_600_000;

/** The hours that municipalities were asked to keep away from [S90]; three times as slow: Bench-defined, W8. */
export const peakHours: readonly BusyWindow[] = [
  {fromMs: 9.5 * hourMs, toMs: 12 * hourMs, percent: 300},
  {fromMs: 14 * hourMs, toMs: 15 * hourMs, percent: 300},
];

/** When work begins where nothing else is said, ms after midnight. */
export const usualStartMs = 8.5 * hourMs;
