import {type Clock, KazasuError} from '../../protocol/index.ts';
import {firstDistributionPoint} from '../crl/partition.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {magnitudeOf} from '../x509/serial-number.ts';
import type {RevocationReason} from './revocation-reason.ts';
import {type StatusChange, type StatusRow, type StatusStore, statusInMemory} from './status-store.ts';

/** The state of a certificate at an instant. `unlisted`: the authority never heard of the number. */
export type CertificateState =
  | {readonly state: 'valid' | 'unknown' | 'unlisted'}
  | {
      readonly state: 'revoked';
      readonly since: Date;
      readonly reason: RevocationReason;
      readonly invalidSince?: Date;
    };

export interface Revocation {
  readonly reason: RevocationReason;
  /** When it takes effect; default: now. */
  readonly since?: Date;
  readonly invalidSince?: Date;
}

/** What an authority would write into a list. */
export interface RevokedEntry {
  readonly serialNumber: string;
  readonly since: Date;
  readonly reason: RevocationReason;
  readonly invalidSince?: Date;
}

/** The states of the certificates of a centre's authorities. */
export interface CertificateStates {
  /** Takes in a certificate; one that is known keeps its state. `knownFrom`: before it, the state is `unknown`. */
  enrol(certificate: Uint8Array, options?: {readonly knownFrom?: Date}): void;
  /** `certificateHold` is a hold, any other reason is final. Saying a thing twice changes nothing. */
  revoke(serialNumber: string, revocation: Revocation): void;
  /** Ends a hold. Anything else is not released: `KZS-CENTRE-RELEASE`. */
  release(serialNumber: string, since?: Date): void;
  stateAt(serialNumber: string, at: Date): CertificateState;
  /** What an authority (hex of its key id) holds revoked at an instant, in one partition or in all. */
  revokedAt(authority: string, at: Date, distributionPoint?: string): RevokedEntry[];
}

/** States by the authority's own clock. */
export const certificateStates = (
  clock: Pick<Clock, 'wall'>,
  store: StatusStore = statusInMemory(),
): CertificateStates => {
  const rowOf = (serialNumber: string): StatusRow => store.get(serialNumber) ?? {serialNumber, changes: []};
  const together = store.together ?? (<T>(work: () => T): T => work());
  const update = (serialNumber: string, change: (row: StatusRow) => StatusRow | undefined): void =>
    together(() => {
      const row = change(rowOf(serialNumber));
      if (row) {
        store.put(row);
      }
    });
  return {
    enrol(certificate, {knownFrom} = {}) {
      const read = knownCertificate(certificate);
      const authority = read.extensions.authorityKeyIdentifier;
      const point = firstDistributionPoint(read);
      update(magnitudeOf(read.serialNumber), (row) => ({
        ...(knownFrom ? {knownFrom} : {}),
        ...row,
        notAfter: new Date(read.notAfter),
        ...(authority === undefined ? {} : {authority}),
        ...(point ? {distributionPoint: Buffer.from(point).toString('hex')} : {}),
      }));
    },
    revoke(serialNumber, {reason, since = clock.wall(), invalidSince}) {
      update(serialNumber, (row) => {
        const kind = reason === 'certificateHold' ? 'held' : 'revoked';
        const before = changeAt(row, since);
        if (before?.kind === 'revoked' || before?.kind === kind) {
          return undefined;
        }
        const change = {kind, at: since, reason, ...(invalidSince ? {invalidSince} : {})} as const;
        return {...row, changes: withChange(row.changes, change)};
      });
    },
    release(serialNumber, since = clock.wall()) {
      update(serialNumber, (row) => {
        const before = changeAt(row, since);
        if (before?.kind !== 'held') {
          throw notHeld(serialNumber, before);
        }
        const change = {kind: 'released', at: since, reason: 'removeFromCRL'} as const;
        return {...row, changes: withChange(row.changes, change)};
      });
    },
    stateAt(serialNumber, at) {
      const row = store.get(serialNumber);
      if (!row) {
        return {state: 'unlisted'};
      }
      const revoked = revokedIn(row, at);
      if (revoked) {
        return {state: 'revoked', ...revoked};
      }
      return {state: row.knownFrom && at < row.knownFrom ? 'unknown' : 'valid'};
    },
    revokedAt(authority, at, distributionPoint) {
      const entries: RevokedEntry[] = [];
      for (const row of store.changed(authority, distributionPoint)) {
        // A store may give more than it was asked for.
        const wanted = distributionPoint === undefined || row.distributionPoint === distributionPoint;
        const over = row.notAfter && row.notAfter < at;
        const found = wanted && !over ? revokedIn(row, at) : undefined;
        if (found) {
          entries.push({serialNumber: row.serialNumber, ...found});
        }
      }
      return entries;
    },
  };
};

const withChange = (changes: readonly StatusChange[], change: StatusChange): StatusChange[] =>
  [...changes, change].sort((a, b) => a.at.getTime() - b.at.getTime());

/** The last change that has taken effect. Nothing changes a final revocation, whatever was noted behind it. */
const changeAt = ({changes}: StatusRow, at: Date): StatusChange | undefined => {
  const effective = changes.filter((change) => change.at <= at);
  return effective.find(({kind}) => kind === 'revoked') ?? effective.at(-1);
};

const revokedIn = (
  row: StatusRow,
  at: Date,
): {since: Date; reason: RevocationReason; invalidSince?: Date} | undefined => {
  const change = changeAt(row, at);
  if (!change || change.kind === 'released') {
    return undefined;
  }
  const {at: since, reason, invalidSince} = change;
  return {since, reason, ...(invalidSince ? {invalidSince} : {})};
};

const notHeld = (serialNumber: string, before: StatusChange | undefined): KazasuError => {
  const [en, ja] =
    before?.kind === 'revoked' ? ['revoked for good', '失効済み'] : ['not on hold', '一時保留中ではない'];
  return new KazasuError('KZS-CENTRE-RELEASE', {
    en: `only a certificate on hold is released, but ${serialNumber} is ${en}`,
    ja: `解除できるのは一時保留中の証明書だけですが、${serialNumber} は${ja}状態です`,
  });
};
