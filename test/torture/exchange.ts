import {fromHex, toHex} from '../../protocol/index.ts';
import type {FakeVpcd} from '../support/fake-vpcd.ts';

export interface Answer {
  readonly data: Uint8Array;
  /** Four hex digits. */
  readonly status: string;
}

/** A command to a card process and its answer; undefined when the card has gone. */
export const exchange = async (vpcd: FakeVpcd, hex: string): Promise<Answer | undefined> => {
  vpcd.tell({kind: 'apdu', bytes: fromHex(hex)});
  const answer = await vpcd.answerOrGone();
  return answer && {data: answer.slice(0, -2), status: toHex(answer.slice(-2))};
};
