import {
  getStatusOptions,
  globalPlatformSw,
  privilegeBits,
  registrySubsets,
  tags,
} from '../../../protocol/globalplatform/index.ts';
import {berTlv, type CommandApdu, fromHex, sw, type Tlv, tlv, toHex} from '../../../protocol/index.ts';
import type {Reply} from '../../os/application.ts';
import type {CardContext} from '../../os/context.ts';
import {refuse} from '../../os/refusal.ts';
import {has, privilegesOf} from '../authority.ts';
import {dataObjectsOf} from '../management-command.ts';
import {entriesOf, isSeenBy, type RegistryEntry} from '../registry-entries.ts';
import type {SecureChannelSession} from '../session.ts';

/** Room for entries, so that padding and MAC of 16 bytes each still fit a short response. */
const mostBytes = 223;

/** Data objects of an entry in their order, GPC 2.3.1 table 11-36. [S13] */
const parts: readonly (readonly [tag: number, value: (entry: RegistryEntry) => readonly Uint8Array[]])[] = [
  [tags.aid, ({aid}) => [fromHex(aid)]],
  [tags.lifeCycle, ({lifeCycle}) => [Uint8Array.of(lifeCycle)]],
  [tags.privileges, ({privileges, modules}) => (modules ? [] : [threeBytes(privileges)])],
  [tags.loadFile, ({loadFile}) => (loadFile ? [fromHex(loadFile)] : [])],
  [tags.loadFileVersion, ({version}) => (version ? [Uint8Array.from(version)] : [])],
  [tags.module, ({modules}) => (modules ?? []).map(fromHex)],
  [tags.securityDomain, ({domain}) => [fromHex(domain)]],
];

/**
 * GET STATUS, GPC 2.3.1 clause 11.4: the entries of a subset whose AID begins as 4F says, with the data objects that
 * 5C names. 6310 says that more follow, to be asked for with P2 b1; none is 6A88.
 */
export const registryStatus = (
  card: CardContext,
  {p1, p2, data}: CommandApdu,
  session: SecureChannelSession,
): Reply => {
  if (p2 > (getStatusOptions.next | getStatusOptions.dataObjects)) {
    return refuse(sw.incorrectP1P2);
  }
  const entries = entriesOf(card, p1) ?? refuse(sw.incorrectP1P2);
  const {listing} = session;
  session.listing = undefined;
  if ((p2 & getStatusOptions.next) !== 0) {
    return listing?.p1 === p1 && Buffer.compare(listing.data, data) === 0
      ? answered(session, p1, data, listing.rest)
      : refuse(sw.conditionsOfUseNotSatisfied);
  }
  const {prefix, wanted} = criteria(data);
  const {content} = card.persistent;
  const seesAll = has(privilegesOf(content, session.domain), privilegeBits.globalRegistry);
  const found = entries.filter(
    (entry) => entry.aid.startsWith(prefix) && (seesAll || isSeenBy(content, session.domain, entry)),
  );
  const encode = (p2 & getStatusOptions.dataObjects) !== 0 ? dataObjects(p1, wanted) : plainEntry(p1);
  return answered(session, p1, data, found.map(encode));
};

/** The AID an entry begins with, 4F, and the data objects that are asked for, 5C; one without 4F is 6A80. */
const criteria = (data: Uint8Array): {readonly prefix: string; readonly wanted?: ReadonlySet<number>} => {
  const [aid, list, ...more] = dataObjectsOf(data);
  if (aid?.tag !== tags.aid || aid.value.length > 16 || more.length > 0) {
    return refuse(sw.incorrectData);
  }
  if (list && list.tag !== tags.tagList) {
    return refuse(sw.incorrectData);
  }
  return {prefix: toHex(aid.value), ...(list ? {wanted: new Set(tagsIn(list.value))} : {})};
};

/** A tag list, ISO/IEC 7816-4 clause 8.5.1: tags of one byte or two. */
const tagsIn = (list: Uint8Array): number[] => {
  const found: number[] = [];
  for (let at = 0; at < list.length; ) {
    const first = list[at] as number;
    const long = (first & 0x1f) === 0x1f;
    found.push(long ? (first << 8) | (list[at + 1] ?? 0) : first);
    at += long ? 2 : 1;
  }
  return found;
};

const dataObjects =
  (p1: number, wanted: ReadonlySet<number> | undefined) =>
  (entry: RegistryEntry): Uint8Array => {
    const withModules = p1 === registrySubsets.loadFilesAndModules;
    const children = parts
      .filter(([tag]) => (withModules || tag !== tags.module) && (wanted?.has(tag) ?? true))
      .flatMap(([tag, value]): Tlv[] => value(entry).map((one) => tlv(tag, one)));
    return berTlv.encode(tlv(tags.registryEntry, children));
  };

/** The old form, GPC 2.3.1 table 11-35: AID, life cycle, one byte of privileges, modules. */
const plainEntry =
  (p1: number) =>
  ({aid, lifeCycle, privileges, modules = []}: RegistryEntry): Uint8Array => {
    const named = (text: string): number[] => [text.length / 2, ...fromHex(text)];
    const listed =
      p1 === registrySubsets.loadFilesAndModules ? [modules.length, ...modules.flatMap(named)] : [];
    return Uint8Array.of(...named(aid), lifeCycle, privileges >> 16, ...listed);
  };

const answered = (
  session: SecureChannelSession,
  p1: number,
  data: Uint8Array,
  entries: readonly Uint8Array[],
): Reply => {
  const [first] = entries;
  if (!first) {
    return refuse(sw.referencedDataNotFound);
  }
  let count = 1;
  let bytes = first.length;
  for (; count < entries.length && bytes + (entries[count]?.length ?? 0) <= mostBytes; count += 1) {
    bytes += entries[count]?.length ?? 0;
  }
  const now = Uint8Array.from(Buffer.concat(entries.slice(0, count)));
  const rest = entries.slice(count);
  if (rest.length === 0) {
    return {data: now, sw: sw.ok};
  }
  session.listing = {p1, data: Uint8Array.from(data), rest};
  return {data: now, sw: globalPlatformSw.moreEntries};
};

const threeBytes = (privileges: number): Uint8Array =>
  Uint8Array.of(privileges >> 16, (privileges >> 8) & 0xff, privileges & 0xff);
