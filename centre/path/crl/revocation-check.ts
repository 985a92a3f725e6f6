import type {Certificate} from '../../x509/certificate.ts';
import type {DistributionPoint} from '../../x509/distribution-point.ts';
import type {RevocationList} from '../../x509/revocation-list.ts';
import type {Effort} from '../effort.ts';
import {allReasons, continues, defaultPoint, reasonsCovered} from './crl-scope.ts';
import {type CrlReason, hasReadableEntries, type RevokedEntry, revokedIn} from './revoked-entries.ts';

export interface CrlQuestion {
  readonly crls: CrlSet;
  /** ms since 1970. */
  readonly at: number;
  readonly effort: Effort;
  /** Whether somebody who may sign for this CRL's issuer signed it, clause 6.3.3 (f) and (g). */
  readonly isAuthentic: (crl: RevocationList) => boolean;
}

export type CrlFinding =
  | {readonly status: 'good'}
  | {readonly status: 'revoked'; readonly reason: CrlReason; readonly since: number}
  | {readonly status: 'unknown'; readonly why: string};

/** CRLs by the name of their issuer. */
export class CrlSet {
  readonly #byIssuer = new Map<string, RevocationList[]>();

  constructor(crls: readonly RevocationList[]) {
    for (const crl of crls) {
      const of = this.#byIssuer.get(crl.issuer.key);
      if (of) {
        of.push(crl);
      } else {
        this.#byIssuer.set(crl.issuer.key, [crl]);
      }
    }
  }

  of(issuerKey: string): readonly RevocationList[] {
    return this.#byIssuer.get(issuerKey) ?? [];
  }
}

/**
 * What the given CRLs say of a certificate, RFC 5280 clause 6.3.3: good only when CRLs that count cover all reasons.
 */
export const crlFinding = (certificate: Certificate, question: CrlQuestion): CrlFinding => {
  const points = [...(certificate.extensions.crlDistributionPoints ?? []), defaultPoint(certificate)];
  let covered = 0;
  let why = 'no CRL of its issuer';
  for (const point of points) {
    for (const crl of completeLists(certificate, point, question)) {
      if (!question.effort.spend('steps', namesIn(crl, point))) {
        return tooMuch;
      }
      const reasons = reasonsCovered(crl, certificate, point);
      if ((reasons & ~covered) === 0) {
        continue;
      }
      const unusable = unusableBecause(crl, question);
      if (unusable !== undefined) {
        why = unusable;
        continue;
      }
      const entry = effectiveEntry(crl, certificate, question);
      if (entry) {
        return {status: 'revoked', ...entry};
      }
      // A delta CRL that was not looked at may have revoked it.
      if (question.effort.endedEarly) {
        return tooMuch;
      }
      covered |= reasons;
      if (covered === allReasons) {
        return {status: 'good'};
      }
      why = 'no CRL for the reasons that the others leave out';
    }
  }
  return {status: 'unknown', why};
};

const tooMuch: CrlFinding = {status: 'unknown', why: 'more CRLs and distribution points than are looked at'};

/** What it costs to see whether a CRL covers a point. */
const namesIn = ({issuingDistributionPoint}: RevocationList, {name, crlIssuer}: DistributionPoint): number =>
  1 + fullNames(issuingDistributionPoint?.name) + fullNames(name) + (crlIssuer?.length ?? 0);

const fullNames = (name: DistributionPoint['name']): number =>
  name && 'full' in name ? name.full.length : 0;

function* completeLists(
  certificate: Certificate,
  point: DistributionPoint,
  {crls}: CrlQuestion,
): Generator<RevocationList> {
  const issuers = point.crlIssuer
    ? point.crlIssuer.flatMap((name) => (name.form === 'directoryName' ? [name.name.key] : []))
    : [certificate.issuer.key];
  for (const issuer of new Set(issuers)) {
    for (const crl of crls.of(issuer)) {
      if (crl.deltaBase === undefined) {
        yield crl;
      }
    }
  }
}

/** Why a CRL tells nothing; undefined when it does. */
const unusableBecause = (crl: RevocationList, {at, isAuthentic}: CrlQuestion): string | undefined => {
  if (crl.unknownCritical.length > 0) {
    return `a CRL with the unknown critical extension ${crl.unknownCritical[0]}`;
  }
  if (crl.thisUpdate > at) {
    return `a CRL of a later time, ${new Date(crl.thisUpdate).toISOString()}`;
  }
  // Clause 5.1.2.5 wants nextUpdate in every CRL; without it nothing tells whether the CRL still counts (Bench-defined, C25).
  if (crl.nextUpdate === undefined || crl.nextUpdate < Math.floor(at / 1000) * 1000) {
    return 'a CRL that is out of date';
  }
  if (!hasReadableEntries(crl)) {
    return 'a CRL with an entry that cannot be processed';
  }
  return isAuthentic(crl) ? undefined : 'a CRL that no certificate with cRLSign verifies';
};

/** Clause 6.3.3 (h) to (l): the newest delta CRL first, then the complete one; removeFromCRL lifts a hold (Bench-defined, C26). */
const effectiveEntry = (
  complete: RevocationList,
  certificate: Certificate,
  question: CrlQuestion,
): RevokedEntry | undefined => {
  const {issuer, serialNumber} = certificate;
  const listed = revokedIn(complete, serialNumber, issuer);
  const [delta] = question.crls
    .of(complete.issuer.key)
    .filter(
      (crl) =>
        question.effort.spend('steps') &&
        continues(crl, complete) &&
        unusableBecause(crl, question) === undefined,
    )
    .sort((a, b) => Number((b.number ?? 0n) - (a.number ?? 0n)));
  const changed = delta && revokedIn(delta, serialNumber, issuer);
  if (changed?.reason === 'removeFromCRL') {
    return listed && listed.reason !== 'certificateHold' ? listed : undefined;
  }
  return changed ?? listed;
};
