import {
  cardStateOf,
  domainWithApplications,
  isLocked,
  mayMoveCard,
  privilegeBits,
  registrySubsets,
  securityDomainStates,
} from '../../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {type PersistentState, withApplication} from '../../os/state.ts';
import {has, privilegesOf, rulesOver} from '../authority.ts';
import type {AidText, CardContent} from '../content.ts';
import {isBelow, withContent, withInstance} from '../registry.ts';
import {applicationEntries, type RegistryEntry} from '../registry-entries.ts';
import type {SecureChannelSession} from '../session.ts';

const lockedBit = 0x80;

/**
 * SET STATUS, GPC 2.3.1 clause 11.10. P1 80: the card; 40: an application or domain is locked (P2 b8) or unlocked, to
 * the state it had; 60: a domain with all that belongs to it. What may not follow is 6985, an unknown AID 6A88. P2 00
 * and the state that it has already are 9000 and no change. Bench-defined, D231
 */
export const setRegistryStatus = (
  card: CardContext,
  {p1, p2, data}: CommandApdu,
  session: SecureChannelSession,
): Reply => {
  switch (p1) {
    case registrySubsets.issuerSecurityDomain:
      return setCardState(card, p2, session.domain);
    case registrySubsets.applications:
      return setLocks(card, [entryOf(card, data)], p2, session.domain);
    case domainWithApplications: {
      const domain = entryOf(card, data);
      const {content} = card.persistent;
      if (!content.domains.has(domain.aid)) {
        refuse(sw.referencedDataNotFound);
      }
      const below = applicationEntries(card).filter((entry) => isBelow(content, entry.domain, domain.aid));
      return setLocks(card, [domain, ...below], p2, session.domain);
    }
    default:
      return refuse(sw.incorrectP1P2);
  }
};

/** GPPro sends no data, gpshell the AID of the issuer security domain: both are the card. */
const setCardState = (card: CardContext, next: number, by: AidText): Reply => {
  const {content} = card.persistent;
  const to = cardStateOf(next) ?? refuse(sw.incorrectData);
  const from = cardStateOf(content.lifeCycle);
  const needed = to === 'terminated' ? privilegeBits.cardTerminate : privilegeBits.cardLock;
  if (!has(privilegesOf(content, by), needed) || !from || !mayMoveCard(from, to)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  card.commit(withContent(card.persistent, {lifeCycle: next}));
  card.note({change: 'life-cycle', subject: `card ${to}`});
  return sw.ok;
};

const entryOf = (card: CardContext, aid: Uint8Array): RegistryEntry => {
  const text = toHex(aid);
  return applicationEntries(card).find((entry) => entry.aid === text) ?? refuse(sw.referencedDataNotFound);
};

const setLocks = (card: CardContext, entries: readonly RegistryEntry[], p2: number, by: AidText): Reply => {
  const {content} = card.persistent;
  const allowed = entries.every(({domain}) =>
    rulesOver(content, {by, owner: domain, global: privilegeBits.globalLock}),
  );
  if (!allowed) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const [named] = entries;
  if (named && !mayFollow(content, named, p2)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  let next = card.persistent;
  const changed: RegistryEntry[] = [];
  for (const entry of entries) {
    const before = next;
    next = withLock(card, before, entry, p2);
    changed.push(...(next === before ? [] : [entry]));
  }
  if (changed.length > 0) {
    card.commit(next);
    for (const {aid, lifeCycle} of changed) {
      card.note({
        change: isLocked(p2) ? 'locked' : isLocked(lifeCycle) ? 'unlocked' : 'personalised',
        subject: aid,
      });
    }
  }
  return sw.ok;
};

/** A lock may come and go; what is not locked moves nowhere, but a domain from SELECTABLE to PERSONALIZED. */
const mayFollow = (content: CardContent, {aid, lifeCycle}: RegistryEntry, p2: number): boolean =>
  isLocked(p2) ||
  isLocked(lifeCycle) ||
  p2 === 0 ||
  p2 === lifeCycle ||
  (content.domains.has(aid) &&
    lifeCycle === securityDomainStates.selectable &&
    p2 === securityDomainStates.personalized);

const withLock = (
  card: CardContext,
  state: PersistentState,
  {aid, lifeCycle, builtIn}: RegistryEntry,
  p2: number,
): PersistentState => {
  const lock = isLocked(p2);
  if (!lock && !isLocked(lifeCycle)) {
    // No lock to take away: the state of a domain may be moved on, an application's is its own.
    return withPersonalised(state, aid, p2);
  }
  if (lock === isLocked(lifeCycle)) {
    return state;
  }
  if (builtIn) {
    const {name} =
      card.applications.find((one) => toHex(one.aid) === aid) ?? refuse(sw.referencedDataNotFound);
    return withApplication(state, name, (before) => ({...before, locked: lock}));
  }
  const instance = state.content.instances.get(aid) ?? refuse(sw.referencedDataNotFound);
  const changed = lock ? lifeCycle | lockedBit : lifeCycle & ~lockedBit;
  return withInstance(state, aid, {...instance, lifeCycle: changed});
};

const withPersonalised = (state: PersistentState, aid: AidText, p2: number): PersistentState => {
  const instance = state.content.instances.get(aid);
  const {selectable, personalized} = securityDomainStates;
  return instance?.lifeCycle === selectable && p2 === personalized && state.content.domains.has(aid)
    ? withInstance(state, aid, {...instance, lifeCycle: personalized})
    : state;
};
