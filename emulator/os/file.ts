import type {Evidence} from '../evidence.ts';
import type {AccessRule} from './access-rule.ts';

interface Ef {
  /** EF identifier, 0001–001E; its low five bits are the short EF identifier. */
  readonly id: number;
  readonly name: string;
  readonly evidence: Evidence;
  /** What is read from it never stands in a record: the 個人番号, or what gives it away. */
  readonly confidential?: true;
}

/** A transparent EF. `size`: allocated bytes; content shorter than that is padded. */
export interface TransparentEf extends Ef {
  readonly kind: 'transparent';
  readonly read: AccessRule;
  readonly size?: number;
  /** Who may write it; absent: nobody. */
  readonly update?: AccessRule;
  /** EF identifier of the private key whose certificate this is: the two change together. */
  readonly certifies?: number;
}

/** A linear EF of records, numbered from 1. */
export interface RecordEf extends Ef {
  readonly kind: 'records';
  readonly read: AccessRule;
}

/** Reference data (a PIN or password): `minLength` to `maxLength` bytes, blocked after `tries` failures in a row. */
export interface CredentialEf extends Ef {
  readonly kind: 'credential';
  readonly minLength: number;
  readonly maxLength: number;
  readonly tries: number;
  /**
   * The holder neither sets nor changes it: it is derived from what is printed on the card (照合番号A and the like), so
   * it works before delivery too. Absent: the holder's own, set at delivery and of no use before.
   */
  readonly fixed?: true;
}

export interface PrivateKeyEf extends Ef {
  readonly kind: 'private-key';
  readonly use: AccessRule;
  /** EF identifier of a credential that one use of the key ends the verified state of. */
  readonly consumes?: number;
}

export interface PublicKeyEf extends Ef {
  readonly kind: 'public-key';
}

/** An EF that can be selected and never read: what it holds is not known in public. */
export interface InternalEf extends Ef {
  readonly kind: 'internal';
}

export type FileDefinition =
  | TransparentEf
  | RecordEf
  | CredentialEf
  | PrivateKeyEf
  | PublicKeyEf
  | InternalEf;

/** Short EF identifier, ISO/IEC 7816-4 clause 7.3.2: here the low five bits of the EF identifier. */
export const sfiOf = (file: FileDefinition): number => file.id & 0x1f;

/** `000A`. */
export const fileIdText = (id: number): string => id.toString(16).toUpperCase().padStart(4, '0');
