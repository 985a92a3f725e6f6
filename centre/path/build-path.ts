import type {Certificate} from '../x509/certificate.ts';
import {lacksParameters} from '../x509/inherited-parameters.ts';
import type {CertificatePool} from './certificate-pool.ts';
import type {Effort} from './effort.ts';
import type {PathRefusal} from './reason.ts';
import type {SignatureChecks} from './signature-checks.ts';

/** A path from what the anchor issued to the certificate in question. */
export interface CandidatePath {
  readonly anchor: Certificate;
  readonly certificates: readonly Certificate[];
}

export interface PathSearch {
  readonly anchors: CertificatePool;
  readonly untrusted: CertificatePool;
  readonly signatures: SignatureChecks;
  /** Of all searches of one question. */
  readonly effort: Effort;
  /** ms since 1970; only to try likely certificates first. */
  readonly at: number;
}

/** Certificates of one path; real ones have two to five. */
const mostCertificates = 24;

/**
 * Paths by name and signature from a certificate up to an anchor, the likely ones first, one at a time and in
 * bounded number. Returns why there are no more; certificates of loops are not entered twice.
 */
export function* candidatePaths(
  target: Certificate,
  search: PathSearch,
): Generator<CandidatePath, PathRefusal | undefined> {
  let refusal: PathRefusal | undefined;
  // Certificates from the target upwards, each with those still to be tried as its issuer.
  const trail: {certificate: Certificate; issuers: Iterator<readonly [Certificate, boolean]>}[] = [];
  const enter = (certificate: Certificate): void => {
    trail.push({certificate, issuers: issuersOf(certificate, search)});
  };
  enter(target);
  for (let top = trail.at(-1); top; top = trail.at(-1)) {
    const next = top.issuers.next();
    if (next.done) {
      if (search.effort.endedEarly) {
        return {reason: 'path-search-limit'};
      }
      refusal ??= {reason: 'issuer-unknown', detail: top.certificate.issuer.text};
      trail.pop();
      continue;
    }
    if (!search.effort.spend('steps') || search.effort.isExhausted('signatures')) {
      return {reason: 'path-search-limit'};
    }
    const [issuer, isAnchor] = next.value;
    const finding = lacksParameters(issuer.publicKey)
      ? undefined
      : search.signatures.check(top.certificate, issuer);
    if (finding) {
      refusal =
        refusal?.reason === 'issuer-unknown' || !refusal
          ? {reason: finding, detail: top.certificate.subject.text}
          : refusal;
    } else if (isAnchor) {
      yield {anchor: issuer, certificates: trail.map(({certificate}) => certificate).reverse()};
    } else if (
      trail.length < mostCertificates &&
      !trail.some(({certificate}) => isSameEntity(certificate, issuer))
    ) {
      enter(issuer);
    }
  }
  return refusal;
}

function* issuersOf(
  certificate: Certificate,
  {anchors, untrusted, at, effort}: PathSearch,
): Generator<readonly [Certificate, boolean]> {
  for (const anchor of anchors.issuersOf(certificate, at, effort)) {
    yield [anchor, true];
  }
  for (const issuer of untrusted.issuersOf(certificate, at, effort)) {
    yield [issuer, false];
  }
}

/** One name with one key: a path that comes back to it has gone in a circle. */
const isSameEntity = (a: Certificate, b: Certificate): boolean =>
  a === b || (Buffer.compare(a.publicKey.der, b.publicKey.der) === 0 && a.subject.key === b.subject.key);
