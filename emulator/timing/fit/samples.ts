import type {ApduEvent} from '../../../protocol/index.ts';
import {timedCommandOf} from '../timed-command.ts';

/** One exchange as a fit sees it. `bytes` counts command and response together. */
export interface Sample {
  readonly name: string;
  readonly bytes: number;
  readonly ms: number;
}

export interface Samples {
  readonly used: readonly Sample[];
  /** Exchanges that were refused: they say little of what the command costs. */
  readonly refused: number;
  /** Exchanges whose instruction no timing profile names. */
  readonly unknown: number;
}

/** First status bytes after which the command did its work: 9000, more data, warnings. */
const workDone = new Set(['90', '61', '62']);

/** The exchanges of a record that a profile can be fitted from. */
export const samplesOf = (events: readonly ApduEvent[]): Samples => {
  const used: Sample[] = [];
  let [refused, unknown] = [0, 0];
  for (const {command, response, at, end} of events) {
    const name = timedCommandOf(headerOf(command), command.length / 2);
    const sw1 = response.slice(-4, -2);
    if (name === undefined) {
      unknown += 1;
    } else if (workDone.has(sw1) || (name === 'VERIFY query' && sw1 === '63')) {
      used.push({name, bytes: (command.length + response.length) / 2, ms: (end - at) / 1e6});
    } else {
      refused += 1;
    }
  }
  return {used, refused, unknown};
};

const headerOf = (hex: string): readonly [cla: number, ins: number, p1: number] => {
  const at = (i: number): number => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16);
  return [at(0), at(1), at(2)];
};
