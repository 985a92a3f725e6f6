import {cardStates, instructions} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, classByte, type ResponseApdu, StatusWord, sw} from '../../protocol/index.ts';
import {satisfies} from './access-rule.ts';
import type {CommandRow, Reply} from './application.ts';
import type {CardContext} from './context.ts';
import {Refusal, refuse} from './refusal.ts';

const readBinary = 0xb0;
const verify = 0x20;
const select = 0xa4;
const proprietary = 0x100;

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

/** What a card that is locked, or at its end, serves: GPC 2.3.1 clause 5.1.1. All else is 6985. */
const servedByState: Readonly<Record<number, ReadonlySet<number>>> = {
  [cardStates.cardLocked]: new Set<number>([
    select,
    instructions.getData,
    instructions.initializeUpdate,
    instructions.externalAuthenticate | proprietary,
    instructions.getStatus,
    instructions.setStatus,
  ]),
  [cardStates.terminated]: new Set<number>([select, instructions.getData]),
};

/** Runs a row whose access rule is satisfied. */
export const runRow = (card: CardContext, row: CommandRow, command: CommandApdu): Reply | Promise<Reply> => {
  const served = servedByState[card.persistent.content.lifeCycle];
  if (served && !served.has(keyIn(row))) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  if (!satisfies(card.volatile, row.requires)) {
    return refuse(sw.securityStatusNotSatisfied);
  }
  if (card.state.locked && !servedWhileLocked(row)) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  return row.run(card, command);
};

/** EXTERNAL AUTHENTICATE is two commands, by its class: the secure channel's is served where the issuer's is not. */
const keyIn = ({cla, ins}: CommandRow): number =>
  ins === instructions.externalAuthenticate && cla === 'proprietary' ? ins | proprietary : ins;

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
