import {securityBits, tags} from '../../protocol/globalplatform/index.ts';
import {berTlv, sw, tlv} from '../../protocol/index.ts';
import type {AppletDefinition, PersonalisationBlock} from '../applets/applet.ts';
import type {Reply} from '../os/application.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import {appletOf} from './applet-of.ts';
import type {AidText} from './content.ts';
import {dataObjectsOf} from './management-command.ts';
import type {SecureChannelSession} from './session.ts';

/** What is asked of which application: one block with a tag list (5C) that names one object. */
export interface ReadBackOrder {
  readonly aid: AidText;
  readonly block: PersonalisationBlock;
}

/** P1 b5-b4 = 10: BER-TLV; b1: an answer is expected. Clients set b1 for anything. */
const listForm = {mask: 0x19, value: 0x11} as const;

/** Whether a block is a tag list in a command of case 4, and so a question. */
export const asksBack = ({p1, data}: PersonalisationBlock): boolean =>
  (p1 & listForm.mask) === listForm.value && data[0] === tags.tagList;

/**
 * STORE DATA of case 4, GPC 2.3.1 clause 11.11: what an application holds of what it was personalised with, to the
 * domain that it belongs to itself, else 6985, over a channel that encrypts answers, else 6982. Bench-defined, D232
 */
export const readBack = (
  {persistent: {applications, content}}: CardContext,
  applets: readonly AppletDefinition[],
  {aid, block}: ReadBackOrder,
  {domain, channel}: SecureChannelSession,
): Reply => {
  const instance = content.instances.get(aid);
  const kept = applications.get(aid);
  if (!instance || !kept || instance.domain !== domain || !block.last || block.number !== 0) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  if ((channel.level & securityBits.rEncryption) === 0) {
    refuse(sw.securityStatusNotSatisfied);
  }
  const [list, ...more] = dataObjectsOf(block.data);
  const [tag, ...further] = list?.value ?? [];
  if (list?.tag !== tags.tagList || tag === undefined || more.length + further.length > 0) {
    return refuse(sw.incorrectData);
  }
  const value = appletOf(applets, instance)?.readBack?.(kept, tag);
  return {data: berTlv.encode(tlv(tag, value ?? refuse(sw.referencedDataNotFound))), sw: sw.ok};
};
