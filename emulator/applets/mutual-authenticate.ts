import {
  appletFiles,
  authenticationKeys,
  challengeBytes,
  cryptogramBytes,
  type KeyPairOfChannel,
  type Proof,
  sealed,
  sessionKeysOf,
  unsealed,
  usualAppletTries,
} from '../../protocol/applets/index.ts';
import {sameBytes} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw} from '../../protocol/index.ts';
import {always} from '../os/access-rule.ts';
import type {CommandRow, Reply} from '../os/application.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import {type CredentialState, withCredential} from '../os/state.ts';

const subject = 'mutual authentication key';

/**
 * MUTUAL AUTHENTICATE, ISO/IEC 7816-4 clause 11.6.5: `00 82 00 00`, a cryptogram over both challenges, answered by
 * the card's own. A failure costs a try of the key, before it is compared; none left is 6983, without data the tries
 * are told. `opened` hears of the session keys. Bench-defined, D203, D204
 */
export const mutualAuthenticate = (
  opened: (card: CardContext, keys: KeyPairOfChannel) => void,
): CommandRow => ({
  name: 'EXTERNAL AUTHENTICATE',
  cla: 'interindustry',
  ins: 0x82,
  requires: always,
  evidence: 'bench-defined',
  run(card, command) {
    const {p1, p2, data} = command;
    if (p1 !== 0 || p2 !== 0) {
      refuse(sw.incorrectP1P2);
    }
    const key = card.state.credentials.get(appletFiles.key) ?? refuse(sw.referencedDataNotFound);
    if (data.length === 0) {
      return sw.verificationFailed({triesLeft: key.triesLeft});
    }
    const {challenge} = card.volatile;
    forget(card);
    if (key.triesLeft === 0) {
      refuse(sw.authenticationMethodBlocked);
    }
    if (data.length !== cryptogramBytes || command.ne < cryptogramBytes) {
      refuse(sw.wrongLength);
    }
    return challenge?.length === challengeBytes
      ? judged(card, command, {key, challenge, opened})
      : refuse(sw.conditionsOfUseNotSatisfied);
  },
});

/** Whoever begins anew is nobody until it succeeds. */
const forget = ({volatile}: CardContext): void => {
  volatile.challenge = undefined;
  volatile.terminalAuthenticated = false;
  volatile.verified = new Set();
  volatile.appletSession = undefined;
};

interface Judged {
  readonly key: CredentialState;
  readonly challenge: Uint8Array;
  readonly opened: (card: CardContext, keys: KeyPairOfChannel) => void;
}

const judged = (card: CardContext, {data}: CommandApdu, {key, challenge, opened}: Judged): Reply => {
  const {name} = card.volatile.application;
  const triesLeft = key.triesLeft - 1;
  card.commit(withCredential(card.persistent, name, appletFiles.key, {triesLeft}));
  const keys = authenticationKeys(key.value);
  const terminal = unsealed(keys, data);
  if (!terminal || !sameBytes(terminal.other, challenge)) {
    card.note({change: triesLeft === 0 ? 'blocked' : 'not-verified', subject, triesLeft});
    return sw.verificationFailed({triesLeft});
  }
  const {tries = usualAppletTries} = key;
  card.commit(withCredential(card.persistent, name, appletFiles.key, {triesLeft: tries}));
  card.volatile.terminalAuthenticated = true;
  card.note({change: 'verified', subject, triesLeft: tries});
  const own: Proof = {own: challenge, other: terminal.own, share: card.random.bytes(challengeBytes)};
  opened(card, sessionKeysOf(terminal, own));
  return {data: sealed(keys, own), sw: sw.ok};
};
