import {sw} from '../../../protocol/index.ts';
import {issuerAuthenticated} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {withApplication} from '../state.ts';

/** Asking for what is so already is no fault: a terminal that lost its link just asks again. */
const lockRow = (name: string, ins: number, locked: boolean): CommandRow => ({
  name,
  cla: 'proprietary',
  ins,
  requires: issuerAuthenticated,
  evidence: 'bench-defined',
  run(card, {p1, p2, data}) {
    if (p1 !== 0 || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    if (data.length > 0) {
      refuse(sw.wrongLength);
    }
    const {name: application} = card.volatile.application;
    if ((card.state.locked ?? false) !== locked) {
      card.commit(withApplication(card.persistent, application, (before) => ({...before, locked})));
      card.note({change: locked ? 'locked' : 'unlocked', subject: application});
    }
    return sw.ok;
  },
});

/**
 * LOCK DF `80 50 00 00`: until UNLOCK DF the selected application serves SELECT, which answers 6283, and the
 * issuer; all else is 6985. The instructions are JICSAP's [S3], what they do here is bench-defined, D74.
 */
export const lockDf = lockRow('LOCK DF', 0x50, true);
export const unlockDf = lockRow('UNLOCK DF', 0x52, false);
