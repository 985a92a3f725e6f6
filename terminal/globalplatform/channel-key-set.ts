import {
  type KeyInformation,
  keyTypes,
  type SecureChannelProtocol,
} from '../../protocol/globalplatform/index.ts';
import type {ApduChannel} from '../apdu/apdu-channel.ts';
import {readKeyInformation, readOfferedProtocols} from './card-data.ts';

/** Which secure channel a security domain speaks and with which keys, as it tells before anybody authenticates. */
export interface ChannelKeySet {
  readonly protocol: SecureChannelProtocol;
  /** `i` of SCP02, where card recognition data tell it; INITIALIZE UPDATE tells that of SCP03. */
  readonly scp02Option?: number;
  readonly keyVersion: number;
  /** Of each of the three keys; 16 for triple DES, 16, 24 or 32 for AES. */
  readonly keyBytes: number;
}

/** Versions above are of keys with a purpose of their own, GPC 2.3.1 table B-1. [S13] */
const lastChannelVersion = 0x6f;

/** Keys for encryption, MAC and key transport. GPC 2.3.1 table 10-2. [S13] */
const channelKeyIds = [1, 2, 3] as const;

/** What keys of a type are for, GPC 2.3.1 table 11-16 and Amendment D clause 5. [S13] [S110] */
const kinds: Readonly<Record<number, {protocol: SecureChannelProtocol; keyBytes: readonly number[]}>> = {
  [keyTypes.des]: {protocol: 'scp02', keyBytes: [16]},
  [keyTypes.aes]: {protocol: 'scp03', keyBytes: [16, 24, 32]},
};

/**
 * The first key set of a secure channel that the selected domain lists: GET DATA 00E0, and of a domain with triple
 * DES also 0066. Undefined where it lists none, as a new domain does, or none of a kind that is known.
 * @throws KazasuError `KZS-GP-STATUS`, `KZS-GP-ANSWER`.
 */
export const readChannelKeySet = async (channel: ApduChannel): Promise<ChannelKeySet | undefined> => {
  const keys = await readKeyInformation(channel);
  const versions = new Set(keys.map(({keyVersion}) => keyVersion));
  for (const keyVersion of versions) {
    const kind = kindOf(keys.filter((key) => key.keyVersion === keyVersion));
    if (kind && keyVersion <= lastChannelVersion) {
      return {...kind, keyVersion, ...(kind.protocol === 'scp02' ? await scp02Option(channel) : {})};
    }
  }
  return undefined;
};

/** Three keys of one type and length. */
const kindOf = (
  keys: readonly KeyInformation[],
): Pick<ChannelKeySet, 'protocol' | 'keyBytes'> | undefined => {
  const components = channelKeyIds.map((id) => keys.find(({keyId}) => keyId === id)?.components[0]);
  const {type = 0, length: keyBytes = 0} = components[0] ?? {};
  const kind = kinds[type];
  const alike = components.every((one) => one?.type === type && one.length === keyBytes);
  return kind?.keyBytes.includes(keyBytes) && alike ? {protocol: kind.protocol, keyBytes} : undefined;
};

const scp02Option = async (channel: ApduChannel): Promise<Pick<ChannelKeySet, 'scp02Option'>> => {
  const offered = (await readOfferedProtocols(channel)).find(({protocol}) => protocol === 2);
  return offered ? {scp02Option: offered.i} : {};
};
