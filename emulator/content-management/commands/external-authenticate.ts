import {
  globalPlatformSw,
  instructions,
  levelsOf,
  macBytes,
  raiseLevel,
  sameBytes,
  withSecureMessaging,
} from '../../../protocol/globalplatform/index.ts';
import {sw} from '../../../protocol/index.ts';
import {always} from '../../os/access-rule.ts';
import type {CommandRow} from '../../os/application.ts';
import {refuse} from '../../os/refusal.ts';
import {authenticationTries} from '../content.ts';
import {withDomain} from '../registry.ts';
import {countsSessions} from './initialize-update.ts';

/**
 * EXTERNAL AUTHENTICATE `84 82 level 00`, GPC 2.3.1 clause E.5.2: cryptogram and MAC. A try is gone from the disk
 * before they are compared; a wrong one is 6300, and 6983 once no try is left. Bench-defined, D171.
 */
export const externalAuthenticate: CommandRow = {
  name: 'EXTERNAL AUTHENTICATE',
  cla: 'proprietary',
  ins: instructions.externalAuthenticate,
  requires: always,
  evidence: 'standard',
  run(card, command) {
    const {secureChannel: session} = card.volatile;
    card.volatile.secureChannel = undefined;
    if (!session || session.authenticated) {
      return refuse(sw.conditionsOfUseNotSatisfied);
    }
    const {channel, domain, hostCryptogram} = session;
    const {p1: level, p2, data, cla} = command;
    if (p2 !== 0 || !levelsOf(channel.protocol, channel.i).includes(level)) {
      refuse(sw.incorrectP1P2);
    }
    if (data.length !== hostCryptogram.length + macBytes(channel.protocol, channel.i)) {
      refuse(sw.wrongLength);
    }
    const {triesLeft = 0, sequenceCounter = 0} = card.persistent.content.domains.get(domain) ?? {};
    if (triesLeft === 0) {
      refuse(sw.authenticationMethodBlocked);
    }
    card.commit(withDomain(card.persistent, domain, {triesLeft: triesLeft - 1}));
    const subject = `secure channel of ${domain}`;
    const opened = session.security.open({...command, cla: withSecureMessaging(cla)});
    if (typeof opened === 'string' || !sameBytes(opened.data, hostCryptogram)) {
      card.note({
        change: triesLeft === 1 ? 'blocked' : 'not-verified',
        subject,
        triesLeft: triesLeft - 1,
      });
      return globalPlatformSw.cryptogramWrong;
    }
    card.commit(
      withDomain(card.persistent, domain, {
        triesLeft: authenticationTries,
        ...(countsSessions(channel) ? {sequenceCounter: sequenceCounter + 1} : {}),
      }),
    );
    raiseLevel(channel, level);
    session.authenticated = true;
    card.volatile.secureChannel = session;
    card.note({change: 'verified', subject, triesLeft: authenticationTries});
    return sw.ok;
  },
};
