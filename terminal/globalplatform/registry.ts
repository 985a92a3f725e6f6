import {
  getStatusOptions,
  globalPlatformSw,
  instructions,
  type Privilege,
  privileges,
  registrySubsets,
  tags,
} from '../../protocol/globalplatform/index.ts';
import {berTlv, command, findTlv, KazasuError, sw, type Tlv, tlv} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {GlobalPlatformStatus, strangeAnswer} from './errors.ts';

export type RegistrySubset = keyof typeof registrySubsets;

/** One entry of a card's registry, as GET STATUS tells it. */
export interface RegistryEntry {
  readonly aid: Uint8Array;
  /** The life cycle state's code. */
  readonly lifeCycle: number;
  readonly privileges: readonly Privilege[];
  readonly loadFile?: Uint8Array;
  readonly modules: readonly Uint8Array[];
  readonly version?: {readonly major: number; readonly minor: number};
  readonly securityDomain?: Uint8Array;
}

/** A card that always announces more would keep a host busy for ever. */
const mostRounds = 256;

/**
 * The registry's entries of one subset, all of them however often they have to be asked for; `prefix` narrows them.
 * @throws KazasuError `KZS-GP-STATUS`, `KZS-GP-ANSWER`.
 */
export const getStatus = async (
  channel: ApduChannel,
  subset: RegistrySubset,
  prefix: Uint8Array = new Uint8Array(0),
): Promise<RegistryEntry[]> => {
  const {getStatus: ins} = instructions;
  const header = {
    cla: 0x80,
    ins,
    p1: registrySubsets[subset],
    data: berTlv.encode(tlv(tags.aid, prefix)),
    ne: 256,
  };
  const entries: RegistryEntry[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const next = round === 0 ? 0 : getStatusOptions.next;
    const answer = await channel.send(command({...header, p2: getStatusOptions.dataObjects | next}));
    if (answer.sw === sw.referencedDataNotFound) {
      break;
    }
    const more = answer.sw === globalPlatformSw.moreEntries;
    if (answer.sw !== sw.ok && !more) {
      throw new GlobalPlatformStatus('GET STATUS', ins, answer.sw);
    }
    entries.push(...entriesOf(answer.data));
    if (!more) {
      break;
    }
  }
  return entries;
};

const entriesOf = (data: Uint8Array): RegistryEntry[] => {
  try {
    return berTlv.decodeAll(data).map((object) => entry(object, data));
  } catch (error) {
    throw error instanceof KazasuError && error.id === 'KZS-TLV' ? strangeAnswer('GET STATUS', data) : error;
  }
};

const entry = ({tag, children}: Tlv, data: Uint8Array): RegistryEntry => {
  const value = (wanted: number): Uint8Array | undefined => findTlv(children, wanted)?.value;
  const aid = value(tags.aid);
  const lifeCycle = value(tags.lifeCycle)?.[0];
  const version = value(tags.loadFileVersion);
  const held = privileges.decode(value(tags.privileges) ?? new Uint8Array(3));
  if (tag !== tags.registryEntry || !aid || lifeCycle === undefined || !held) {
    throw strangeAnswer('GET STATUS', data);
  }
  const loadFile = value(tags.loadFile);
  const securityDomain = value(tags.securityDomain);
  return {
    aid,
    lifeCycle,
    privileges: held,
    ...(loadFile ? {loadFile} : {}),
    modules: (children ?? []).filter((object) => object.tag === tags.module).map((object) => object.value),
    ...(version ? {version: {major: version[0] ?? 0, minor: version[1] ?? 0}} : {}),
    ...(securityDomain ? {securityDomain} : {}),
  };
};
