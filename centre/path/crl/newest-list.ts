import type {Certificate} from '../../x509/certificate.ts';
import type {RevocationList} from '../../x509/revocation-list.ts';
import {continues} from './crl-scope.ts';
import {unusableBecause} from './list-in-force.ts';
import type {CrlQuestion} from './revocation-check.ts';
import {type RevokedEntry, revokedIn} from './revoked-entries.ts';

/** A complete list with the newest delta CRL that continues it, and what both say of the certificate. */
interface DatedList {
  readonly crl: RevocationList;
  readonly thisUpdate: number;
  readonly number: bigint;
  readonly entry: RevokedEntry | undefined;
}

/**
 * Complete lists by their age, the newest first, a delta CRL making its list as new as itself: by thisUpdate, then by
 * CRL number, and where both are the same, those first that list the certificate.
 */
export const newestFirst = (
  complete: readonly RevocationList[],
  certificate: Certificate,
  question: CrlQuestion,
): readonly DatedList[] => complete.map((crl) => datedList(crl, certificate, question)).sort(byAge);

const byAge = (a: DatedList, b: DatedList): number =>
  b.thisUpdate - a.thisUpdate ||
  descending(a.number, b.number) ||
  Number(b.entry !== undefined) - Number(a.entry !== undefined);

const descending = (a: bigint, b: bigint): number => (a === b ? 0 : a < b ? 1 : -1);

/** Clause 6.3.3 (h) to (l): the newest delta CRL first, then the complete one; removeFromCRL lifts a hold (Bench-defined, C26). */
const datedList = (crl: RevocationList, certificate: Certificate, question: CrlQuestion): DatedList => {
  const {issuer, serialNumber} = certificate;
  const listed = revokedIn(crl, serialNumber, issuer);
  const delta = newestDelta(crl, question);
  const changed = delta && revokedIn(delta, serialNumber, issuer);
  const stays = listed && listed.reason !== 'certificateHold' ? listed : undefined;
  return {
    crl,
    thisUpdate: Math.max(crl.thisUpdate, delta?.thisUpdate ?? crl.thisUpdate),
    number: delta?.number ?? crl.number ?? -1n,
    entry: changed?.reason === 'removeFromCRL' ? stays : (changed ?? listed),
  };
};

const newestDelta = (
  complete: RevocationList,
  {crls, at, effort, isAuthentic}: CrlQuestion,
): RevocationList | undefined =>
  crls
    .deltasOf(complete.issuer.key)
    .filter(
      (crl) =>
        effort.spend('steps') &&
        continues(crl, complete) &&
        unusableBecause(crl, at) === undefined &&
        isAuthentic(crl),
    )
    .sort((a, b) => descending(a.number ?? -1n, b.number ?? -1n))[0];
