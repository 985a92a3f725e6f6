import type {RevocationReason} from './revocation-reason.ts';

/** Something the authority did to a certificate. `at` is when it takes effect, which may be later than it was said. */
export interface StatusChange {
  readonly kind: 'revoked' | 'held' | 'released';
  readonly at: Date;
  /** A release is `removeFromCRL`. */
  readonly reason: RevocationReason;
  /** Since when the key or the certificate was no good, where that is known and earlier: invalidityDate. */
  readonly invalidSince?: Date;
}

/** What an authority knows of one certificate. */
export interface StatusRow {
  /** Upper-case hex. A test centre's serial numbers are 62 random bits: all its authorities share one store. */
  readonly serialNumber: string;
  /** Hex of the key identifier of the authority that issued it; absent while only the number is known. */
  readonly authority?: string;
  /** Hex of the DER of its CRL distribution point. */
  readonly distributionPoint?: string;
  readonly notAfter?: Date;
  /** Before this the authority does not know it yet. */
  readonly knownFrom?: Date;
  /** In the order of their effect. */
  readonly changes: readonly StatusChange[];
}

/** Where rows are kept. */
export interface StatusStore {
  get(serialNumber: string): StatusRow | undefined;
  put(row: StatusRow): void;
  /** Rows of one authority that have any change, in one distribution point or in all. */
  changed(authority: string, distributionPoint?: string): Iterable<StatusRow>;
  /** Reads and writes what rests on it with no other process in between. Absent where there is none. */
  together?<T>(work: () => T): T;
}

/** Rows in memory. */
export const statusInMemory = (): StatusStore => {
  const rows = new Map<string, StatusRow>();
  return {
    get: (serialNumber) => rows.get(serialNumber),
    put: (row) => void rows.set(row.serialNumber, row),
    *changed(authority, distributionPoint) {
      for (const row of rows.values()) {
        const wanted = distributionPoint === undefined || row.distributionPoint === distributionPoint;
        if (wanted && row.authority === authority && row.changes.length > 0) {
          yield row;
        }
      }
    },
  };
};
