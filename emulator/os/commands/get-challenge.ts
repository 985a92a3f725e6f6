import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';

/** GET CHALLENGE, ISO/IEC 7816-4 clause 11.6.4: 1 to 256 random bytes, kept for EXTERNAL AUTHENTICATE. */
export const getChallenge: CommandRow = {
  name: 'GET CHALLENGE',
  cla: 'interindustry',
  ins: 0x84,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data, ne, extended}) {
    if (p1 !== 0 || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    if (extended) {
      // Observed: an extended length field is refused here, and only here.
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    if (ne === 0 || data.length > 0) {
      refuse(sw.wrongLength);
    }
    const challenge = card.random.bytes(ne);
    card.volatile.challenge = challenge;
    return {data: challenge, sw: sw.ok};
  },
};
