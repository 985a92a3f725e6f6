import {createHash} from 'node:crypto';
import {contentOf, DerCursor, type DerElement, DerError, expectTag, tags} from '../asn1/der-reader.ts';
import {unsignedBytes} from '../asn1/der-values.ts';
import {algorithmIdentifier, octets, sequence, unsigned} from '../asn1/der-writer.ts';
import {
  type Certificate,
  isWithoutParameters,
  algorithmIdentifier as readAlgorithm,
} from '../x509/certificate.ts';
import {magnitudeOf} from '../x509/serial-number.ts';

/** Hashes a CertID may use, with their object identifiers and the length of what they make. */
const hashes = {
  sha1: {oid: '1.3.14.3.2.26', bytes: 20},
  sha256: {oid: '2.16.840.1.101.3.4.2.1', bytes: 32},
} as const;

export type IdentifierHash = keyof typeof hashes;

/** CertID, RFC 6960 clause 4.1.1: hashes of the issuer's name and key, and the serial number. */
export interface CertificateId {
  readonly hash: IdentifierHash;
  /** Hex. */
  readonly issuerName: string;
  /** Hex. */
  readonly issuerKey: string;
  /** Upper-case hex. */
  readonly serialNumber: string;
}

export const certificateId = (
  issuer: Pick<Certificate, 'subject' | 'publicKey'>,
  serialNumber: string,
  hash: IdentifierHash,
): CertificateId => ({
  hash,
  issuerName: createHash(hash).update(issuer.subject.der).digest('hex'),
  issuerKey: createHash(hash).update(issuer.publicKey.bits).digest('hex'),
  serialNumber,
});

export const sameCertificateId = (a: CertificateId, b: CertificateId): boolean =>
  a.hash === b.hash &&
  a.issuerName === b.issuerName &&
  a.issuerKey === b.issuerKey &&
  a.serialNumber === b.serialNumber;

export const encodeCertificateId = ({hash, issuerName, issuerKey, serialNumber}: CertificateId): Uint8Array =>
  sequence(
    algorithmIdentifier(hashes[hash].oid),
    octets(Buffer.from(issuerName, 'hex')),
    octets(Buffer.from(issuerKey, 'hex')),
    unsigned(Buffer.from(serialNumber, 'hex')),
  );

/**
 * A CertID; undefined where its hash is one nobody here makes, so that whoever asks gets "unknown".
 * @throws DerError
 */
export const readCertificateId = (element: DerElement): CertificateId | undefined => {
  const inside = new DerCursor(expectTag(element, tags.sequence, 'CertID'));
  const algorithmAt = inside.next(tags.sequence, 'hashAlgorithm');
  const algorithm = readAlgorithm(algorithmAt);
  if (!isWithoutParameters(algorithm)) {
    throw new DerError(algorithmAt.start, 'a hashAlgorithm with NULL parameters');
  }
  const hash = (Object.keys(hashes) as IdentifierHash[]).find((name) => hashes[name].oid === algorithm.oid);
  const issuerName = contentOf(inside.next(tags.octetString, 'issuerNameHash'));
  const issuerKey = contentOf(inside.next(tags.octetString, 'issuerKeyHash'));
  const serialNumber = magnitudeOf(hex(unsignedBytes(inside.next(tags.integer, 'serialNumber'))));
  inside.finish('CertID');
  if (hash && (issuerName.length !== hashes[hash].bytes || issuerKey.length !== hashes[hash].bytes)) {
    throw new DerError(algorithmAt.start, `hashes of ${hashes[hash].bytes} bytes`);
  }
  return hash && {hash, issuerName: hex(issuerName), issuerKey: hex(issuerKey), serialNumber};
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
