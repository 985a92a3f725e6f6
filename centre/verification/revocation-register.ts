import type {Clock} from '../../protocol/index.ts';
import type {RevocationSource} from './revocation.ts';

export interface RevokedCertificate {
  /** Upper-case hex. A test centre's serial numbers are 62 random bits: both its authorities share one register. */
  readonly serialNumber: string;
  readonly since: Date;
  /** A reason of RFC 5280 clause 5.3.1; `certificateHold` is a hold. */
  readonly reason: string;
}

/** What the centre itself knows, at once and without a list's delay: what it did not revoke is good (Bench-defined, D97). */
export interface RevocationRegister extends RevocationSource {
  revoke(certificate: RevokedCertificate): void;
}

/** An empty register. A revocation counts from its own time on. */
export const revocationRegister = (clock: Pick<Clock, 'wall'>): RevocationRegister => {
  const revoked = new Map<string, RevokedCertificate>();
  return {
    revoke: (certificate) => void revoked.set(certificate.serialNumber, certificate),
    async status({serialNumber, at}) {
      const source = 'register of the test centre';
      const asOf = clock.wall();
      const found = revoked.get(serialNumber);
      return found && found.since <= at
        ? {status: 'revoked', source, asOf, since: found.since, reason: found.reason}
        : {status: 'good', source, asOf};
    },
  };
};
