import {instructions, securityBits, withoutSecureMessaging} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, classByte, sw} from '../../protocol/index.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import type {Protection, SecureMessaging} from '../os/secure-messaging.ts';

const select = 0xa4;

/**
 * GlobalPlatform's secure messaging, CLA x4. A command whose MAC or padding is wrong ends the session with 6988; a
 * plain one in a session that asks for MACs ends it with 6982. Bench-defined, D177.
 */
export const globalPlatformMessaging: SecureMessaging = {
  proprietaryClass: true,
  open(card: CardContext, command: CommandApdu): Protection {
    if (classByte(command.cla).secureMessaging !== 'proprietary') {
      return refuse(sw.secureMessagingNotSupported);
    }
    if (command.ins === instructions.externalAuthenticate && command.cla >= 0x80) {
      // Its MAC is judged with its cryptogram: whoever has neither shall not learn which was wrong.
      return {command: {...command, cla: withoutSecureMessaging(command.cla)}, protect: (same) => same};
    }
    const {secureChannel: session} = card.volatile;
    if (!session?.authenticated || (session.channel.level & securityBits.cMac) === 0) {
      card.volatile.secureChannel = undefined;
      return refuse(sw.securityStatusNotSatisfied);
    }
    const opened = session.security.open(command);
    if (typeof opened === 'string') {
      card.volatile.secureChannel = undefined;
      return refuse(sw.incorrectSecureMessagingObjects);
    }
    return {
      command: opened,
      protect: (response) =>
        card.volatile.secureChannel === session ? session.security.protect(response) : response,
    };
  },
  plain(card: CardContext, {cla, ins}: CommandApdu): void {
    const {secureChannel: session} = card.volatile;
    const begins = (cla < 0x80 && ins === select) || (cla >= 0x80 && ins === instructions.initializeUpdate);
    if (!session || begins) {
      return;
    }
    if (!session.authenticated) {
      card.volatile.secureChannel = undefined;
    } else if ((session.channel.level & securityBits.cMac) !== 0) {
      card.volatile.secureChannel = undefined;
      refuse(sw.securityStatusNotSatisfied);
    }
  },
};
