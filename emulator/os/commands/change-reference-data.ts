import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {withCredential} from '../state.ts';
import {blocked, fits, referredCredential, triesOf} from './current-credential.ts';

/**
 * CHANGE REFERENCE DATA, ISO/IEC 7816-4 clause 11.6.7, P1 = 01: the data field is the new value alone, and the old
 * one must have been verified. The form that carries both (P1 = 00) is not known of this card.
 */
export const changeReferenceData: CommandRow = {
  name: 'CHANGE REFERENCE DATA',
  cla: 'interindustry',
  ins: 0x24,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data}) {
    if (p1 !== 1) {
      refuse(sw.incorrectP1P2);
    }
    const {file, state} = referredCredential(card, p2);
    if (state.triesLeft === 0) {
      refuse(blocked[card.profile.behaviour.blockedVerify]);
    }
    if (!card.volatile.verified.has(file.id) || file.fixed) {
      refuse(sw.securityStatusNotSatisfied);
    }
    if (!fits(file, data)) {
      refuse(sw.wrongLength);
    }
    const value = Uint8Array.from(data);
    const triesLeft = triesOf(file, state);
    card.commit(
      withCredential(card.persistent, card.volatile.application.name, file.id, {
        value,
        triesLeft,
      }),
    );
    card.note({change: 'changed', subject: file.name, triesLeft});
    return sw.ok;
  },
};
