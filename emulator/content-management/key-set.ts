import {keyTypes, type StaticKeys} from '../../protocol/globalplatform/index.ts';
import type {AidText, CardContent, ChannelSettings, DomainKey} from './content.ts';
import {parentOf} from './registry.ts';

/** Identifiers of the keys for encryption, MAC and key transport. GPC 2.3.1 table 10-2. */
const channelKeyIds = [1, 2, 3] as const;

/** Versions of keys with a purpose of their own, GPC 2.3.1 table B-1 and clause C. */
export const keyVersions = {token: 0x70, receipt: 0x71, dap: 0x73} as const;

/** Key sets of a secure channel, and how the channel is spoken with them. */
export interface ChannelKeys extends ChannelSettings {
  readonly version: number;
  readonly keys: StaticKeys;
}

/**
 * The keys of a version (0: the first there are) by which a domain opens a secure channel. A domain without keys of
 * its own is reached with those of the domain it belongs to. Undefined: there is no such version.
 */
export const channelKeysOf = (
  content: CardContent,
  aid: AidText,
  version: number,
): ChannelKeys | undefined => {
  for (let at: AidText | undefined = aid; at !== undefined; at = parentOf(content, at)) {
    const domain = content.domains.get(at);
    const versions = domain ? channelVersions(domain.keys, domain.secureChannel) : [];
    if (domain && versions.length > 0) {
      const chosen = version === 0 ? versions[0] : versions.find((one) => one === version);
      const keys = chosen === undefined ? undefined : staticKeys(domain.keys, chosen);
      return chosen !== undefined && keys ? {...domain.secureChannel, version: chosen, keys} : undefined;
    }
  }
  return undefined;
};

/** The versions that a domain's secure channel can use, in the order in which they came. */
export const channelVersions = (keys: readonly DomainKey[], {protocol}: ChannelSettings): number[] => {
  const type = protocol === 'scp02' ? keyTypes.des : keyTypes.aes;
  const versions = [...new Set(keys.map(({version}) => version))];
  return versions.filter((version) =>
    channelKeyIds.every((id) => keyOf(keys, version, id)?.type === type && version < keyVersions.token),
  );
};

const staticKeys = (keys: readonly DomainKey[], version: number): StaticKeys | undefined => {
  const [enc, mac, dek] = channelKeyIds.map((id) => keyOf(keys, version, id)?.value);
  return enc && mac && dek ? {enc, mac, dek} : undefined;
};

export const keyOf = (keys: readonly DomainKey[], version: number, id: number): DomainKey | undefined =>
  keys.find((key) => key.version === version && key.id === id);
