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
import {countOf, integerBytes, octetsOfBits, oidOf, signatureBits} from '../asn1/der-values.ts';
import {type CertificateExtensions, certificateExtensions, noExtensions} from './extensions.ts';
import {DistinguishedNameView} from './name.ts';

/** AlgorithmIdentifier: the type, its parameters where there are any, and the whole DER to compare. */
export interface AlgorithmIdentifier {
  readonly oid: string;
  readonly parameters?: DerElement;
  readonly der: Uint8Array;
}

/** SubjectPublicKeyInfo. */
export interface SubjectPublicKey {
  readonly algorithm: AlgorithmIdentifier;
  readonly der: Uint8Array;
  readonly bits: Uint8Array;
}

/** What a certificate and a CRL have in common: bytes that are signed, and with what. */
export interface Signed {
  readonly toBeSigned: Uint8Array;
  /** The algorithm inside what is signed, and the one beside the signature; they have to be equal. */
  readonly algorithm: AlgorithmIdentifier;
  readonly outerAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

/** An X.509 certificate, RFC 5280 clause 4.1, as views into its DER. Times are ms since 1970. */
export interface Certificate extends Signed {
  readonly der: Uint8Array;
  readonly version: 1 | 2 | 3;
  /** Content of the INTEGER in hex. */
  readonly serialNumber: string;
  readonly issuer: DistinguishedNameView;
  readonly subject: DistinguishedNameView;
  readonly notBefore: number;
  readonly notAfter: number;
  readonly publicKey: SubjectPublicKey;
  readonly extensions: CertificateExtensions;
}

/** No certificate anybody uses is larger; it bounds what hostile ones cost. */
const mostBytes = 1 << 20;

/** RFC 5280 clause 4.1.2.2: at most 20 octets of value; one more for the sign. */
const mostSerialOctets = 20;

/**
 * Exactly one certificate in DER. Zero and negative serial numbers are read, as clause 4.1.2.2 asks of a reader,
 * and so are GeneralizedTime before 2050 and a written DEFAULT (Bench-defined, C20).
 * @throws DerError with the offset
 */
export const certificateOf = (bytes: Uint8Array): Certificate => {
  if (bytes.length > mostBytes) {
    throw new DerError(0, `a certificate of at most ${mostBytes} bytes`);
  }
  const whole = new DerCursor(wholeElement(bytes, tags.sequence, 'a certificate'));
  const tbs = whole.next(tags.sequence, 'what is signed');
  const outerAlgorithm = algorithmIdentifier(whole.next(tags.sequence, 'a signature algorithm'));
  const signature = signatureBits(whole.next(tags.bitString, 'a signature'));
  whole.finish('a certificate');
  const cursor = new DerCursor(tbs);
  const version = versionOf(cursor.optional(contextTag(0)));
  const serialNumber = serialNumberOf(cursor.next(tags.integer, 'a serial number'));
  const algorithm = algorithmIdentifier(cursor.next(tags.sequence, 'a signature algorithm'));
  const issuerAt = cursor.next(tags.sequence, 'the name of the issuer');
  const issuer = new DistinguishedNameView(issuerAt);
  if (issuer.isEmpty) {
    throw new DerError(issuerAt.start, 'a name of the issuer that is not empty');
  }
  const validity = new DerCursor(cursor.next(tags.sequence, 'a validity'));
  const notBefore = timeOf(validity.any('notBefore'));
  const notAfter = timeOf(validity.any('notAfter'));
  validity.finish('a validity');
  const subject = new DistinguishedNameView(cursor.next(tags.sequence, 'the name of the subject'));
  const publicKey = subjectPublicKey(cursor.next(tags.sequence, 'a public key'));
  for (const n of [1, 2]) {
    const identifier = cursor.optional(contextPrimitiveTag(n));
    if (identifier && version === 1) {
      throw new DerError(identifier.start, 'a certificate of version 2 for unique identifiers');
    }
  }
  const extensions = extensionsOf(cursor.optional(contextTag(3)), version);
  cursor.finish('what is signed');
  return {
    der: bytes,
    toBeSigned: derOf(tbs),
    outerAlgorithm,
    signature,
    version,
    serialNumber,
    algorithm,
    issuer,
    notBefore,
    notAfter,
    subject,
    publicKey,
    extensions,
  };
};

/** Whether issuer and subject are the same entity. */
export const isSelfIssued = ({issuer, subject}: Certificate): boolean => issuer.key === subject.key;

/** AlgorithmIdentifier, RFC 5280 clause 4.1.1.2. @throws DerError */
export const algorithmIdentifier = (element: DerElement): AlgorithmIdentifier => {
  const cursor = new DerCursor(element);
  const oid = oidOf(cursor.next(tags.oid, 'an algorithm'));
  const parameters = cursor.done ? undefined : cursor.any('parameters');
  cursor.finish('an algorithm');
  return {oid, der: derOf(element), ...(parameters ? {parameters} : {})};
};

/** Whether an algorithm has no parameters, written as NULL or left out: RFC 4055 clause 2.1 takes both. */
export const isWithoutParameters = ({parameters}: AlgorithmIdentifier): boolean =>
  parameters === undefined || (parameters.tag === tags.null && parameters.content === parameters.end);

const versionOf = (holder: DerElement | undefined): 1 | 2 | 3 => {
  if (!holder) {
    return 1;
  }
  const version = countOf(explicit(holder, tags.integer, 'a version'));
  if (version !== 1 && version !== 2) {
    throw new DerError(holder.start, 'version 2 or 3, since 1 is not written');
  }
  return version === 1 ? 2 : 3;
};

const serialNumberOf = (element: DerElement): string => {
  const content = integerBytes(element);
  if (content.length - (content[0] === 0 ? 1 : 0) > mostSerialOctets) {
    throw new DerError(element.start, `a serial number of at most ${mostSerialOctets} octets`);
  }
  return Buffer.from(content).toString('hex');
};

const subjectPublicKey = (element: DerElement): SubjectPublicKey => {
  const cursor = new DerCursor(element);
  const algorithm = algorithmIdentifier(cursor.next(tags.sequence, 'the algorithm of a key'));
  const bits = octetsOfBits(cursor.next(tags.bitString, 'the bits of a key'));
  cursor.finish('a public key');
  return {algorithm, bits, der: derOf(element)};
};

const extensionsOf = (holder: DerElement | undefined, version: number): CertificateExtensions => {
  if (!holder) {
    return noExtensions();
  }
  if (version !== 3) {
    throw new DerError(holder.start, 'a certificate of version 3 for extensions');
  }
  return certificateExtensions(explicit(holder, tags.sequence, 'extensions'));
};
