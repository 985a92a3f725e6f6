import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import type {CardContext} from '../context.ts';
import {refuse} from '../refusal.ts';

const contactAtr = 0x5f51;

/** The contact ATR, without its first byte TS, comes from the profile, if it has one; other objects were personalised. */
const cardObject = (card: CardContext, tag: number): Uint8Array | undefined =>
  tag === contactAtr ? card.profile.contactAtr?.subarray(1) : card.persistent.cardData.get(tag);

/**
 * GET DATA, ISO/IEC 7816-4 clause 11.5.3: P1-P2 is a tag, the answer its value. Absent is 6A88, Le too short for the
 * object 6700. Whatever application is selected, the card answers for itself: [S3], D25.
 */
export const getData: CommandRow = {
  name: 'GET DATA',
  cla: 'interindustry',
  ins: 0xca,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne}) {
    const object = cardObject(card, (p1 << 8) | p2) ?? refuse(sw.referencedDataNotFound);
    if (data.length > 0 || ne < object.length) {
      refuse(sw.wrongLength);
    }
    return {data: object, sw: sw.ok};
  },
};
