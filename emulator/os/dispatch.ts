import {type CommandApdu, classByte, type ResponseApdu, StatusWord, sw} from '../../protocol/index.ts';
import {satisfies} from './access-rule.ts';
import type {CommandRow, Reply} from './application.ts';
import type {CardContext} from './context.ts';
import {Refusal, refuse} from './refusal.ts';

const readBinary = 0xb0;
const verify = 0x20;
const select = 0xa4;

const nothing = new Uint8Array(0);

/** The row that serves a command, or a refusal: class, channel, secure messaging, instruction, in this order. */
export const rowFor = (card: CardContext, {cla, ins}: CommandApdu): CommandRow => {
  const {range, channel, secureMessaging} = classByte(cla);
  if (range === 'reserved') {
    return refuse(sw.classNotSupported);
  }
  if (channel !== 0) {
    return refuse(sw.channelNotSupported);
  }
  if (secureMessaging !== 'none') {
    // Observed: SELECT answers 6882, READ BINARY and VERIFY 69FC where no secure messaging exists.
    return refuse(
      ins === readBinary || ins === verify
        ? sw.secureMessagingNotAvailableHere
        : sw.secureMessagingNotSupported,
    );
  }
  return card.volatile.application.row(range, ins) ?? refuse(sw.instructionNotSupported);
};

/** Runs a row whose access rule is satisfied. */
export const runRow = (card: CardContext, row: CommandRow, command: CommandApdu): Reply | Promise<Reply> => {
  if (!satisfies(card.volatile, row.requires)) {
    return refuse(sw.securityStatusNotSatisfied);
  }
  if (card.state.locked && !servedWhileLocked(row)) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  return row.run(card, command);
};

/** A locked application can be left, and unlocked by its issuer. */
const servedWhileLocked = ({ins, requires}: CommandRow): boolean =>
  ins === select || requires.kind === 'issuer-authenticated';

/** A reply as a response; a status word alone has no data. */
export const asResponse = (reply: Reply): ResponseApdu =>
  reply instanceof StatusWord ? {data: nothing, sw: reply} : reply;

/**
 * The one place where a refusal becomes a response, and where an unexpected exception becomes 6F00 after `fault`
 * has heard of it.
 */
export const responseToFailure = (failure: unknown, fault: (error: unknown) => void): ResponseApdu => {
  if (failure instanceof Refusal) {
    return {data: nothing, sw: failure.sw};
  }
  fault(failure);
  return {data: nothing, sw: sw.noPreciseDiagnosis};
};
