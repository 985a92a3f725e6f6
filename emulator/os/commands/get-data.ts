import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import type {CardContext} from '../context.ts';
import {refuse} from '../refusal.ts';

/** Data objects the card answers whatever is selected, by tag. [S3] */
const cardData: Readonly<Record<number, (card: CardContext) => Uint8Array>> = {
  // The contact ATR without its first byte TS.
  24401: (card) => card.profile.atr.subarray(1),
};

/** GET DATA, ISO/IEC 7816-4 clause 11.5.3: P1-P2 is a tag. Absent is 6A88, Le too short for the object 6700. */
export const getData: CommandRow = {
  name: 'GET DATA',
  cla: 'interindustry',
  ins: 0xca,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne}) {
    const object = cardData[(p1 << 8) | p2]?.(card) ?? refuse(sw.referencedDataNotFound);
    if (data.length > 0 || ne < object.length) {
      refuse(sw.wrongLength);
    }
    return {data: object, sw: sw.ok};
  },
};
