import type {Certificate} from '../../x509/certificate.ts';
import type {DistributionPoint, DistributionPointName} from '../../x509/distribution-point.ts';
import {type GeneralName, generalNameKey} from '../../x509/general-name.ts';
import {type DistinguishedNameView, relativeNameKey} from '../../x509/name.ts';
import type {RevocationList} from '../../x509/revocation-list.ts';

/** ReasonFlags 1 to 8: every reason but `unspecified` and `removeFromCRL`. */
export const allReasons = 0x1fe;

/** The distribution point that stands for "any CRL the issuer publishes", RFC 5280 clause 6.3.3, last paragraph. */
export const defaultPoint = ({issuer}: Certificate): DistributionPoint => ({
  name: {full: [{form: 'directoryName', name: issuer}]},
});

/**
 * The reasons this CRL covers for a certificate at a distribution point, as flags; 0 when the certificate is out of
 * its scope. RFC 5280 clause 6.3.3 (b) and (d).
 */
export const reasonsCovered = (
  crl: RevocationList,
  certificate: Certificate,
  point: DistributionPoint,
): number => {
  const scope = crl.issuingDistributionPoint;
  const issuers = point.crlIssuer ? directoryNames(point.crlIssuer) : [certificate.issuer];
  if (!issuers.some(({key}) => key === crl.issuer.key)) {
    return 0;
  }
  if (point.crlIssuer && crl.issuer.key !== certificate.issuer.key && !scope?.indirect) {
    return 0;
  }
  const authority = certificate.extensions.basicConstraints?.ca === true;
  if (
    scope &&
    (scope.onlyAttributeCertificates ||
      (scope.onlyUserCertificates && authority) ||
      (scope.onlyAuthorityCertificates && !authority) ||
      (scope.name && !isAtPoint(scope.name, crl, certificate, point)))
  ) {
    return 0;
  }
  return (scope?.onlySomeReasons ?? allReasons) & (point.reasons ?? allReasons) & allReasons;
};

/** Whether a delta CRL continues a complete one, RFC 5280 clause 5.2.4 and 6.3.3 (c). */
export const continues = (delta: RevocationList, complete: RevocationList): boolean =>
  delta.deltaBase !== undefined &&
  complete.number !== undefined &&
  delta.number !== undefined &&
  delta.issuer.key === complete.issuer.key &&
  sameBytes(delta.issuingDistributionPoint?.der, complete.issuingDistributionPoint?.der) &&
  delta.authorityKeyIdentifier === complete.authorityKeyIdentifier &&
  complete.number >= delta.deltaBase &&
  complete.number < delta.number;

/** (b) (2) (i): one of the CRL's names is one of the point's, or of its CRL issuer where the point has no name. */
const isAtPoint = (
  name: DistributionPointName,
  crl: RevocationList,
  certificate: Certificate,
  point: DistributionPoint,
): boolean => {
  const published = new Set(nameKeys(name, crl.issuer));
  const [issuer = certificate.issuer] = point.crlIssuer ? directoryNames(point.crlIssuer) : [];
  const sought = point.name ? nameKeys(point.name, issuer) : (point.crlIssuer ?? []).map(generalNameKey);
  return sought.some((key) => published.has(key));
};

const nameKeys = (name: DistributionPointName, issuer: DistinguishedNameView): string[] =>
  'full' in name
    ? name.full.map(generalNameKey)
    : [`directoryName:${relativeNameKey(issuer, name.relative)}`];

const directoryNames = (names: readonly GeneralName[]): DistinguishedNameView[] =>
  names.flatMap((name) => (name.form === 'directoryName' ? [name.name] : []));

const sameBytes = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a === undefined || b === undefined ? a === b : Buffer.compare(a, b) === 0;
