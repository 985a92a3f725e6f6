import {classByte, type Exchange, fitsMasked} from '../../protocol/index.ts';

/** What an answer of today is beside the recorded one. `data`: the first byte that differs, from 0. */
export type Comparison =
  | {readonly kind: 'same'}
  /** Status word and length agree; the rest cannot be compared, by chance or by the card's own key. */
  | {readonly kind: 'not-comparable'}
  | {readonly kind: 'not-sent'}
  | {readonly kind: 'status'}
  | {readonly kind: 'length'; readonly expected: number; readonly came: number}
  | {readonly kind: 'data'; readonly at: number};

/** Commands whose answer is another one every time. */
const byChance = new Set(['GET CHALLENGE', 'GENERATE ASYMMETRIC KEY PAIR']);

/** The recorded answer and today's: status word, then length, then data where it can be the same. */
export const compareAnswers = (recorded: Exchange, now: Exchange, sameCard: boolean): Comparison => {
  const [expected, came] = [recorded.event.response, now.event.response];
  if (recorded.sw !== now.sw) {
    return {kind: 'status'};
  }
  if (expected.length !== came.length) {
    return {kind: 'length', expected: expected.length / 2 - 2, came: came.length / 2 - 2};
  }
  if (fitsMasked(expected, came)) {
    return {kind: 'same'};
  }
  return comparable(recorded, sameCard)
    ? {kind: 'data', at: firstDifference(expected, came)}
    : {kind: 'not-comparable'};
};

const comparable = ({name, operation, command}: Exchange, sameCard: boolean): boolean => {
  const protectedAnswer = command !== undefined && classByte(command.cla).secureMessaging !== 'none';
  return !byChance.has(name) && (sameCard || (operation.kind !== 'sign' && !protectedAnswer));
};

const firstDifference = (a: string, b: string): number => {
  let at = 0;
  while (fitsMasked(a.slice(0, at + 2), b.slice(0, at + 2))) {
    at += 2;
  }
  return at / 2;
};
