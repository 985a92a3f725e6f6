import type {CertificateKind} from '../authorities/certificate-kind.ts';

/** `replaced`: the holder booked anew before it was used. */
export type PinResetState = 'booked' | 'begun' | 'authorised' | 'completed' | 'replaced';

/** One booking (予約) and what became of it. No secret is in it, and of the person only the opaque id. */
export interface PinResetRow {
  readonly number: string;
  /** The certificate whose secret is to be reset. */
  readonly secret: CertificateKind;
  /** Serial number of the other certificate, by which the holder proved to be the holder. */
  readonly provenBy: string;
  readonly holder: string;
  readonly bookedAt: Date;
  readonly begunAt?: Date;
  readonly state: PinResetState;
}

export interface PinResetStore {
  put(row: PinResetRow): void;
  get(number: string): PinResetRow | undefined;
  all(): readonly PinResetRow[];
}

/** How long a booking is remembered, to be told from an unknown one: twice its day. */
const memoryMs = 48 * 3_600_000;

/** Bookings in this process only. */
export const pinResetsInMemory = (): PinResetStore => {
  const rows = new Map<string, PinResetRow>();
  return {
    put(row) {
      for (const {number, bookedAt} of rows.values()) {
        if (row.bookedAt.getTime() - bookedAt.getTime() > memoryMs) {
          rows.delete(number);
        }
      }
      rows.set(row.number, row);
    },
    get: (number) => rows.get(number),
    all: () => [...rows.values()],
  };
};
