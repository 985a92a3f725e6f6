import {sha256WithRsa} from '../asn1/certificate.ts';
import {contextPrimitiveTag, contextTag, tags} from '../asn1/der-reader.ts';
import {
  algorithmIdentifier,
  bits,
  element,
  extension,
  generalizedTime,
  objectIdentifier,
  octets,
  sequence,
  small,
} from '../asn1/der-writer.ts';
import {type RevocationReason, revocationReasons} from '../status/revocation-reason.ts';
import {encodeNonce, nonceOid} from './nonce.ts';

/** OCSPResponseStatus, RFC 6960 clause 4.2.1. 4 is not used. */
export const responseStatuses = {
  successful: 0,
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type ResponseStatus = keyof typeof responseStatuses;

/** id-pkix-ocsp-basic. */
export const basicResponseOid = '1.3.6.1.5.5.7.48.1.1';

/** The answer for one certificate. */
export interface SingleAnswer {
  /** DER of its CertID, as it was asked. */
  readonly id: Uint8Array;
  readonly status:
    | {readonly kind: 'good' | 'unknown'}
    | {readonly kind: 'revoked'; readonly since: Date; readonly reason: RevocationReason};
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

/** How the responder names itself: the DER of its name, or the SHA-1 of its key's bits. */
export type ResponderId = {readonly name: Uint8Array} | {readonly keyHash: Uint8Array};

/** What a BasicOCSPResponse says before it is signed. Times count whole seconds. */
export interface ResponseContent {
  readonly responder: ResponderId;
  readonly producedAt: Date;
  readonly answers: readonly SingleAnswer[];
  readonly nonce?: Uint8Array;
  /** DER; for a delegated responder its own certificate. */
  readonly certificates: readonly Uint8Array[];
}

/** A response that says no more than why there is no answer. */
export const errorResponse = (status: Exclude<ResponseStatus, 'successful'>): Uint8Array =>
  sequence(small(responseStatuses[status], tags.enumerated));

/** A successful OCSPResponse, RFC 6960 clause 4.2.1. `sign` makes RSASSA-PKCS1-v1_5 with SHA-256. */
export const encodeResponse = (
  content: ResponseContent,
  sign: (toBeSigned: Uint8Array) => Uint8Array,
): Uint8Array => {
  const toBeSigned = responseData(content);
  const basic = sequence(
    toBeSigned,
    algorithm,
    bits(sign(toBeSigned)),
    ...(content.certificates.length === 0 ? [] : [element(contextTag(0), sequence(...content.certificates))]),
  );
  return sequence(
    small(responseStatuses.successful, tags.enumerated),
    element(contextTag(0), sequence(basicType, octets(basic))),
  );
};

const algorithm = algorithmIdentifier(sha256WithRsa);
const basicType = objectIdentifier(basicResponseOid);

const responseData = ({responder, producedAt, answers, nonce}: ResponseContent): Uint8Array =>
  sequence(
    'name' in responder
      ? element(contextTag(1), responder.name)
      : element(contextTag(2), octets(responder.keyHash)),
    generalizedTime(producedAt),
    sequence(...answers.map(singleResponse)),
    ...(nonce ? [element(contextTag(1), sequence(extension(nonceOid, encodeNonce(nonce))))] : []),
  );

const singleResponse = ({id, status, thisUpdate, nextUpdate}: SingleAnswer): Uint8Array =>
  sequence(
    id,
    certificateStatus(status),
    generalizedTime(thisUpdate),
    ...(nextUpdate ? [element(contextTag(0), generalizedTime(nextUpdate))] : []),
  );

const certificateStatus = (status: SingleAnswer['status']): Uint8Array => {
  if (status.kind !== 'revoked') {
    return element(contextPrimitiveTag(status.kind === 'good' ? 0 : 2));
  }
  const code = revocationReasons[status.reason];
  return element(
    contextTag(1),
    generalizedTime(status.since),
    ...(code === 0 ? [] : [element(contextTag(0), small(code, tags.enumerated))]),
  );
};
