import {privilegeBits} from '../../../protocol/globalplatform/index.ts';
import {sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {rulesOver} from '../authority.ts';
import {grantedPrivileges, withDefaultSelected} from '../privileges.ts';
import {receiptFor} from '../receipt.ts';
import {withInstance} from '../registry.ts';
import {extradite} from './extradite.ts';
import type {InstallOrder} from './install-order.ts';

/**
 * INSTALL [for registry update], GPC 2.3.1 clause 11.5.2.3.5: other privileges for an application, or another domain.
 * Whether something is a security domain stays as it is.
 */
export const updateRegistry = (card: CardContext, order: InstallOrder): Reply => {
  const {first: domain, third: aidBytes, fourth, session, permission} = order;
  if (domain.length > 0) {
    return extradite(card, order);
  }
  const aid = toHex(aidBytes);
  const {content} = card.persistent;
  const instance = content.instances.get(aid) ?? refuse(sw.referencedDataNotFound);
  if (!rulesOver(content, {by: session.domain, owner: instance.domain})) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const isDomain = instance.privileges & privilegeBits.securityDomain;
  const privileges = grantedPrivileges(content, session.domain, fourth) | isDomain;
  if ((privileges & privilegeBits.securityDomain) !== isDomain) {
    refuse(sw.incorrectData);
  }
  const next = withDefaultSelected(withInstance(card.persistent, aid, {...instance, privileges}), aid);
  return receiptFor(card, next, permission, [aidBytes]);
};
