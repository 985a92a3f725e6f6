import {DerCursor, NotDer, unsignedContent} from '../crl/der-reader.ts';
import {constructed, element, extension, sequence, tags} from '../crl/der-writer.ts';
import {type ReadExtensions, readExtensions, unknownCritical} from '../crl/extensions.ts';
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
      ...(nonce ? [element(constructed(2), sequence(extension(nonceOid, encodeNonce(nonce))))] : []),
    ),
  );

/**
 * A request from bytes of any origin. A signature on it is not looked at: whoever may ask may ask unsigned.
 * @throws NotDer where it is none, or beyond the limits.
 */
export const readRequest = (bytes: Uint8Array): ReadOcspRequest => {
  if (bytes.length > requestLimits.bytes) {
    throw new NotDer(`a request of at most ${requestLimits.bytes} bytes`, 0);
  }
  const file = new DerCursor(bytes);
  const whole = file.into(tags.sequence, 'OCSPRequest');
  file.finish('OCSPRequest');
  const body = whole.into(tags.sequence, 'TBSRequest');
  whole.optional(constructed(0), 'optionalSignature');
  whole.finish('OCSPRequest');
  const version = body.optional(constructed(0), 'version');
  if (version && unsignedContent(body.within(version), 'version')[0] !== 0) {
    throw new NotDer('version 1', version.at);
  }
  body.optional(constructed(1), 'requestorName');
  const ids = readIds(body.into(tags.sequence, 'requestList'));
  const held = body.optional(constructed(2), 'requestExtensions');
  body.finish('TBSRequest');
  const extensions = held ? readExtensions(body.within(held), 'the request') : new Map();
  refuseCritical(extensions);
  const nonce = nonceOf(extensions);
  return {ids, ...(nonce ? {nonce} : {})};
};

const readIds = (list: DerCursor): ReadOcspRequest['ids'] => {
  const ids: {id: CertificateId | undefined; encoded: Uint8Array}[] = [];
  while (!list.done) {
    const one = list.into(tags.sequence, 'Request');
    const from = one.at;
    const id = readCertificateId(one);
    ids.push({id, encoded: one.bytes.subarray(from, one.at)});
    const held = one.optional(constructed(0), 'singleRequestExtensions');
    one.finish('Request');
    refuseCritical(held ? readExtensions(one.within(held), 'a single request') : new Map());
    if (ids.length > requestLimits.certificates) {
      throw new NotDer(`at most ${requestLimits.certificates} certificates`, list.at);
    }
  }
  if (ids.length === 0) {
    throw new NotDer('at least one certificate', list.at);
  }
  return ids;
};

const understood = new Set([nonceOid]);

const refuseCritical = (extensions: ReadExtensions): void => {
  const [first] = unknownCritical(extensions, understood);
  if (first !== undefined) {
    throw new NotDer(`no critical extension such as ${first}`, 0);
  }
};
