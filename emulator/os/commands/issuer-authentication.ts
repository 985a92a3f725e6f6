import {timingSafeEqual} from 'node:crypto';
import {aesCmac, sw} from '../../../protocol/index.ts';
import {always} from '../access-rule.ts';
import type {CommandRow} from '../application.ts';
import {refuse} from '../refusal.ts';
import {withIssuer} from '../state.ts';

/** Failures in a row after which the issuer's authority is blocked for good. */
export const issuerTries = 10;

/** A shorter challenge could be met by an answer overheard before. */
const challengeBytes = 16;
const cryptogramBytes = 16;
const subject = 'issuer authority';

/**
 * EXTERNAL AUTHENTICATE of the issuer, `00 82 00 01`: AES-CMAC of the card's last challenge (16 bytes) under the
 * card's issuer key. Like VERIFY it costs its try before it compares, and without data asks for the tries left.
 * Holds in every application until power-off or reset. Bench-defined, D70.
 */
export const issuerAuthentication: CommandRow = {
  name: 'EXTERNAL AUTHENTICATE',
  cla: 'interindustry',
  ins: 0x82,
  requires: always,
  evidence: 'bench-defined',
  run(card, {p1, p2, data}) {
    if (p1 !== 0 || p2 !== 1) {
      refuse(sw.incorrectP1P2);
    }
    const {key, triesLeft: before} = card.persistent.issuer;
    if (data.length === 0) {
      return sw.verificationFailed({triesLeft: before});
    }
    if (before === 0) {
      refuse(sw.referenceDataNotUsable);
    }
    if (data.length !== cryptogramBytes) {
      refuse(sw.wrongLength);
    }
    const {challenge} = card.volatile;
    card.volatile.challenge = undefined;
    if (challenge?.length !== challengeBytes) {
      return refuse(sw.conditionsOfUseNotSatisfied);
    }
    const triesLeft = before - 1;
    card.commit(withIssuer(card.persistent, {triesLeft}));
    if (!timingSafeEqual(data, aesCmac(key, challenge))) {
      card.volatile.issuerAuthenticated = false;
      card.note({change: triesLeft === 0 ? 'blocked' : 'not-verified', subject, triesLeft});
      return sw.verificationFailed({triesLeft});
    }
    card.commit(withIssuer(card.persistent, {triesLeft: issuerTries}));
    card.volatile.issuerAuthenticated = true;
    card.note({change: 'verified', subject, triesLeft: issuerTries});
    return sw.ok;
  },
};
