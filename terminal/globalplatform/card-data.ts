import {
  instructions,
  type KeyInformation,
  keyInformation,
  resourceTags,
  tags,
} from '../../protocol/globalplatform/index.ts';
import {berTlv, command, findTlv, KazasuError, sw} from '../../protocol/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {GlobalPlatformStatus, strangeAnswer} from './errors.ts';

/** What a card says of its memory (GET DATA FF21); bytes. */
export interface CardResources {
  readonly applications: number;
  readonly freeNonVolatile: number;
  readonly freeVolatile: number;
}

/** A secure channel protocol the card names in its recognition data. */
export interface OfferedProtocol {
  readonly protocol: number;
  readonly i: number;
}

/** The whole data object a card gives for a tag; undefined where it has none (6A88). @throws KazasuError `KZS-GP-STATUS`. */
export const getData = async (channel: ApduChannel, tag: number): Promise<Uint8Array | undefined> => {
  const {getData: ins} = instructions;
  const answer = await channel.send(command({cla: 0x80, ins, p1: tag >> 8, p2: tag & 0xff, ne: 256}));
  if (answer.sw === sw.referencedDataNotFound) {
    return undefined;
  }
  if (answer.sw !== sw.ok) {
    throw new GlobalPlatformStatus(
      `GET DATA ${tag.toString(16).toUpperCase().padStart(4, '0')}`,
      ins,
      answer.sw,
    );
  }
  return answer.data;
};

/** Key versions and types (GET DATA 00E0). */
export const readKeyInformation = async (channel: ApduChannel): Promise<KeyInformation[]> => {
  const data = await getData(channel, tags.keyInformation);
  return data ? understood('GET DATA 00E0', data, () => keyInformation.decode(data)) : [];
};

/** Free memory and number of applications; undefined where the card does not tell. */
export const readCardResources = async (channel: ApduChannel): Promise<CardResources | undefined> => {
  const data = await getData(channel, tags.cardResources);
  if (!data) {
    return undefined;
  }
  const {children} = understood('GET DATA FF21', data, () => berTlv.decode(data));
  const number = (tag: number): number =>
    (findTlv(children, tag)?.value ?? strange('GET DATA FF21', data)).reduce(
      (sum, byte) => sum * 256 + byte,
      0,
    );
  return {
    applications: number(resourceTags.applications),
    freeNonVolatile: number(resourceTags.freeNonVolatile),
    freeVolatile: number(resourceTags.freeVolatile),
  };
};

/** The sequence counter of the key version (GET DATA 00C1); undefined where there is none. */
export const readSequenceCounter = async (channel: ApduChannel): Promise<number | undefined> => {
  const data = await getData(channel, tags.sequenceCounter);
  return (
    data &&
    understood('GET DATA 00C1', data, () => berTlv.decode(data)).value.reduce(
      (sum, byte) => sum * 256 + byte,
      0,
    )
  );
};

/** `{iso(1) member-body(2) usa(840) globalPlatform(114283) 4}`, then protocol and `i`. */
const protocolArc = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xfc, 0x6b, 0x04);

/** The secure channel protocols card recognition data names (GET DATA 0066). */
export const readOfferedProtocols = async (channel: ApduChannel): Promise<OfferedProtocol[]> => {
  const data = await getData(channel, tags.cardData);
  if (!data) {
    return [];
  }
  const {children} = understood('GET DATA 0066', data, () => berTlv.decode(data));
  const recognition = findTlv(children, tags.cardRecognitionData)?.children ?? [];
  const named = recognition.filter(({tag}) => tag === 0x64).flatMap((one) => one.children ?? []);
  return named
    .filter(({tag, value}) => tag === 0x06 && protocolArc.every((byte, n) => byte === value[n]))
    .map(({value}) => ({protocol: value[7] ?? 0, i: value.at(-1) ?? 0}));
};

const strange = (title: string, data: Uint8Array): never => {
  throw strangeAnswer(title, data);
};

const understood = <T>(title: string, data: Uint8Array, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    if (error instanceof KazasuError && error.id === 'KZS-TLV') {
      throw strangeAnswer(title, data);
    }
    throw error;
  }
};
