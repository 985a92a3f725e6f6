import {lifeCycleCode, lifeCycleOf, sw} from '../../../protocol/index.ts';
import {issuerAuthenticated} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {mayFollow} from '../life-cycle.ts';
import {refuse} from '../refusal.ts';
import {withIssuer} from '../state.ts';

/**
 * P1 of the card's life cycle as the municipalities see it. GlobalPlatform's P1 (80, 60, 40, 20, 10) stay free for
 * the states of a card manager, which are something else. Bench-defined, D73.
 */
export const municipalLifeCycle = 0xa0;

/** SET STATUS `80 F0 A0 state`: no data. A state that may not follow is 6985, an unknown one 6A86. */
export const setStatus: CommandRow = {
  name: 'SET STATUS',
  cla: 'proprietary',
  ins: 0xf0,
  requires: issuerAuthenticated,
  evidence: 'bench-defined',
  run(card, {p1, p2, data}) {
    const next = p1 === municipalLifeCycle ? lifeCycleOf(p2) : undefined;
    if (!next) {
      return refuse(sw.incorrectP1P2);
    }
    if (data.length > 0) {
      refuse(sw.wrongLength);
    }
    if (!mayFollow(card.persistent.issuer.lifeCycle, next)) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    card.commit(withIssuer(card.persistent, {lifeCycle: next}));
    card.note({change: 'life-cycle', subject: next});
    return sw.ok;
  },
};

/** GET STATUS `80 F2 A0 00`: the state, one byte. A terminal that lost its link asks where the card stands. */
export const getStatus: CommandRow = {
  name: 'GET STATUS',
  cla: 'proprietary',
  ins: 0xf2,
  requires: issuerAuthenticated,
  evidence: 'bench-defined',
  run(card, {p1, p2, data, ne}) {
    if (p1 !== municipalLifeCycle || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    if (data.length > 0 || ne === 0) {
      refuse(sw.wrongLength);
    }
    return {data: Uint8Array.of(lifeCycleCode(card.persistent.issuer.lifeCycle)), sw: sw.ok};
  },
};
