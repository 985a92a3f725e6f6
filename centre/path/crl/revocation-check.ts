import type {Certificate} from '../../x509/certificate.ts';
import type {DistributionPoint} from '../../x509/distribution-point.ts';
import type {RevocationList} from '../../x509/revocation-list.ts';
import type {Effort} from '../effort.ts';
import {allReasons, defaultPoint, reasonsCovered} from './crl-scope.ts';
import {unusableBecause} from './list-in-force.ts';
import {newestFirst} from './newest-list.ts';
import type {CrlReason} from './revoked-entries.ts';

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
  readonly #deltas = new Map<string, readonly RevocationList[]>();

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

  deltasOf(issuerKey: string): readonly RevocationList[] {
    const known = this.#deltas.get(issuerKey);
    const deltas = known ?? this.of(issuerKey).filter((crl) => crl.deltaBase !== undefined);
    this.#deltas.set(issuerKey, deltas);
    return deltas;
  }
}

/**
 * What the given CRLs say of a certificate, RFC 5280 clause 6.3.3: good only when CRLs that count cover all reasons.
 * Of several for the same reasons the newest decides, in whatever order they are given (Bench-defined, C161).
 */
export const crlFinding = (certificate: Certificate, question: CrlQuestion): CrlFinding => {
  const {effort, isAuthentic} = question;
  const points = [...(certificate.extensions.crlDistributionPoints ?? []), defaultPoint(certificate)];
  let covered = 0;
  let why = 'no CRL of its issuer';
  const inForce: RevocationList[] = [];
  for (const crl of completeLists(points, certificate, question)) {
    const unusable = effort.spend('steps') ? unusableBecause(crl, question.at) : undefined;
    if (unusable === undefined) {
      inForce.push(crl);
    } else {
      why = unusable;
    }
  }
  for (const {crl, entry} of newestFirst(inForce, certificate, question)) {
    const reasons = reasonsAt(points, crl, certificate, effort);
    if (effort.endedEarly) {
      return tooMuch;
    }
    if ((reasons & ~covered) === 0) {
      continue;
    }
    if (!isAuthentic(crl)) {
      why = 'a CRL that no certificate with cRLSign verifies';
      continue;
    }
    if (entry) {
      return {status: 'revoked', ...entry};
    }
    // A list or a delta CRL that was not looked at may have revoked it.
    if (effort.endedEarly) {
      return tooMuch;
    }
    covered |= reasons;
    if (covered === allReasons) {
      return {status: 'good'};
    }
    why = 'no CRL for the reasons that the others leave out';
  }
  return effort.endedEarly ? tooMuch : {status: 'unknown', why};
};

const tooMuch: CrlFinding = {status: 'unknown', why: 'more CRLs and distribution points than are looked at'};

/** Complete lists of everybody who may publish for one of the points, each once. */
const completeLists = (
  points: readonly DistributionPoint[],
  certificate: Certificate,
  {crls}: CrlQuestion,
): RevocationList[] => {
  const issuers = points.flatMap(({crlIssuer}) =>
    crlIssuer
      ? crlIssuer.flatMap((name) => (name.form === 'directoryName' ? [name.name.key] : []))
      : [certificate.issuer.key],
  );
  return [...new Set(issuers)].flatMap((key) => crls.of(key)).filter((crl) => crl.deltaBase === undefined);
};

/** The reasons a CRL covers at any of the points; fewer where the work was given up. */
const reasonsAt = (
  points: readonly DistributionPoint[],
  crl: RevocationList,
  certificate: Certificate,
  effort: Effort,
): number => {
  let reasons = 0;
  for (const point of points) {
    if (reasons === allReasons || !effort.spend('steps', namesIn(crl, point))) {
      return reasons;
    }
    reasons |= reasonsCovered(crl, certificate, point);
  }
  return reasons;
};

/** What it costs to see whether a CRL covers a point. */
const namesIn = ({issuingDistributionPoint}: RevocationList, {name, crlIssuer}: DistributionPoint): number =>
  1 + fullNames(issuingDistributionPoint?.name) + fullNames(name) + (crlIssuer?.length ?? 0);

const fullNames = (name: DistributionPoint['name']): number =>
  name && 'full' in name ? name.full.length : 0;
