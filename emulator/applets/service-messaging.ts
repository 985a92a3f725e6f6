import {AppletChannel} from '../../protocol/applets/index.ts';
import {type CommandApdu, classByte, sw} from '../../protocol/index.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import type {Protection, SecureMessaging} from '../os/secure-messaging.ts';

const select = 0xa4;
const byName = 0x04;
const getChallenge = 0x84;
/** VERIFY, CHANGE REFERENCE DATA, SELECT of an EF, READ BINARY. */
const carried = new Set([0x20, 0x24, select, 0xb0]);

/** The session of the terminal that was authenticated last; undefined where there is none. */
export const appletChannelOf = ({volatile}: CardContext): AppletChannel | undefined =>
  volatile.appletSession instanceof AppletChannel ? volatile.appletSession : undefined;

/**
 * Secure messaging of 業務タイプD, CLA 0C. A wrong MAC or form is 6988 and ends the session, a plain command in a
 * session 6987 and ends it too; without one 69FC. Every answer in a session is protected. Bench-defined, D205
 */
export const serviceMessaging: SecureMessaging = {
  open(card: CardContext, command: CommandApdu): Protection {
    const channel = appletChannelOf(card) ?? refuse(sw.secureMessagingNotAvailableHere);
    const isCarried = carried.has(command.ins) && !(command.ins === select && command.p1 === byName);
    if (classByte(command.cla).secureMessaging !== 'header-authenticated' || !isCarried) {
      card.volatile.appletSession = undefined;
      return refuse(sw.secureMessagingNotSupported);
    }
    const opened = channel.openCommand(command);
    if (!opened) {
      card.volatile.appletSession = undefined;
      return refuse(sw.incorrectSecureMessagingObjects);
    }
    return {command: opened, protect: (response) => channel.protectResponse(response)};
  },
  plain(card: CardContext, {ins}: CommandApdu): void {
    if (appletChannelOf(card)) {
      card.volatile.appletSession = undefined;
      if (ins !== select && ins !== getChallenge) {
        refuse(sw.missingSecureMessagingObjects);
      }
    }
  },
};
