import {extensionOids} from '../asn1/extension.ts';
import {DerCursor, NotDer, serialNumberOf, unsignedContent, wholeBits} from './der-reader.ts';
import {timeOf} from './der-time.ts';
import {constructed, primitive, tags} from './der-writer.ts';
import {type ReadExtensions, readExtensions} from './extensions.ts';
import {algorithmOf} from './signature-algorithm.ts';

/** What a question about revocation needs of a certificate. Names and keys are their DER. */
export interface CertificateParts {
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  /** Upper-case hex. */
  readonly serialNumber: string;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKeyInfo: Uint8Array;
  /** The bits of subjectPublicKey, which key identifiers and CertID hash. */
  readonly publicKeyBits: Uint8Array;
  readonly extensions: ReadExtensions;
}

const mostBytes = 16_384;

/** By the bytes they were read from: an authority is read once and asked about often. */
const partsRead = new WeakMap<Uint8Array, CertificateParts>();

/**
 * A version 3 certificate from bytes of any origin.
 * @throws NotDer when they are not exactly one.
 */
export const certificateParts = (bytes: Uint8Array): CertificateParts => {
  const known = partsRead.get(bytes);
  if (known) {
    return known;
  }
  const parts = read(bytes);
  partsRead.set(bytes, parts);
  return parts;
};

const read = (bytes: Uint8Array): CertificateParts => {
  if (bytes.length > mostBytes) {
    throw new NotDer(`a certificate of at most ${mostBytes} bytes`, 0);
  }
  const file = new DerCursor(bytes);
  const whole = file.into(tags.sequence, 'a certificate');
  file.finish('a certificate');
  const toBeSigned = whole.take(tags.sequence, 'TBSCertificate');
  const algorithm = algorithmOf(whole, 'signatureAlgorithm');
  const signature = wholeBits(whole, 'the signature');
  whole.finish('a certificate');
  const body = whole.within(toBeSigned);
  const version = body.into(constructed(0), 'version 3');
  if (unsignedContent(version, 'version 3')[0] !== 2) {
    throw new NotDer('version 3', version.at);
  }
  const serialNumber = serialNumberOf(body);
  if (algorithmOf(body, 'the algorithm inside') !== algorithm) {
    throw new NotDer('the same algorithm inside and outside', toBeSigned.at);
  }
  const issuer = body.whole(body.take(tags.sequence, 'the issuer'));
  const validity = body.into(tags.sequence, 'the validity');
  const notBefore = timeOf(validity, 'notBefore');
  const notAfter = timeOf(validity, 'notAfter');
  validity.finish('the validity');
  const subject = body.whole(body.take(tags.sequence, 'the subject'));
  const keyInfo = body.take(tags.sequence, 'the public key');
  const inKeyInfo = body.within(keyInfo);
  inKeyInfo.take(tags.sequence, 'the algorithm of the key');
  const publicKeyBits = wholeBits(inKeyInfo, 'the bits of the key');
  inKeyInfo.finish('the public key');
  body.optional(primitive(1), 'issuerUniqueID');
  body.optional(primitive(2), 'subjectUniqueID');
  const held = body.optional(constructed(3), 'extensions');
  body.finish('TBSCertificate');
  return {
    signed: whole.whole(toBeSigned),
    algorithm,
    signature,
    serialNumber,
    issuer,
    subject,
    notBefore,
    notAfter,
    publicKeyInfo: body.whole(keyInfo),
    publicKeyBits,
    extensions: held ? readExtensions(body.within(held), 'the certificate') : new Map(),
  };
};

/** Hex of the authority key identifier; undefined where the certificate has none. */
export const authorityKeyIdOf = (extensions: ReadExtensions): string | undefined => {
  const found = extensions.get(extensionOids.authorityKeyIdentifier);
  if (!found) {
    return undefined;
  }
  const inside = new DerCursor(found.value).into(tags.sequence, 'AuthorityKeyIdentifier');
  const id = inside.optional(primitive(0), 'keyIdentifier');
  return id ? hex(inside.content(id)) : undefined;
};

/** Hex of the directory names in the CRL distribution points. */
export const distributionPointsOf = (extensions: ReadExtensions): string[] => {
  const found = extensions.get(extensionOids.crlDistributionPoints);
  if (!found) {
    return [];
  }
  const names: string[] = [];
  const points = new DerCursor(found.value).into(tags.sequence, 'CRLDistributionPoints');
  while (!points.done) {
    const point = points.into(tags.sequence, 'a distribution point');
    const name = point.optional(constructed(0), 'distributionPoint');
    names.push(...(name ? directoryNamesIn(point.within(name)) : []));
  }
  return names;
};

/** DER of the first distribution point a certificate names: whose list covers it. */
export const partitionOf = (certificate: Uint8Array): Uint8Array | undefined => {
  const [point] = distributionPointsOf(certificateParts(certificate).extensions);
  return point === undefined ? undefined : Buffer.from(point, 'hex');
};

/** Hex of the directory names in a DistributionPointName at the cursor. */
export const directoryNamesIn = (cursor: DerCursor): string[] => {
  const names: string[] = [];
  const full = cursor.optional(constructed(0), 'fullName');
  const inFull = full ? cursor.within(full) : undefined;
  while (inFull && !inFull.done) {
    const name = inFull.any('a general name');
    if (name.tag === constructed(4)) {
      const directory = inFull.within(name);
      names.push(hex(directory.whole(directory.take(tags.sequence, 'a directory name'))));
    }
  }
  return names;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
