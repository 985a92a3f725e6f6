import {type CommandApdu, classByte, type ResponseApdu} from '../../protocol/index.ts';
import type {CardContext} from './context.ts';

/** Keys that terminal and card share until the power goes or an application is selected. */
export interface SecureMessagingSession {
  readonly key: Uint8Array;
  /** Protected commands so far, with the one under way. */
  counter: number;
}

/** A protected command laid open, and the way in which its response is protected. */
export interface Protection {
  /** The command as it would be without secure messaging. */
  readonly command: CommandApdu;
  protect(response: ResponseApdu): ResponseApdu;
}

/** Secure messaging of one application. `open` refuses what it cannot lay open. */
export interface SecureMessaging {
  /** Commands of the proprietary class are protected too. */
  readonly proprietaryClass?: true;
  open(card: CardContext, command: CommandApdu): Protection;
  /** Hears of a plain command, and may refuse it. */
  plain?(card: CardContext, command: CommandApdu): void;
}

/**
 * The processor around the dispatcher: undefined for a plain command, and for a protected one where the selected
 * application has no secure messaging, so that the dispatcher refuses it.
 */
export const protectionOf = (card: CardContext, command: CommandApdu): Protection | undefined => {
  const {range, channel, secureMessaging} = classByte(command.cla);
  const own = card.volatile.application.secureMessaging;
  if (!own || channel !== 0 || range === 'reserved') {
    return undefined;
  }
  if (secureMessaging === 'none') {
    own.plain?.(card, command);
    return undefined;
  }
  return range === 'interindustry' || own.proprietaryClass ? own.open(card, command) : undefined;
};
