import {
  contextPrimitiveTag,
  contextTag,
  DerCursor,
  type DerElement,
  DerError,
  derOf,
  explicit,
  tags,
  wholeElement,
} from '../asn1/der-reader.ts';
import {timeOf} from '../asn1/der-time.ts';
import {booleanOf, countOf, namedBits, signatureBits, unsignedBytes} from '../asn1/der-values.ts';
import {algorithmIdentifier, type Signed} from './certificate.ts';
import {type DistributionPointName, distributionPointName} from './distribution-point.ts';
import {authorityKeyIdentifier} from './extension-values.ts';
import {type RawExtension, rawExtensions} from './extensions.ts';
import {DistinguishedNameView} from './name.ts';

/** IssuingDistributionPoint, RFC 5280 clause 5.2.5. */
export interface IssuingDistributionPoint {
  readonly name?: DistributionPointName;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly onlySomeReasons?: number;
  readonly indirect: boolean;
  readonly der: Uint8Array;
}

/** A CRL, RFC 5280 clause 5.1, its entries unread. Times are ms since 1970. */
export interface RevocationList extends Signed {
  readonly der: Uint8Array;
  readonly version: 1 | 2;
  readonly issuer: DistinguishedNameView;
  readonly thisUpdate: number;
  readonly nextUpdate?: number;
  /** The two as they are written. */
  readonly times: readonly DerElement[];
  readonly entries?: DerElement;
  readonly issuingDistributionPoint?: IssuingDistributionPoint;
  readonly number?: bigint;
  /** BaseCRLNumber of a delta CRL. */
  readonly deltaBase?: bigint;
  readonly authorityKeyIdentifier?: string;
  /** Types of critical extensions that are not understood: such a CRL tells nothing. */
  readonly unknownCritical: readonly string[];
}

/** Exactly one CRL in DER. @throws DerError with the offset */
export const revocationListOf = (bytes: Uint8Array): RevocationList => {
  const whole = new DerCursor(wholeElement(bytes, tags.sequence, 'a CRL'));
  const tbs = whole.next(tags.sequence, 'what is signed');
  const outerAlgorithm = algorithmIdentifier(whole.next(tags.sequence, 'a signature algorithm'));
  const signature = signatureBits(whole.next(tags.bitString, 'a signature'));
  whole.finish('a CRL');
  const cursor = new DerCursor(tbs);
  const version = cursor.optional(tags.integer);
  if (version && countOf(version) !== 1) {
    throw new DerError(version.start, 'version 2');
  }
  const algorithm = algorithmIdentifier(cursor.next(tags.sequence, 'a signature algorithm'));
  const issuer = new DistinguishedNameView(cursor.next(tags.sequence, 'the name of the issuer'));
  const thisAt = cursor.any('thisUpdate');
  const next = cursor.optional(tags.utcTime) ?? cursor.optional(tags.generalizedTime);
  const entries = cursor.optional(tags.sequence);
  const holder = cursor.optional(contextTag(0));
  cursor.finish('what is signed');
  if (holder && !version) {
    throw new DerError(holder.start, 'version 2 for extensions');
  }
  return {
    der: bytes,
    version: version ? 2 : 1,
    toBeSigned: derOf(tbs),
    algorithm,
    outerAlgorithm,
    signature,
    issuer,
    thisUpdate: timeOf(thisAt),
    times: next ? [thisAt, next] : [thisAt],
    ...(next ? {nextUpdate: timeOf(next)} : {}),
    ...(entries ? {entries} : {}),
    ...listExtensions(holder ? rawExtensions(explicit(holder, tags.sequence, 'extensions')) : []),
  };
};

type ListExtensions = Pick<
  RevocationList,
  'issuingDistributionPoint' | 'number' | 'deltaBase' | 'authorityKeyIdentifier' | 'unknownCritical'
>;

const listExtensions = (extensions: readonly RawExtension[]): ListExtensions => {
  const of = (oid: string, tag: number, name: string): DerElement | undefined => {
    const found = extensions.find((extension) => extension.oid === oid);
    return found && wholeElement(found.value, tag, name);
  };
  const point = of('2.5.29.28', tags.sequence, 'issuingDistributionPoint');
  const number = of('2.5.29.20', tags.integer, 'cRLNumber');
  const base = of('2.5.29.27', tags.integer, 'deltaCRLIndicator');
  const key = of('2.5.29.35', tags.sequence, 'authorityKeyIdentifier');
  const keyIdentifier = key && authorityKeyIdentifier(key);
  const known = ['2.5.29.28', '2.5.29.20', '2.5.29.27', '2.5.29.35'];
  return {
    ...(point ? {issuingDistributionPoint: issuingDistributionPoint(point)} : {}),
    ...(number ? {number: numberOf(number)} : {}),
    ...(base ? {deltaBase: numberOf(base)} : {}),
    ...(keyIdentifier === undefined ? {} : {authorityKeyIdentifier: keyIdentifier}),
    unknownCritical: extensions
      .filter(({oid, critical}) => critical && !known.includes(oid))
      .map(({oid}) => oid),
  };
};

const issuingDistributionPoint = (element: DerElement): IssuingDistributionPoint => {
  const cursor = new DerCursor(element);
  const name = cursor.optional(contextTag(0));
  const flag = (n: number): boolean => {
    const found = cursor.optional(contextPrimitiveTag(n));
    return found ? booleanOf(found) : false;
  };
  const onlyUserCertificates = flag(1);
  const onlyAuthorityCertificates = flag(2);
  const reasons = cursor.optional(contextPrimitiveTag(3));
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  cursor.finish('issuingDistributionPoint');
  return {
    ...(name ? {name: distributionPointName(name)} : {}),
    ...(reasons ? {onlySomeReasons: namedBits(reasons)} : {}),
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlyAttributeCertificates,
    indirect,
    der: derOf(element),
  };
};

const numberOf = (element: DerElement): bigint =>
  BigInt(`0x${Buffer.from(unsignedBytes(element)).toString('hex')}`);
