import {createHash} from 'node:crypto';
import {
  cardStates,
  diversifiedKeys,
  keyTypes,
  privilegeBits,
  securityDomainStates,
} from '../../protocol/globalplatform/index.ts';
import {type AreaName, areaNames, cardAreas, masterKey, toHex} from '../../protocol/index.ts';
import {
  authenticationTries,
  type CardContent,
  type DomainKey,
  type Instance,
  type SecurityDomain,
} from './content.ts';
import {domainOverhead} from './memory.ts';
import {domainPackage} from './packages.ts';
import {issuerDomain} from './registry.ts';
import {type SecureChannelChoice, secureChannels} from './secure-channels.ts';

/** What a new card's content is made from. */
export interface NewContent {
  readonly cardId: string;
  /** Whether the card has the two areas. */
  readonly areas: boolean;
  /** Default: `scp03`. */
  readonly secureChannel?: SecureChannelChoice;
  /** Bytes of each area. Default: 32 KB. */
  readonly areaBytes?: number;
}

/** No figure for a My Number Card is public. Bench-defined, D173. */
const usualAreaBytes = 32 * 1024;
const issuerBytes = 32 * 1024;
const areaInstanceLimit = 8;

/** The content of a card that has never been managed: its keys, its two areas, nothing in them. */
export const newContent = ({
  cardId,
  areas,
  areaBytes = usualAreaBytes,
  secureChannel = secureChannels.scp03,
}: NewContent): CardContent => {
  const digest = createHash('sha256').update(`content/${cardId}`).digest();
  const diversificationData = Uint8Array.from(digest.subarray(0, 10));
  const present: readonly AreaName[] = areas ? areaNames : [];
  const domain = (whose: 'issuer' | AreaName): SecurityDomain => ({
    keys: keySet(secureChannel, whose, diversificationData),
    secureChannel: {protocol: secureChannel.protocol, i: secureChannel.i},
    sequenceCounter: 0,
    triesLeft: authenticationTries,
    dataObjects: new Map(),
  });
  return {
    lifeCycle: cardStates.secured,
    productionLifeCycle: productionLifeCycle(digest.subarray(10, 14)),
    diversificationData,
    confirmationCounter: 0,
    loadFiles: new Map(),
    instances: new Map(present.map((name) => [toHex(cardAreas[name].aid), areaInstance])),
    domains: new Map([
      [
        issuerDomain,
        {...domain('issuer'), quota: issuerBytes + present.length * (areaBytes + domainOverhead)},
      ],
      ...present.map((area): [string, SecurityDomain] => [
        toHex(cardAreas[area].aid),
        {...domain(area), area, quota: areaBytes, instanceLimit: areaInstanceLimit},
      ]),
    ]),
  };
};

/** An area manages what is in it by itself. */
const areaInstance: Instance = {
  ...domainPackage,
  privileges: privilegeBits.securityDomain | privilegeBits.authorisedManagement,
  lifeCycle: securityDomainStates.personalized,
  domain: issuerDomain,
  parameters: new Uint8Array(0),
};

/** The keys for encryption, MAC and key transport, identifiers 1 to 3. */
const keySet = (
  {protocol, keyVersion, keyBytes, diversification}: SecureChannelChoice,
  whose: 'issuer' | AreaName,
  diversificationData: Uint8Array,
): DomainKey[] => {
  const master = masterKey(whose, keyBytes);
  const {enc, mac, dek} = diversification
    ? diversifiedKeys(diversification, master, diversificationData)
    : {enc: master, mac: master, dek: master};
  const type = protocol === 'scp02' ? keyTypes.des : keyTypes.aes;
  return [enc, mac, dek].map((value, n) => ({version: keyVersion, id: n + 1, type, value}));
};

/** Card production life cycle data, GPC 2.3.1 clause H.6: makers unknown (0000), dates 6091 (1 April, day 091). */
const productionLifeCycle = (serialNumber: Uint8Array): Uint8Array => {
  const data = new Uint8Array(42);
  for (const at of [6, 10, 20, 24, 28, 36]) {
    data.set([0x60, 0x91], at);
  }
  data.set(serialNumber, 12);
  return data;
};
