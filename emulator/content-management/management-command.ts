import type {CommandApdu} from '../../protocol/index.ts';
import {berTlv, sw, type Tlv} from '../../protocol/index.ts';
import {always} from '../os/access-rule.ts';
import type {CommandRow, Reply} from '../os/application.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import {managedSession} from './authority.ts';
import type {SecureChannelSession} from './session.ts';

/** A command of the card manager that is served in an authenticated session only; 6982 elsewhere. */
export const managementCommand = (
  name: string,
  ins: number,
  run: (card: CardContext, command: CommandApdu, session: SecureChannelSession) => Reply,
): CommandRow => ({
  name,
  cla: 'proprietary',
  ins,
  requires: always,
  evidence: 'standard',
  run: (card, command) => run(card, command, managedSession(card)),
});

/** The data objects of a data field; 6A80 where it is no BER-TLV. */
export const dataObjectsOf = (data: Uint8Array): Tlv[] => {
  try {
    return berTlv.decodeAll(data);
  } catch {
    return refuse(sw.incorrectData);
  }
};

/** The plain success of a command that could have answered a receipt. */
export const noReceipt: Reply = {data: new Uint8Array(1), sw: sw.ok};
