import {applicationStates, isLocked} from '../../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {rulesOver} from '../authority.ts';
import {LengthValueFields} from '../length-value.ts';
import {noReceipt} from '../management-command.ts';
import type {SecureChannelSession} from '../session.ts';

/**
 * INSTALL [for personalisation], GPC 2.3.1 clause 11.5.2.3.6: the STORE DATA that follow go to this application. It
 * belongs to the domain or stands below it, can be selected and is not locked; else 6985.
 */
export const installForPersonalisation = (
  card: CardContext,
  {data}: CommandApdu,
  session: SecureChannelSession,
): Reply => {
  const fields = new LengthValueFields(data);
  const [first, second, aidBytes] = [fields.next(), fields.next(), fields.next()];
  if (first.length + second.length > 0) {
    refuse(sw.incorrectData);
  }
  const {content} = card.persistent;
  const aid = toHex(aidBytes);
  const instance = content.instances.get(aid) ?? refuse(sw.referencedDataNotFound);
  const {lifeCycle, domain} = instance;
  if (
    !rulesOver(content, {by: session.domain, owner: domain}) ||
    isLocked(lifeCycle) ||
    lifeCycle === applicationStates.installed
  ) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  session.personalisation = {aid, blocks: []};
  return noReceipt;
};
