import {createHash} from 'node:crypto';
import type {CertificateParts} from '../crl/certificate-parts.ts';
import {type DerCursor, NotDer, serialNumberOf} from '../crl/der-reader.ts';
import {algorithmIdentifier, octets, sequence, tags, unsigned} from '../crl/der-writer.ts';
import {algorithmOf} from '../crl/signature-algorithm.ts';

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
  issuer: Pick<CertificateParts, 'subject' | 'publicKeyBits'>,
  serialNumber: string,
  hash: IdentifierHash,
): CertificateId => ({
  hash,
  issuerName: createHash(hash).update(issuer.subject).digest('hex'),
  issuerKey: createHash(hash).update(issuer.publicKeyBits).digest('hex'),
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
 * @throws NotDer
 */
export const readCertificateId = (cursor: DerCursor): CertificateId | undefined => {
  const inside = cursor.into(tags.sequence, 'CertID');
  const oid = algorithmOf(inside, 'hashAlgorithm');
  const hash = (Object.keys(hashes) as IdentifierHash[]).find((name) => hashes[name].oid === oid);
  const {at} = inside;
  const issuerName = inside.content(inside.take(tags.octetString, 'issuerNameHash'));
  const issuerKey = inside.content(inside.take(tags.octetString, 'issuerKeyHash'));
  const serialNumber = serialNumberOf(inside);
  inside.finish('CertID');
  if (hash && (issuerName.length !== hashes[hash].bytes || issuerKey.length !== hashes[hash].bytes)) {
    throw new NotDer(`hashes of ${hashes[hash].bytes} bytes`, at);
  }
  return hash && {hash, issuerName: hex(issuerName), issuerKey: hex(issuerKey), serialNumber};
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
