import {
  contextTag,
  DerCursor,
  type DerElement,
  DerError,
  derOf,
  elementsOf,
  expectTag,
  explicit,
  tags,
  wholeElement,
} from '../asn1/der-reader.ts';
import {countOf} from '../asn1/der-values.ts';
import {element, extension, sequence} from '../asn1/der-writer.ts';
import {type RawExtension, rawExtensions} from '../x509/extensions.ts';
import {type CertificateId, encodeCertificateId, readCertificateId} from './certificate-id.ts';
import {encodeNonce, nonceOf, nonceOid} from './nonce.ts';

/** Questions about some certificates at once, and the nonce that the answer must repeat. */
export interface OcspRequest {
  readonly ids: readonly CertificateId[];
  readonly nonce?: Uint8Array;
}

/** A request as it came: ids whose hash is unknown are answered with their own bytes. */
export interface ReadOcspRequest {
  readonly ids: readonly {readonly id: CertificateId | undefined; readonly encoded: Uint8Array}[];
  readonly nonce?: Uint8Array;
}

/** More than this is not read: a question for one certificate takes some 70 bytes. Bench-defined, C46. */
export const requestLimits = {bytes: 16_384, certificates: 100} as const;

/** OCSPRequest, RFC 6960 clause 4.1.1, unsigned. */
export const encodeRequest = ({ids, nonce}: OcspRequest): Uint8Array =>
  sequence(
    sequence(
      sequence(...ids.map((id) => sequence(encodeCertificateId(id)))),
      ...(nonce ? [element(contextTag(2), sequence(extension(nonceOid, encodeNonce(nonce))))] : []),
    ),
  );

/**
 * A request from bytes of any origin. A signature on it is not looked at: whoever may ask may ask unsigned.
 * @throws DerError where it is none, or beyond the limits.
 */
export const readRequest = (bytes: Uint8Array): ReadOcspRequest => {
  if (bytes.length > requestLimits.bytes) {
    throw new DerError(0, `a request of at most ${requestLimits.bytes} bytes`);
  }
  const whole = new DerCursor(wholeElement(bytes, tags.sequence, 'OCSPRequest'));
  const body = whole.into(tags.sequence, 'TBSRequest');
  // optionalSignature
  whole.optional(contextTag(0));
  whole.finish('OCSPRequest');
  const version = body.optional(contextTag(0));
  if (version && countOf(explicit(version, tags.integer, 'a version')) !== 0) {
    throw new DerError(version.start, 'version 1');
  }
  // requestorName
  body.optional(contextTag(1));
  const ids = readIds(body.next(tags.sequence, 'requestList'));
  const extensions = extensionsIn(body.optional(contextTag(2)));
  body.finish('TBSRequest');
  refuseCritical(extensions);
  const nonce = nonceOf(extensions);
  return {ids, ...(nonce ? {nonce} : {})};
};

const readIds = (list: DerElement): ReadOcspRequest['ids'] =>
  elementsOf(list, 'requestList', {most: requestLimits.certificates}).map((request) => {
    const one = new DerCursor(expectTag(request, tags.sequence, 'Request'));
    const idAt = one.next(tags.sequence, 'CertID');
    const extensions = extensionsIn(one.optional(contextTag(0)));
    one.finish('Request');
    refuseCritical(extensions);
    return {id: readCertificateId(idAt), encoded: derOf(idAt)};
  });

const extensionsIn = (holder: DerElement | undefined): RawExtension[] =>
  holder ? rawExtensions(explicit(holder, tags.sequence, 'extensions')) : [];

const refuseCritical = (extensions: readonly RawExtension[]): void => {
  const first = extensions.find(({oid, critical}) => critical && oid !== nonceOid);
  if (first) {
    throw new DerError(0, `no critical extension such as ${first.oid}`);
  }
};
