import {timingSafeEqual} from 'node:crypto';
import {sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow, Reply} from '../application.ts';
import type {CardContext} from '../context.ts';
import {isDelivered} from '../life-cycle.ts';
import {refuse} from '../refusal.ts';
import {withCredential} from '../state.ts';
import {blocked, fits, type ReferredCredential, referredCredential, triesOf} from './current-credential.ts';

/** VERIFY without data asks for the tries left. It never counts, and clients need 63Cx even when verified. */
const query = (card: CardContext, {file, state}: ReferredCredential): Reply =>
  card.volatile.verified.has(file.id) && card.profile.behaviour.queryWhenVerified === '9000'
    ? sw.ok
    : sw.verificationFailed({triesLeft: state.triesLeft});

const compare = (card: CardContext, {file, state}: ReferredCredential, candidate: Uint8Array): Reply => {
  const {name} = card.volatile.application;
  const triesLeft = state.triesLeft - 1;
  // The try is gone, on disk, before anything is compared: cutting the power must not give it back.
  card.commit(withCredential(card.persistent, name, file.id, {triesLeft}));
  if (candidate.length !== state.value.length || !timingSafeEqual(candidate, state.value)) {
    card.volatile.verified.delete(file.id);
    card.note({change: triesLeft === 0 ? 'blocked' : 'not-verified', subject: file.name, triesLeft});
    return sw.verificationFailed({triesLeft});
  }
  const tries = triesOf(file, state);
  card.commit(withCredential(card.persistent, name, file.id, {triesLeft: tries}));
  card.volatile.verified.add(file.id);
  card.note({change: 'verified', subject: file.name, triesLeft: tries});
  return sw.ok;
};

/**
 * VERIFY, ISO/IEC 7816-4 clause 11.6.6. Wrong data answers 63Cx and costs a try; after the last one the credential
 * is blocked and stays so. Right data resets the counter and holds until power-off or another application.
 */
export const verify: CommandRow = {
  name: 'VERIFY',
  cla: 'interindustry',
  ins: 0x20,
  requires: always,
  evidence: 'observed',
  run(card, {p1, p2, data}) {
    if (p1 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const credential = referredCredential(card, p2);
    if (data.length === 0) {
      return query(card, credential);
    }
    if (!credential.file.fixed && !isDelivered(card.persistent.issuer.lifeCycle)) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    if (credential.state.triesLeft === 0) {
      refuse(blocked[card.profile.behaviour.blockedVerify]);
    }
    if (!fits(credential.file, data) && card.profile.behaviour.wrongLength === 'refused') {
      refuse(sw.wrongLength);
    }
    return compare(card, credential, data);
  },
};
