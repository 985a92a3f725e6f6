import {
  applicationStates,
  decryptedUnder,
  instructions,
  isLocked,
  lastBlock,
  tags,
} from '../../../protocol/globalplatform/index.ts';
import {type CommandApdu, sw} from '../../../protocol/index.ts';
import type {AppletDefinition, PersonalisationBlock} from '../../applets/applet.ts';
import type {CommandRow} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import type {PersistentState} from '../../os/state.ts';
import {appletOf} from '../applet-of.ts';
import type {AidText} from '../content.ts';
import {dataObjectsOf, managementCommand} from '../management-command.ts';
import {asksBack, readBack} from '../read-back.ts';
import {withDomain, withInstance} from '../registry.ts';
import type {SecureChannelSession} from '../session.ts';

/** What a security domain takes for itself: the issuer's and the card's numbers. */
const domainTags: ReadonlySet<number> = new Set([tags.issuerIdentification, tags.cardImage]);

/** P1 b7-b6: all of the data is encrypted under the session's key transport key. */
const encryption = {mask: 0x60, none: 0x00, ofTheApplication: 0x20, whole: 0x60} as const;

/** How many bytes may wait for the last block. */
const mostBytes = 32 * 1024;

/**
 * STORE DATA, GPC 2.3.1 clause 11.11: blocks for the application of INSTALL [for personalisation], else data objects
 * of the domain. P2 counts from 00, else 6985. All blocks come into force with the last one, and with it an
 * application stands at 0F. A tag list asks an application what it holds. Bench-defined, D181, D231, D232
 */
export const storeData = (applets: readonly AppletDefinition[]): CommandRow =>
  managementCommand('STORE DATA', instructions.storeData, (card, command, session) => {
    const {p1, p2} = command;
    const pending = session.personalisation ?? {aid: session.domain, blocks: []};
    session.personalisation = undefined;
    if (p2 !== (pending.blocks.length & 0xff)) {
      refuse(sw.conditionsOfUseNotSatisfied);
    }
    const last = (p1 & lastBlock) !== 0;
    const block: PersonalisationBlock = {p1, number: p2, last, data: plainData(command, session)};
    const blocks = [...pending.blocks, block];
    if (blocks.reduce((sum, {data}) => sum + data.length, 0) > mostBytes) {
      refuse(sw.notEnoughMemory);
    }
    refuseLocked(card, pending.aid);
    if (asksBack(block)) {
      return readBack(card, applets, {aid: pending.aid, block}, session);
    }
    const next = personalised(card, applets, pending.aid, blocks);
    if (last) {
      card.commit(next);
      card.note({change: 'personalised', subject: pending.aid});
    } else {
      session.personalisation = {aid: pending.aid, blocks};
    }
    return sw.ok;
  });

const plainData = ({p1, data}: CommandApdu, {channel}: SecureChannelSession): Uint8Array => {
  switch (p1 & encryption.mask) {
    case encryption.none:
    case encryption.ofTheApplication:
      return Uint8Array.from(data);
    case encryption.whole: {
      const blockBytes = channel.protocol === 'scp02' ? 8 : 16;
      return data.length > 0 && data.length % blockBytes === 0
        ? Uint8Array.from(decryptedUnder(channel.keys.dek, data))
        : refuse(sw.incorrectData);
    }
    default:
      return refuse(sw.incorrectP1P2);
  }
};

/** LOCKED is left by SET STATUS alone, GPC 2.3.1 clause 11.10, though it came between INSTALL and STORE DATA. [S13] */
const refuseLocked = ({persistent: {content}}: CardContext, aid: AidText): void => {
  const instance = content.instances.get(aid);
  if (instance && isLocked(instance.lifeCycle)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
};

/** Every block is judged when it comes, so that a wrong one is refused itself and not the last. */
const personalised = (
  card: CardContext,
  applets: readonly AppletDefinition[],
  aid: AidText,
  blocks: readonly PersonalisationBlock[],
): PersistentState => {
  const {persistent} = card;
  if (persistent.content.domains.has(aid)) {
    return withObjects(
      persistent,
      aid,
      Buffer.concat(blocks.map(({data}) => data)),
      blocks.at(-1)?.last ?? false,
    );
  }
  const instance = persistent.content.instances.get(aid) ?? refuse(sw.referencedDataNotFound);
  const applet = appletOf(applets, instance);
  const before = persistent.applications.get(aid);
  if (!applet?.storeData || !before) {
    return refuse(sw.conditionsOfUseNotSatisfied);
  }
  const after = blocks.reduce((state, block) => applet.storeData?.(state, block) ?? state, before);
  const lifeCycle = blocks.at(-1)?.last ? applicationStates.personalised : instance.lifeCycle;
  return withInstance(persistent, aid, {...instance, lifeCycle}, {kept: after});
};

/** An object may be spread over blocks, so that they are read together once the last is there. */
const withObjects = (
  state: PersistentState,
  aid: AidText,
  data: Uint8Array,
  last: boolean,
): PersistentState => {
  if (!last) {
    return state;
  }
  const objects = dataObjectsOf(data);
  if (objects.length === 0) {
    refuse(sw.incorrectData);
  }
  const written = new Map(state.content.domains.get(aid)?.dataObjects);
  for (const {tag, value} of objects) {
    if (!domainTags.has(tag)) {
      refuse(sw.referencedDataNotFound);
    }
    written.set(tag, Uint8Array.from(value));
  }
  return withDomain(state, aid, {dataObjects: written});
};
