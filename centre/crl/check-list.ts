import {freshness, type Tolerance} from '../status/freshness.ts';
import {good, revoked, type StatusAnswer, unusable} from '../status/status-answer.ts';
import {
  authorityKeyIdOf,
  type CertificateParts,
  certificateParts,
  distributionPointsOf,
} from './certificate-parts.ts';
import {NotDer} from './der-reader.ts';
import {type CertificateList, readCertificateList} from './read-certificate-list.ts';
import {verifies} from './signature-algorithm.ts';

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
    const issuer = certificateParts(question.issuer);
    const list = genuineList(bytes, issuer);
    return list
      ? judged(list, certificateParts(question.certificate), question.at, tolerance)
      : forged(bytes, issuer);
  } catch (error) {
    if (error instanceof NotDer) {
      return unusable('crl', 'malformed', {expected: error.message});
    }
    throw error;
  }
};

/** Lists that have been verified, by their bytes: a day's list is read once and asked about often. */
const listsRead = new WeakMap<Uint8Array, {readonly issuer: Uint8Array; readonly list: CertificateList}>();

const genuineList = (bytes: Uint8Array, issuer: CertificateParts): CertificateList | undefined => {
  const known = listsRead.get(bytes);
  if (known && known.issuer === issuer.publicKeyInfo) {
    return known.list;
  }
  const list = readCertificateList(bytes);
  if (refusal(list, issuer)) {
    return undefined;
  }
  listsRead.set(bytes, {issuer: issuer.publicKeyInfo, list});
  return list;
};

const forged = (bytes: Uint8Array, issuer: CertificateParts): StatusAnswer =>
  unusable('crl', refusal(readCertificateList(bytes), issuer) ?? 'bad-signature');

const refusal = (
  list: CertificateList,
  issuer: CertificateParts,
): 'wrong-issuer' | 'bad-signature' | undefined => {
  if (!Buffer.from(list.issuer).equals(issuer.subject)) {
    return 'wrong-issuer';
  }
  return verifies(list.algorithm, list.signed, list.signature, issuer.publicKeyInfo)
    ? undefined
    : 'bad-signature';
};

const judged = (
  list: CertificateList,
  certificate: CertificateParts,
  at: Date,
  tolerance: Tolerance,
): StatusAnswer => {
  const evidence = {
    thisUpdate: list.thisUpdate.toISOString(),
    ...(list.nextUpdate ? {nextUpdate: list.nextUpdate.toISOString()} : {}),
    ...(list.number === undefined ? {} : {number: list.number}),
  };
  if (list.unknownCritical.length > 0) {
    return unusable('crl', 'critical-extension-unknown', {
      ...evidence,
      extensions: list.unknownCritical.join(' '),
    });
  }
  const keyId = authorityKeyIdOf(certificate.extensions);
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
  const fresh = freshness(list, at, tolerance, tolerance.staleWindowMs);
  if (fresh !== 'fresh' || !list.nextUpdate) {
    return unusable('crl', fresh === 'future' ? 'future' : 'stale', evidence);
  }
  const entry = list.find(certificate.serialNumber);
  return entry ? revoked('crl', list.thisUpdate, entry, evidence) : good('crl', list.thisUpdate, evidence);
};

/** RFC 5280 clause 6.3.3 (b)(2): a list without a scope covers all, one with names what names one of them. */
const covers = ({distributionPoint}: CertificateList, {extensions}: CertificateParts): boolean => {
  if (!distributionPoint) {
    return true;
  }
  const {names, beyondScope} = distributionPoint;
  const wanted = distributionPointsOf(extensions);
  return !beyondScope && (names.length === 0 || names.some((name) => wanted.includes(name)));
};
