import type {SecureChannelProtocol} from '../../protocol/globalplatform/index.ts';
import type {AreaName} from '../../protocol/index.ts';

/** An AID as upper-case hex: what registry entries are found by. */
export type AidText = string;

/** One key of a security domain. */
export interface DomainKey {
  readonly version: number;
  readonly id: number;
  /** GlobalPlatform Card Specification 2.3.1, table 11-16: 80 triple DES, 88 AES, A1 RSA, B0 EC. */
  readonly type: number;
  /** The key; of a public key SubjectPublicKeyInfo, DER. */
  readonly value: Uint8Array;
}

/** Which secure channel a domain speaks: the protocol and its options i. */
export interface ChannelSettings {
  readonly protocol: SecureChannelProtocol;
  readonly i: number;
}

/** What a security domain keeps. */
export interface SecurityDomain {
  readonly keys: readonly DomainKey[];
  readonly secureChannel: ChannelSettings;
  /** Sessions so far: two bytes for protocol 02, three for 03. */
  readonly sequenceCounter: number;
  /** Failed authentications that are left before there is none any more. */
  readonly triesLeft: number;
  /** What may be put below the domain, in bytes; undefined: what its own domain has left. */
  readonly quota?: number;
  /** How many applications may be below the domain. */
  readonly instanceLimit?: number;
  /** The area of the card that the domain stands for. */
  readonly area?: AreaName;
  /** Data objects that STORE DATA wrote, value by tag. */
  readonly dataObjects: ReadonlyMap<number, Uint8Array>;
}

/** An executable load file in the registry. What it holds is not run, so its hash stands for it. */
export interface LoadFile {
  readonly modules: readonly AidText[];
  /** Packages it needs besides the platform's own. */
  readonly imports: readonly AidText[];
  /** Of the package. */
  readonly version: readonly [major: number, minor: number];
  /** Bytes of the load file data block. */
  readonly size: number;
  /** SHA-256 of the load file data block. */
  readonly hash: Uint8Array;
  /** The security domain it belongs to. */
  readonly domain: AidText;
}

/** An installed application, or a security domain other than the issuer's. Its data are among the card's applications. */
export interface Instance {
  readonly loadFile: AidText;
  readonly module: AidText;
  /** Three bytes. */
  readonly privileges: number;
  /** GlobalPlatform Card Specification 2.3.1, tables 11-4 and 11-5. */
  readonly lifeCycle: number;
  /** The security domain it belongs to. */
  readonly domain: AidText;
  /** What the application itself was installed with. */
  readonly parameters: Uint8Array;
  /** Bytes set aside for its data, which may not take more. */
  readonly reserved?: number;
}

/** What the card manager keeps: the registry, its keys and counters. */
export interface CardContent {
  /** GlobalPlatform Card Specification 2.3.1, table 11-6: 01, 07, 0F, 7F or FF. */
  readonly lifeCycle: number;
  /** Card production life cycle data: 42 bytes. */
  readonly productionLifeCycle: Uint8Array;
  /** What keys are diversified by: 10 bytes. */
  readonly diversificationData: Uint8Array;
  /** Receipts so far. */
  readonly confirmationCounter: number;
  readonly loadFiles: ReadonlyMap<AidText, LoadFile>;
  readonly instances: ReadonlyMap<AidText, Instance>;
  /** The issuer security domain and all others. */
  readonly domains: ReadonlyMap<AidText, SecurityDomain>;
}

/** Failed authentications in a row after which a domain takes no other. Bench-defined, D171. */
export const authenticationTries = 10;
