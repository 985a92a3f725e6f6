import {fromHex, sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import type {PersistentState} from '../../os/state.ts';
import {rulesOver} from '../authority.ts';
import type {AidText} from '../content.ts';
import {receiptFor} from '../receipt.ts';
import {isBelow, withInstance, withLoadFile} from '../registry.ts';
import type {InstallOrder} from './install-order.ts';

/**
 * INSTALL [for extradition], GPC 2.3.1 clause 11.5.2.3.4: domain to go to, application or load file. Without a token
 * it goes only where the domain rules itself, else 6985; what is not there is 6A88.
 */
export const extradite = (card: CardContext, order: InstallOrder): Reply => {
  const {first: target, third: moved, session, permission} = order;
  const [to, aid] = [toHex(target), toHex(moved)];
  const {content} = card.persistent;
  const from = (content.instances.get(aid) ?? content.loadFiles.get(aid))?.domain;
  if (from === undefined || !content.domains.has(to)) {
    return refuse(sw.referencedDataNotFound);
  }
  const allowed =
    rulesOver(content, {by: session.domain, owner: from}) &&
    (permission.byToken || rulesOver(content, {by: session.domain, owner: to}));
  // A domain below itself would belong to nobody.
  if (!allowed || isBelow(content, to, aid)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const reply = receiptFor(card, moveTo(card.persistent, aid, to), permission, [
    fromHex(from),
    moved,
    target,
  ]);
  card.note({change: 'moved', subject: `${aid} to ${to}`});
  return reply;
};

const moveTo = (state: PersistentState, aid: AidText, domain: AidText): PersistentState => {
  const {instances, loadFiles} = state.content;
  const [instance, file] = [instances.get(aid), loadFiles.get(aid)];
  if (instance) {
    return withInstance(state, aid, {...instance, domain});
  }
  return file ? withLoadFile(state, aid, {...file, domain}) : state;
};
