import {DerError} from '../asn1/der-reader.ts';
import {allReasons, defaultPoint, reasonsCovered} from '../path/crl/crl-scope.ts';
import {freshness, type Tolerance} from '../status/freshness.ts';
import {good, revoked, type StatusAnswer, unusable} from '../status/status-answer.ts';
import {signatureObjection} from '../status/status-signature.ts';
import type {Certificate} from '../x509/certificate.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {sameName} from '../x509/name.ts';
import type {RevocationList} from '../x509/revocation-list.ts';
import {magnitudeOf} from '../x509/serial-number.ts';
import {type CertificateList, readCertificateList} from './read-certificate-list.ts';

/** A certificate, and the authority that issued it, both DER. That it did is somebody else's to check. */
export interface StatusQuestion {
  readonly certificate: Uint8Array;
  readonly issuer: Uint8Array;
  readonly at: Date;
}

/** What a CRL, from anywhere, says about a certificate. Never throws on what it contains. */
export const checkList = (
  question: StatusQuestion,
  bytes: Uint8Array,
  tolerance: Tolerance,
): StatusAnswer => {
  try {
    const issuer = knownCertificate(question.issuer);
    const list = genuineList(bytes, issuer);
    return 'outcome' in list
      ? list
      : judged(list, knownCertificate(question.certificate), question.at, tolerance);
  } catch (error) {
    if (error instanceof DerError) {
      return unusable('crl', 'malformed', {expected: error.expected});
    }
    throw error;
  }
};

/** Lists that have been verified, by their bytes: a day's list is read once and asked about often. */
const listsRead = new WeakMap<Uint8Array, {readonly issuer: Certificate; readonly list: CertificateList}>();

const genuineList = (bytes: Uint8Array, issuer: Certificate): CertificateList | StatusAnswer => {
  const known = listsRead.get(bytes);
  if (known && known.issuer === issuer) {
    return known.list;
  }
  const read = readCertificateList(bytes);
  if (!sameName(read.list.issuer, issuer.subject)) {
    return unusable('crl', 'wrong-issuer');
  }
  const objection = signatureObjection(read.list, issuer);
  if (objection) {
    return unusable('crl', objection.reason, objection.evidence);
  }
  listsRead.set(bytes, {issuer, list: read});
  return read;
};

const judged = (
  read: CertificateList,
  certificate: Certificate,
  at: Date,
  tolerance: Tolerance,
): StatusAnswer => {
  const {list, unknownCritical} = read;
  const thisUpdate = new Date(list.thisUpdate);
  const nextUpdate = list.nextUpdate === undefined ? undefined : new Date(list.nextUpdate);
  const evidence = {
    thisUpdate: thisUpdate.toISOString(),
    ...(nextUpdate ? {nextUpdate: nextUpdate.toISOString()} : {}),
    ...(list.number === undefined ? {} : {number: hexOf(list.number)}),
  };
  if (unknownCritical.length > 0) {
    return unusable('crl', 'critical-extension-unknown', {
      ...evidence,
      extensions: unknownCritical.join(' '),
    });
  }
  const keyId = certificate.extensions.authorityKeyIdentifier;
  if (
    keyId !== undefined &&
    list.authorityKeyIdentifier !== undefined &&
    keyId !== list.authorityKeyIdentifier
  ) {
    return unusable('crl', 'wrong-issuer', evidence);
  }
  if (!covers(list, certificate)) {
    return unusable('crl', 'wrong-partition', evidence);
  }
  const times = {thisUpdate, ...(nextUpdate ? {nextUpdate} : {})};
  const fresh = freshness(times, at, tolerance, tolerance.staleWindowMs);
  if (fresh !== 'fresh' || !nextUpdate) {
    return unusable('crl', fresh === 'future' ? 'future' : 'stale', evidence);
  }
  const entry = read.find(magnitudeOf(certificate.serialNumber));
  return entry ? revoked('crl', thisUpdate, entry, evidence) : good('crl', thisUpdate, evidence);
};

const hexOf = (number: bigint): string => {
  const hex = number.toString(16).toUpperCase();
  return hex.padStart(hex.length + (hex.length % 2), '0');
};

/**
 * Whether one list answers for a certificate and all reasons. Lists by another issuer, and lists for some reasons,
 * are for the path validator, which puts several together (Bench-defined, C61).
 */
const covers = (list: RevocationList, certificate: Certificate): boolean => {
  const points = [...(certificate.extensions.crlDistributionPoints ?? []), defaultPoint(certificate)];
  return (
    list.issuingDistributionPoint?.indirect !== true &&
    points.some((point) => reasonsCovered(list, certificate, point) === allReasons)
  );
};
