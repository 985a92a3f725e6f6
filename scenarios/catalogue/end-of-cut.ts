import {type DisturbanceName, disturbances} from '../engine/disturbance.ts';
import type {Expectation, Recovery} from '../engine/scenario.ts';

/** A dialogue that is cut ends `recovered` where it has a recovery, and else where it was cut; `changes` may be left. */
export const endOfCut = (
  what: DisturbanceName,
  recovery: Recovery | undefined,
  changes: readonly string[],
): Expectation =>
  recovery
    ? {verdict: 'pass', reasonId: 'recovered', changes}
    : {verdict: 'inconclusive', reasonId: reasonOf(what), changes};

const reasonOf = (what: DisturbanceName): string => {
  if (disturbances[what].actor === 'centre') {
    return 'line-cut';
  }
  return what === 'reader-unplugged' ? what : 'card-removed';
};
