import type {Sentence} from '../../protocol/index.ts';
import type {CallQueue} from './call-queue.ts';
import type {Terminal} from './terminal.ts';

/** Which waiting terminal an operator turns to. */
export const policyNames = ['fifo', 'bottleneck-first', 'look-ahead'] as const;
export type Policy = (typeof policyNames)[number];

/** What a policy is called in a sentence. */
export const policyTitles: Readonly<Record<Policy, Sentence>> = {
  fifo: {en: 'fifo', ja: '呼び出し順'},
  'bottleneck-first': {en: 'bottleneck-first', ja: 'ボトルネック優先'},
  'look-ahead': {en: 'look-ahead', ja: '先読み'},
};

/** What an operator who is free can see. Times in ms from the beginning. */
export interface Floor {
  readonly now: number;
  /** Terminals that call, by station. */
  readonly calling: readonly CallQueue[];
  /** Stations by how tight they are, the tightest first. */
  readonly bottlenecksFirst: readonly number[];
  /** Operators who are free, the one who asks among them. */
  readonly freeOperators: number;
  /** Operators' work over the tightest station's: above 1, operators are what limits the line. */
  readonly operatorLoad: number;
  /** The longest wait of the tightest station that ends in a call, ms. */
  readonly longestGapMs: number;
  /** How long the touch that this terminal calls for is expected to take. */
  touchMs(terminal: Terminal): number;
  /** Cards that wait before a station for a terminal. */
  backlog(station: number): number;
  /** When the tightest station is next expected to call; Infinity when it is not. */
  nextCallAt(): number;
}

/** Operators who are busier than this hold nothing back: their idle time could not be made good. Bench-defined, W6. */
const holdingLoad = 0.9;

/**
 * The terminal to serve next; undefined where the operator had better wait, or nobody calls. `look-ahead` holds back
 * a touch that would keep the tightest station waiting, but not one that fits no gap or has waited as long as it
 * takes, and none of a station before which cards pile up. Bench-defined, W6.
 */
export const choosers: Readonly<Record<Policy, (floor: Floor) => Terminal | undefined>> = {
  fifo: ({calling}) => {
    let first: Terminal | undefined;
    for (const queue of calling) {
      const head = queue.first();
      if (head && (first === undefined || head.order < first.order)) {
        first = head;
      }
    }
    return first;
  },
  'bottleneck-first': ({calling, bottlenecksFirst}) => {
    for (const station of bottlenecksFirst) {
      const head = calling[station]?.first();
      if (head) {
        return head;
      }
    }
    return undefined;
  },
  'look-ahead': (floor) => {
    const {calling, bottlenecksFirst, freeOperators, operatorLoad, now} = floor;
    if (operatorLoad > 1) {
      return choosers.fifo(floor);
    }
    const [tightest = 0, ...others] = bottlenecksFirst;
    const head = calling[tightest]?.first();
    if (head || operatorLoad > holdingLoad || freeOperators > 1) {
      return head ?? choosers['bottleneck-first'](floor);
    }
    const callAt = floor.nextCallAt();
    for (const station of others) {
      const behind = floor.backlog(station) > 0;
      const found = calling[station]?.find((terminal) => {
        const ms = floor.touchMs(terminal);
        return behind || now + ms <= callAt || ms > floor.longestGapMs || callAt - terminal.beganAt >= ms;
      });
      if (found) {
        return found;
      }
    }
    return undefined;
  },
};
