import {
  applicationStates,
  installPurposes,
  privilegeBits,
  securityDomainStates,
} from '../../../protocol/globalplatform/index.ts';
import {sw, toHex} from '../../../protocol/index.ts';
import {type AppletDefinition, emptyAppletState} from '../../applets/applet.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import type {PersistentState} from '../../os/state.ts';
import {appletOf} from '../applet-of.ts';
import {has, rulesOver} from '../authority.ts';
import type {Instance} from '../content.ts';
import {type InstallParameters, installParameters} from '../install-parameters.ts';
import {freeMemory, instanceOverhead} from '../memory.ts';
import {newSecurityDomain} from '../new-security-domain.ts';
import {domainPackage} from '../packages.ts';
import {grantedPrivileges, withDefaultSelected} from '../privileges.ts';
import {receiptFor} from '../receipt.ts';
import {isBelow, withInstance} from '../registry.ts';
import {isTaken, loadFileEntries} from '../registry-entries.ts';
import type {InstallOrder} from './install-order.ts';

/**
 * INSTALL [for install], with or without [and make selectable], GPC 2.3.1 clause 11.5.2.3.2. The load file belongs to
 * the domain or to one above it, else 6A88; the new application belongs to the domain. C8 of EF is set aside.
 */
export const installApplication =
  (applets: readonly AppletDefinition[]) =>
  (card: CardContext, order: InstallOrder): Reply => {
    const {first: file, second: module, third, fourth, session} = order;
    const aidBytes = third.length === 0 ? module : third;
    const aid = toHex(aidBytes);
    const {content} = card.persistent;
    const entry = loadFileEntries(card).find((one) => one.aid === toHex(file));
    if (!entry?.modules?.includes(toHex(module)) || !isBelow(content, session.domain, entry.domain)) {
      return refuse(sw.referencedDataNotFound);
    }
    if (aidBytes.length < 5 || aidBytes.length > 16) {
      refuse(sw.incorrectData);
    }
    if (isTaken(card, aid)) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    const isDomain = entry.aid === domainPackage.loadFile;
    if (entry.builtIn && !isDomain) {
      // What came with the card is there once.
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    const privileges = grantedPrivileges(content, session.domain, fourth);
    if (isDomain !== has(privileges, privilegeBits.securityDomain)) {
      refuse(sw.incorrectData);
    }
    const parameters = installParameters(order.fifth);
    checkRoom(card, order, parameters);
    const instance: Instance = {
      loadFile: entry.aid,
      module: toHex(module),
      privileges,
      lifeCycle: selectableAtOnce(order) ? applicationStates.selectable : applicationStates.installed,
      domain: session.domain,
      parameters: Uint8Array.from(parameters.application),
      ...(parameters.dataBytes === undefined ? {} : {reserved: parameters.dataBytes}),
    };
    const made = isDomain
      ? {domain: newSecurityDomain(content, session.domain, parameters)}
      : {kept: appletOf(applets, instance)?.install({...instance, random: card.random}) ?? emptyAppletState};
    const next = withDefaultSelected(withInstance(card.persistent, aid, instance, made), aid);
    const reply = receiptFor(card, next, order.permission, [file, aidBytes]);
    card.note({change: 'installed', subject: aid});
    return reply;
  };

const selectableAtOnce = ({purpose}: InstallOrder): boolean =>
  (purpose & installPurposes.makeSelectable) !== 0;

/** What INSTALL asks to be set aside, before anything is made. */
const checkRoom = (
  {persistent}: CardContext,
  {session}: InstallOrder,
  {dataBytes = 0}: InstallParameters,
): void => {
  if (instanceOverhead + dataBytes > freeMemory(persistent, session.domain).free) {
    refuse(sw.notEnoughMemory);
  }
};

/** INSTALL [for make selectable], GPC 2.3.1 clause 11.5.2.3.3: once more, or with other privileges, is no fault. */
export const makeSelectable = (card: CardContext, order: InstallOrder): Reply => {
  const {third: aidBytes, fourth, session, permission} = order;
  const aid = toHex(aidBytes);
  const {content} = card.persistent;
  const instance = content.instances.get(aid) ?? refuse(sw.referencedDataNotFound);
  if (!rulesOver(content, {by: session.domain, owner: instance.domain})) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const wanted =
    fourth.length === 0 ? instance.privileges : grantedPrivileges(content, session.domain, fourth);
  const {installed, selectable} = securityDomainStates;
  const changed: Instance = {
    ...instance,
    privileges: wanted | (instance.privileges & privilegeBits.securityDomain),
    lifeCycle: instance.lifeCycle === installed ? selectable : instance.lifeCycle,
  };
  const next: PersistentState = withDefaultSelected(withInstance(card.persistent, aid, changed), aid);
  return receiptFor(card, next, permission, [aidBytes]);
};
