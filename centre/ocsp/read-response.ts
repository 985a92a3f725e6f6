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
  explicit,
  tags,
  wholeElement,
} from '../asn1/der-reader.ts';
import {timeOf} from '../asn1/der-time.ts';
import {countOf, enumeratedOf, octetsOfBits, oidOf} from '../asn1/der-values.ts';
import {type RevocationReason, revocationReasonOf} from '../status/revocation-reason.ts';
import {algorithmIdentifier, type Signed} from '../x509/certificate.ts';
import {type RawExtension, rawExtensions} from '../x509/extensions.ts';
import {DistinguishedNameView} from '../x509/name.ts';
import {type CertificateId, readCertificateId} from './certificate-id.ts';
import {nonceOf, nonceOid} from './nonce.ts';
import {basicResponseOid, type ResponseStatus, responseStatuses} from './response.ts';

export interface ReadAnswer {
  readonly id: CertificateId | undefined;
  readonly status:
    | {readonly kind: 'good' | 'unknown'}
    | {readonly kind: 'revoked'; readonly since: Date; readonly reason: RevocationReason};
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

/** How the responder names itself, as it was read. */
export type ReadResponderId = {readonly name: DistinguishedNameView} | {readonly keyHash: Uint8Array};

/** A BasicOCSPResponse that has been read. Nothing says yet that it is genuine or fresh. */
export interface BasicResponse extends Signed {
  readonly responder: ReadResponderId;
  readonly producedAt: Date;
  readonly answers: readonly ReadAnswer[];
  readonly nonce?: Uint8Array;
  readonly certificates: readonly Uint8Array[];
  readonly unknownCritical: readonly string[];
}

export type ReadResponse =
  | {readonly status: Exclude<ResponseStatus, 'successful'>}
  | {readonly status: 'successful'; readonly basic: BasicResponse};

/** A hundred answers and a few certificates fit. Bench-defined, C46. */
const limits = {bytes: 262_144, answers: 1_000, certificates: 8} as const;

/**
 * A response from bytes of any origin.
 * @throws DerError where it is none, or beyond the limits.
 */
export const readResponse = (bytes: Uint8Array): ReadResponse => {
  if (bytes.length > limits.bytes) {
    throw new DerError(0, `a response of at most ${limits.bytes} bytes`);
  }
  const whole = new DerCursor(wholeElement(bytes, tags.sequence, 'OCSPResponse'));
  const code = enumeratedOf(whole.next(tags.enumerated, 'responseStatus'));
  const status = (Object.keys(responseStatuses) as ResponseStatus[]).find(
    (name) => responseStatuses[name] === code,
  );
  const holder = whole.optional(contextTag(0));
  whole.finish('OCSPResponse');
  if (status === undefined || (status === 'successful') !== (holder !== undefined)) {
    throw new DerError(0, 'a status, with an answer where it is successful');
  }
  if (status !== 'successful' || !holder) {
    return {status: status as Exclude<ResponseStatus, 'successful'>};
  }
  const typed = new DerCursor(explicit(holder, tags.sequence, 'ResponseBytes'));
  const type = typed.next(tags.oid, 'responseType');
  if (oidOf(type) !== basicResponseOid) {
    throw new DerError(type.start, 'a basic response');
  }
  const inside = contentOf(typed.next(tags.octetString, 'response'));
  typed.finish('ResponseBytes');
  return {status, basic: basicResponse(wholeElement(inside, tags.sequence, 'BasicOCSPResponse'))};
};

const basicResponse = (element: DerElement): BasicResponse => {
  const whole = new DerCursor(element);
  const data = whole.next(tags.sequence, 'ResponseData');
  const algorithm = algorithmIdentifier(whole.next(tags.sequence, 'a signature algorithm'));
  const signature = octetsOfBits(whole.next(tags.bitString, 'a signature'));
  const certificates = whole.optional(contextTag(0));
  whole.finish('BasicOCSPResponse');
  const body = new DerCursor(data);
  const version = body.optional(contextTag(0));
  if (version && countOf(explicit(version, tags.integer, 'a version')) !== 0) {
    throw new DerError(version.start, 'version 1');
  }
  const responder = responderOf(body.any('responderID'));
  const producedAt = dateOf(body.next(tags.generalizedTime, 'producedAt'));
  const list = body.next(tags.sequence, 'responses');
  const unknown = new Set<string>();
  const answers = elementsOf(list, 'responses', {most: limits.answers, least: 0}).map((one) =>
    answerOf(one, unknown),
  );
  const extensions = extensionsIn(body.optional(contextTag(1)), unknown);
  body.finish('ResponseData');
  const nonce = nonceOf(extensions);
  return {
    toBeSigned: derOf(data),
    algorithm,
    // Nothing inside repeats the algorithm.
    outerAlgorithm: algorithm,
    signature,
    responder,
    producedAt,
    answers,
    ...(nonce ? {nonce} : {}),
    certificates: certificates ? certificatesIn(explicit(certificates, tags.sequence, 'certs')) : [],
    unknownCritical: [...unknown],
  };
};

const dateOf = (element: DerElement): Date => new Date(timeOf(element));

const responderOf = (element: DerElement): ReadResponderId => {
  if (element.tag === contextTag(1)) {
    return {name: new DistinguishedNameView(explicit(element, tags.sequence, 'byName'))};
  }
  const key = expectTag(element, contextTag(2), 'responderID');
  return {keyHash: contentOf(explicit(key, tags.octetString, 'byKey'))};
};

const answerOf = (element: DerElement, unknown: Set<string>): ReadAnswer => {
  const one = new DerCursor(expectTag(element, tags.sequence, 'SingleResponse'));
  const id = readCertificateId(one.any('CertID'));
  const status = statusOf(one.any('certStatus'));
  const thisUpdate = dateOf(one.next(tags.generalizedTime, 'thisUpdate'));
  const next = one.optional(contextTag(0));
  const nextUpdate = next && dateOf(explicit(next, tags.generalizedTime, 'nextUpdate'));
  extensionsIn(one.optional(contextTag(1)), unknown);
  one.finish('SingleResponse');
  if (nextUpdate && nextUpdate < thisUpdate) {
    throw new DerError(element.start, 'nextUpdate behind thisUpdate');
  }
  return {id, status, thisUpdate, ...(nextUpdate ? {nextUpdate} : {})};
};

const statusOf = (element: DerElement): ReadAnswer['status'] => {
  const {tag, start, content, end} = element;
  if (tag === contextTag(1)) {
    const inside = new DerCursor(element);
    const since = dateOf(inside.next(tags.generalizedTime, 'revocationTime'));
    const reason = inside.optional(contextTag(0));
    inside.finish('RevokedInfo');
    const code = reason ? enumeratedOf(explicit(reason, tags.enumerated, 'revocationReason')) : 0;
    return {kind: 'revoked', since, reason: revocationReasonOf(code) ?? 'unspecified'};
  }
  const good = tag === contextPrimitiveTag(0);
  if ((!good && tag !== contextPrimitiveTag(2)) || content !== end) {
    throw new DerError(start, 'good, revoked or unknown');
  }
  return {kind: good ? 'good' : 'unknown'};
};

/** Extensions in [1], as both places have them; what is critical and not understood is noted. */
const extensionsIn = (holder: DerElement | undefined, unknown: Set<string>): RawExtension[] => {
  const extensions = holder ? rawExtensions(explicit(holder, tags.sequence, 'extensions')) : [];
  for (const {oid, critical} of extensions) {
    if (critical && oid !== nonceOid) {
      unknown.add(oid);
    }
  }
  return extensions;
};

const certificatesIn = (element: DerElement): Uint8Array[] =>
  elementsOf(element, 'certs', {most: limits.certificates, least: 0}).map((one) =>
    derOf(expectTag(one, tags.sequence, 'a certificate')),
  );
