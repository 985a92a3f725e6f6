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
  wholeElement,
} from '../asn1/der-reader.ts';
import {countOf, integerBytes, oidOf} from '../asn1/der-values.ts';
import {type AlgorithmIdentifier, algorithmIdentifier} from '../x509/certificate.ts';
import {type Attribute, attributesOf} from './attributes.ts';
import {contentTypes} from './object-identifiers.ts';

/** Names the signer's certificate: DER of the issuer's name and hex of the serial number, or hex of the key identifier. */
export type SignerIdentifier =
  | {readonly issuer: DerElement; readonly serialNumber: string}
  | {readonly keyIdentifier: string};

/** SignerInfo, RFC 5652 clause 5.3. */
export interface SignerInfo {
  readonly identifier: SignerIdentifier;
  readonly digestAlgorithm: AlgorithmIdentifier;
  /** `[0]` as it stands; undefined where there are none. */
  readonly signedAttributes?: DerElement;
  readonly attributes: readonly Attribute[];
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly unsignedAttributes: readonly Attribute[];
}

/** SignedData that has been read. Nothing says yet that any of it is genuine. */
export interface ReadSignedData {
  readonly digestAlgorithms: readonly AlgorithmIdentifier[];
  readonly contentType: string;
  /** Absent where the signature is detached. */
  readonly content?: Uint8Array;
  /** DER, in the order in which they came. */
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
  readonly signers: readonly SignerInfo[];
}

/** More than this is not read. Bench-defined, C103. */
export const cmsLimits = {bytes: 1 << 28, certificates: 100, signers: 16, attributes: 64} as const;

/**
 * ContentInfo with SignedData from bytes of any origin. DER only, X.509 certificates and CRLs only (Bench-defined,
 * C103); versions are those of RFC 5652 clause 5.1.
 * @throws DerError with the offset
 */
export const readSignedData = (bytes: Uint8Array): ReadSignedData => {
  if (bytes.length > cmsLimits.bytes) {
    throw new DerError(0, `at most ${cmsLimits.bytes} bytes`);
  }
  const info = new DerCursor(wholeElement(bytes, tags.sequence, 'ContentInfo'));
  const typeAt = info.next(tags.oid, 'a content type');
  if (oidOf(typeAt) !== contentTypes.signedData) {
    throw new DerError(typeAt.start, 'the content type signed-data');
  }
  const holder = info.next(contextTag(0), 'the content');
  info.finish('ContentInfo');
  const inside = new DerCursor(holder);
  const cursor = new DerCursor(inside.next(tags.sequence, 'SignedData'));
  inside.finish('the content');
  const versionAt = cursor.next(tags.integer, 'a version');
  const digestAlgorithms = elementsOf(cursor.next(tags.set, 'digest algorithms'), 'a digest algorithm', {
    most: cmsLimits.signers,
    least: 0,
  }).map((one) => algorithmIdentifier(expectTag(one, tags.sequence, 'a digest algorithm')));
  const encapsulated = encapsulatedContent(cursor.next(tags.sequence, 'the encapsulated content'));
  const certificates = x509Objects(cursor.optional(contextTag(0)), 'an X.509 certificate');
  const crls = x509Objects(cursor.optional(contextTag(1)), 'a CRL');
  const signers = elementsOf(cursor.next(tags.set, 'signers'), 'a signer', {
    most: cmsLimits.signers,
    least: 0,
  }).map(signerInfo);
  cursor.finish('SignedData');
  const plain =
    encapsulated.contentType === contentTypes.data && signers.every(({identifier}) => 'issuer' in identifier);
  if (countOf(versionAt) !== (plain ? 1 : 3)) {
    throw new DerError(versionAt.start, `version ${plain ? 1 : 3}`);
  }
  return {digestAlgorithms, ...encapsulated, certificates, crls, signers};
};

const encapsulatedContent = (element: DerElement): {contentType: string; content?: Uint8Array} => {
  const cursor = new DerCursor(element);
  const contentType = oidOf(cursor.next(tags.oid, 'the type of the content'));
  const holder = cursor.optional(contextTag(0));
  cursor.finish('the encapsulated content');
  if (!holder) {
    return {contentType};
  }
  const content = wholeElement(contentOf(holder), tags.octetString, 'the content as one OCTET STRING');
  return {contentType, content: contentOf(content)};
};

const x509Objects = (holder: DerElement | undefined, what: string): Uint8Array[] =>
  holder
    ? elementsOf(holder, what, {most: cmsLimits.certificates, least: 0}).map((one) =>
        derOf(expectTag(one, tags.sequence, what)),
      )
    : [];

const signerInfo = (element: DerElement): SignerInfo => {
  const cursor = new DerCursor(expectTag(element, tags.sequence, 'a signer'));
  const versionAt = cursor.next(tags.integer, 'a version of the signer');
  const identifier = signerIdentifier(cursor.any('who the signer is'));
  const version = 'issuer' in identifier ? 1 : 3;
  if (countOf(versionAt) !== version) {
    throw new DerError(versionAt.start, `version ${version} of the signer`);
  }
  const digestAlgorithm = algorithmIdentifier(cursor.next(tags.sequence, 'a digest algorithm'));
  const signedAttributes = cursor.optional(contextTag(0));
  const signatureAlgorithm = algorithmIdentifier(cursor.next(tags.sequence, 'a signature algorithm'));
  const signature = contentOf(cursor.next(tags.octetString, 'a signature'));
  const unsignedAttributes = cursor.optional(contextTag(1));
  cursor.finish('a signer');
  return {
    identifier,
    digestAlgorithm,
    ...(signedAttributes ? {signedAttributes} : {}),
    attributes: signedAttributes ? attributesOf(signedAttributes, cmsLimits.attributes) : [],
    signatureAlgorithm,
    signature,
    unsignedAttributes: unsignedAttributes ? attributesOf(unsignedAttributes, cmsLimits.attributes) : [],
  };
};

const signerIdentifier = (element: DerElement): SignerIdentifier => {
  if (element.tag === contextPrimitiveTag(0)) {
    return {keyIdentifier: Buffer.from(contentOf(element)).toString('hex')};
  }
  const cursor = new DerCursor(expectTag(element, tags.sequence, 'an issuer and a serial number'));
  const issuer = cursor.next(tags.sequence, 'the name of the issuer');
  const serialNumber = integerBytes(cursor.next(tags.integer, 'a serial number'));
  cursor.finish('an issuer and a serial number');
  return {issuer, serialNumber: Buffer.from(serialNumber).toString('hex')};
};
