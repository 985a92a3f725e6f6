import {deleteRelated, instructions, privilegeBits, tags} from '../../../protocol/globalplatform/index.ts';
import {type CommandApdu, fromHex, sw, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {rulesOver} from '../authority.ts';
import type {AidText, CardContent, DomainKey} from '../content.ts';
import {channelVersions} from '../key-set.ts';
import {dataObjectsOf, managementCommand, noReceipt} from '../management-command.ts';
import {receiptFor} from '../receipt.ts';
import {issuerDomain, withDomain, without} from '../registry.ts';
import {isTaken} from '../registry-entries.ts';
import type {SecureChannelSession} from '../session.ts';
import {type Permission, permission} from '../token.ts';

/**
 * DELETE, GPC 2.3.1 clause 11.2: an application, a security domain or a load file by 4F, with what was installed from
 * it where P2 is 80; or keys by D0 and D2. What belongs to another domain, came with the card, or would leave
 * something behind is 6985; what is not there 6A88.
 */
export const deleteContent = managementCommand('DELETE', instructions.delete, (card, command, session) => {
  const {p1, p2, data} = command;
  if (p1 !== 0 || (p2 !== 0 && p2 !== deleteRelated)) {
    refuse(sw.incorrectP1P2);
  }
  const [first] = dataObjectsOf(data);
  return first?.tag === tags.aid ? deleteObject(card, command, session) : deleteKeys(card, data, session);
});

const deleteObject = (card: CardContext, command: CommandApdu, session: SecureChannelSession): Reply => {
  const objects = dataObjectsOf(command.data);
  const [named, token] = [objects[0], objects.find(({tag}) => tag === tags.deleteToken)];
  const aidBytes = named?.value ?? new Uint8Array(0);
  const aid = toHex(aidBytes);
  const {content} = card.persistent;
  const owner = (content.instances.get(aid) ?? content.loadFiles.get(aid))?.domain;
  if (owner === undefined) {
    // What came with the card is there, and stays.
    return refuse(isTaken(card, aid) ? sw.conditionsOfUseNotSatisfied : sw.referencedDataNotFound);
  }
  const allowed = allowedBy(card, command, session, token?.value);
  const gone = goneWith(content, aid, command.p2 === deleteRelated);
  const mine = [...gone].every((one) => ownedBy(content, session.domain, one));
  const leftBehind = [...content.instances.values(), ...content.loadFiles.values()].some(({domain}) =>
    gone.has(domain),
  );
  if (!mine || leftBehind || aid === session.domain) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const reply = receiptFor(card, without(card.persistent, gone), allowed, [fromHex(aid)]);
  card.note({change: 'deleted', subject: [...gone].join(' ')});
  return reply;
};

/** The token stands behind what it signs. */
const allowedBy = (
  card: CardContext,
  command: CommandApdu,
  {domain}: SecureChannelSession,
  token: Uint8Array = new Uint8Array(0),
): Permission => {
  const signedBytes = token.length === 0 ? command.data.length : token.byteOffset - command.data.byteOffset;
  const header = token.length === 0 ? 0 : token.length < 0x80 ? 2 : token.length < 0x100 ? 3 : 4;
  const signed = command.data.subarray(0, signedBytes - header);
  return permission(card.persistent.content, domain, command, {signed, token});
};

/** A load file takes along what was installed from it, where that is asked for, else 6985; one that another needs stays. */
const goneWith = (content: CardContent, aid: AidText, related: boolean): ReadonlySet<AidText> => {
  if ([...content.loadFiles.values()].some(({imports}) => imports.includes(aid))) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  const installed = [...content.instances].filter(([, {loadFile}]) => loadFile === aid).map(([one]) => one);
  if (installed.length > 0 && !related) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  return new Set([aid, ...installed]);
};

const ownedBy = (content: CardContent, by: AidText, aid: AidText): boolean => {
  const owner = (content.instances.get(aid) ?? content.loadFiles.get(aid))?.domain ?? issuerDomain;
  return rulesOver(content, {by, owner, global: privilegeBits.globalDelete});
};

/** Keys of the domain itself. The key set it is reached with stays while it is the only one, or in use: 6985. */
const deleteKeys = (card: CardContext, data: Uint8Array, session: SecureChannelSession): Reply => {
  const objects = dataObjectsOf(data);
  const one = (tag: number): number | undefined => objects.find((object) => object.tag === tag)?.value[0];
  const [id, version] = [one(tags.keyIdentifier), one(tags.keyVersion)];
  if (id === undefined && version === undefined) {
    refuse(sw.incorrectData);
  }
  const domain = card.persistent.content.domains.get(session.domain);
  const gone = ({keys}: {readonly keys: readonly DomainKey[]}): DomainKey[] =>
    keys.filter((key) => (id ?? key.id) === key.id && (version ?? key.version) === key.version);
  if (!domain || gone(domain).length === 0) {
    return refuse(sw.referencedDataNotFound);
  }
  const removed = new Set(gone(domain));
  const rest = domain.keys.filter((key) => !removed.has(key));
  const used = channelVersions(domain.keys, domain.secureChannel).includes(session.keyVersion);
  if (used && !channelVersions(rest, domain.secureChannel).includes(session.keyVersion)) {
    refuse(sw.conditionsOfUseNotSatisfied);
  }
  card.commit(withDomain(card.persistent, session.domain, {keys: rest}));
  card.note({change: 'deleted', subject: `keys of ${session.domain}`});
  return noReceipt;
};
