import {
  contentOf,
  contextPrimitiveTag,
  contextTag,
  DerCursor,
  type DerElement,
  DerError,
  derOf,
  elementsOf,
  expectTag,
  tags,
} from '../asn1/der-reader.ts';
import {timeOf} from '../asn1/der-time.ts';
import {oidOf} from '../asn1/der-values.ts';
import {algorithmIdentifier} from '../x509/certificate.ts';
import {attributeTypes} from './object-identifiers.ts';

/** Attribute, RFC 5652 clause 5.3. */
export interface Attribute {
  readonly type: string;
  readonly values: readonly DerElement[];
}

/** What the understood signed attributes say; each is absent where the attribute is. Times are ms since 1970. */
export interface AttributeValues {
  readonly contentType?: string;
  readonly messageDigest?: Uint8Array;
  readonly signingTime?: number;
  /** The first ESSCertIDv2: hash of the signer's certificate. */
  readonly signingCertificate?: {readonly hash: string; readonly digest: Uint8Array};
  /** DER of the content of both AlgorithmIdentifiers. */
  readonly algorithmProtection?: {readonly digest: Uint8Array; readonly signature?: Uint8Array};
}

/** The attributes in a SET, in the order in which they came. @throws DerError */
export const attributesOf = (set: DerElement, most: number): Attribute[] =>
  elementsOf(set, 'an attribute', {most}).map((element) => {
    const cursor = new DerCursor(expectTag(element, tags.sequence, 'an attribute'));
    const type = oidOf(cursor.next(tags.oid, 'the type of an attribute'));
    const values = elementsOf(cursor.next(tags.set, 'the values of an attribute'), 'a value', {most});
    cursor.finish('an attribute');
    return {type, values};
  });

/** Whether the elements of a SET OF stand in the order of DER, X.690 clause 11.6. */
export const isInOrder = (set: DerElement): boolean => {
  const elements = elementsOf(set, 'an attribute').map(derOf);
  return elements.every((one, i) => {
    const before = elements[i - 1];
    return !before || Buffer.compare(before, one) <= 0;
  });
};

/** The values of what is understood. Each of those has one value. @throws DerError */
export const attributeValues = (attributes: readonly Attribute[]): AttributeValues => {
  const only = (type: string): DerElement | undefined => {
    const found = attributes.find((attribute) => attribute.type === type);
    const [value, second] = found?.values ?? [];
    if (second) {
      throw new DerError(second.start, 'one value in the attribute');
    }
    return value;
  };
  const contentType = only(attributeTypes.contentType);
  const messageDigest = only(attributeTypes.messageDigest);
  const signingTime = only(attributeTypes.signingTime);
  const certificate = only(attributeTypes.signingCertificateV2);
  const protection = only(attributeTypes.algorithmProtection);
  return {
    ...(contentType ? {contentType: oidOf(expectTag(contentType, tags.oid, 'a content type'))} : {}),
    ...(messageDigest
      ? {messageDigest: contentOf(expectTag(messageDigest, tags.octetString, 'a message digest'))}
      : {}),
    ...(signingTime ? {signingTime: timeOf(signingTime)} : {}),
    ...(certificate ? {signingCertificate: signingCertificate(certificate)} : {}),
    ...(protection ? {algorithmProtection: algorithmProtection(protection)} : {}),
  };
};

const defaultHash = '2.16.840.1.101.3.4.2.1';

/** SigningCertificateV2, RFC 5035 clause 3: the first certificate is the signer's. */
const signingCertificate = (element: DerElement): {hash: string; digest: Uint8Array} => {
  const cursor = new DerCursor(expectTag(element, tags.sequence, 'SigningCertificateV2'));
  const [first] = elementsOf(cursor.next(tags.sequence, 'certificates'), 'ESSCertIDv2', {most: 100});
  cursor.optional(tags.sequence);
  cursor.finish('SigningCertificateV2');
  if (!first) {
    throw new DerError(element.start, 'ESSCertIDv2');
  }
  const id = new DerCursor(expectTag(first, tags.sequence, 'ESSCertIDv2'));
  const algorithm = id.optional(tags.sequence);
  const digest = contentOf(id.next(tags.octetString, 'the hash of a certificate'));
  id.optional(tags.sequence);
  id.finish('ESSCertIDv2');
  return {hash: algorithm ? algorithmIdentifier(algorithm).oid : defaultHash, digest};
};

/** CMSAlgorithmProtection, RFC 6211 clause 2. */
const algorithmProtection = (element: DerElement): {digest: Uint8Array; signature?: Uint8Array} => {
  const cursor = new DerCursor(expectTag(element, tags.sequence, 'CMSAlgorithmProtection'));
  const digest = contentOf(cursor.next(tags.sequence, 'a digest algorithm'));
  const signature = cursor.optional(contextTag(1));
  const mac = cursor.optional(contextTag(2)) ?? cursor.optional(contextPrimitiveTag(2));
  cursor.finish('CMSAlgorithmProtection');
  if (mac) {
    throw new DerError(mac.start, 'the algorithm of a signature, not of a MAC');
  }
  return {digest, ...(signature ? {signature: contentOf(signature)} : {})};
};
