import {
  contentOf,
  DerCursor,
  type DerElement,
  DerError,
  elementsOf,
  expectTag,
  tags,
  wholeElement,
} from '../asn1/der-reader.ts';
import {booleanOf, countOf, namedBits, oidOf} from '../asn1/der-values.ts';
import {type DistributionPoint, distributionPoints} from './distribution-point.ts';
import {
  authorityKeyIdentifier,
  type BasicConstraints,
  basicConstraints,
  certificatePolicies,
  extendedKeyUsage,
  type NameConstraints,
  nameConstraints,
  type PolicyConstraints,
  type PolicyMapping,
  policyConstraints,
  policyMappings,
  subjectKeyIdentifier,
} from './extension-values.ts';
import {type GeneralName, generalNames} from './general-name.ts';

/** What the extensions of a certificate say, as far as path validation asks. Key usage: bit i for usage i. */
export interface CertificateExtensions {
  basicConstraints?: BasicConstraints;
  keyUsage?: number;
  subjectAltName?: readonly GeneralName[];
  nameConstraints?: NameConstraints;
  certificatePolicies?: readonly string[];
  policyMappings?: readonly PolicyMapping[];
  policyConstraints?: PolicyConstraints;
  inhibitAnyPolicy?: number;
  crlDistributionPoints?: readonly DistributionPoint[];
  extendedKeyUsage?: readonly string[];
  authorityKeyIdentifier?: string | undefined;
  subjectKeyIdentifier?: string;
  /** Types of all that are there, and of those that are critical. */
  readonly types: string[];
  readonly critical: string[];
  /** Types of critical extensions that are none of the above. */
  readonly unknownCritical: string[];
}

/** An extension as it stands: type, whether it is critical, and the DER inside its OCTET STRING. */
export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

const {sequence, integer, bitString, octetString} = tags;

type Put = (into: CertificateExtensions, element: DerElement) => void;

/** Every extension that is understood: its tag, and where its value goes. RFC 5280 clause 4.2.1. */
const understood: Readonly<Record<string, readonly [name: string, tag: number, put: Put]>> = {
  '2.5.29.14': [
    'subjectKeyIdentifier',
    octetString,
    (to, e) => (to.subjectKeyIdentifier = subjectKeyIdentifier(e)),
  ],
  '2.5.29.15': ['keyUsage', bitString, (to, e) => (to.keyUsage = namedBits(e))],
  '2.5.29.17': ['subjectAltName', sequence, (to, e) => (to.subjectAltName = generalNames(e))],
  '2.5.29.19': ['basicConstraints', sequence, (to, e) => (to.basicConstraints = basicConstraints(e))],
  '2.5.29.30': ['nameConstraints', sequence, (to, e) => (to.nameConstraints = nameConstraints(e))],
  '2.5.29.31': [
    'cRLDistributionPoints',
    sequence,
    (to, e) => (to.crlDistributionPoints = distributionPoints(e)),
  ],
  '2.5.29.32': [
    'certificatePolicies',
    sequence,
    (to, e) => (to.certificatePolicies = certificatePolicies(e)),
  ],
  '2.5.29.33': ['policyMappings', sequence, (to, e) => (to.policyMappings = policyMappings(e))],
  '2.5.29.35': [
    'authorityKeyIdentifier',
    sequence,
    (to, e) => (to.authorityKeyIdentifier = authorityKeyIdentifier(e)),
  ],
  '2.5.29.36': ['policyConstraints', sequence, (to, e) => (to.policyConstraints = policyConstraints(e))],
  '2.5.29.37': ['extKeyUsage', sequence, (to, e) => (to.extendedKeyUsage = extendedKeyUsage(e))],
  '2.5.29.54': ['inhibitAnyPolicy', integer, (to, e) => (to.inhibitAnyPolicy = countOf(e))],
};

export const noExtensions = (): CertificateExtensions => ({types: [], critical: [], unknownCritical: []});

/** The extensions of a certificate from the SEQUENCE of them. @throws DerError */
export const certificateExtensions = (element: DerElement): CertificateExtensions => {
  const found = noExtensions();
  for (const {oid, critical, value} of rawExtensions(element)) {
    found.types.push(oid);
    if (critical) {
      found.critical.push(oid);
    }
    const [name, tag, put] = understood[oid] ?? [];
    if (name !== undefined && tag !== undefined && put) {
      put(found, wholeElement(value, tag, name));
    } else if (critical) {
      found.unknownCritical.push(oid);
    }
  }
  return found;
};

/** Extensions of a certificate, a CRL or a CRL entry; each type once, RFC 5280 clause 4.2. @throws DerError */
export const rawExtensions = (element: DerElement): RawExtension[] => {
  const seen = new Set<string>();
  return elementsOf(expectTag(element, sequence, 'extensions'), 'an extension', {most: 200}).map((one) => {
    const cursor = new DerCursor(expectTag(one, sequence, 'an extension'));
    const oid = oidOf(cursor.next(tags.oid, 'the type of an extension'));
    const critical = cursor.optional(tags.boolean);
    const value = contentOf(cursor.next(octetString, 'the value of an extension'));
    cursor.finish('an extension');
    if (seen.has(oid)) {
      throw new DerError(one.start, 'each extension once');
    }
    seen.add(oid);
    return {oid, critical: critical ? booleanOf(critical) : false, value};
  });
};
