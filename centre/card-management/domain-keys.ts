import type {CardKeys, SymmetricKeyType} from '../../protocol/globalplatform/index.ts';

/** Which keys a security domain has, as the key information template says it: GPC 2.3.1 clause 11.3.3.1. [S13] */
export interface KeyFormat {
  readonly type: SymmetricKeyType;
  /** 16; of AES also 24 or 32. */
  readonly bytes: number;
}

/** Static keys of a security domain, one length all three. Never in an answer, a record or an error. */
export interface DomainKeys {
  readonly version: number;
  readonly enc: Uint8Array;
  readonly mac: Uint8Array;
  readonly dek: Uint8Array;
}

/** The keys that a domain is given, in the format of the domain above it. */
export type NewDomainKeys = (format: KeyFormat) => DomainKeys;

/** The keys that a domain may have whose keys are of this format; its cryptogram proves which it has. */
export type KnownDomainKeys = (format: KeyFormat) => readonly CardKeys[];
