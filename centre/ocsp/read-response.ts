import {
  DerCursor,
  enumerated,
  NotDer,
  objectIdentifierOf,
  unsignedContent,
  wholeBits,
} from '../crl/der-reader.ts';
import {generalizedTimeOf} from '../crl/der-time.ts';
import {constructed, primitive, tags} from '../crl/der-writer.ts';
import {type ReadExtensions, readExtensions, unknownCritical} from '../crl/extensions.ts';
import {algorithmOf} from '../crl/signature-algorithm.ts';
import {type RevocationReason, revocationReasonOf} from '../status/revocation-reason.ts';
import {type CertificateId, readCertificateId} from './certificate-id.ts';
import {nonceOf, nonceOid} from './nonce.ts';
import {basicResponseOid, type ResponderId, type ResponseStatus, responseStatuses} from './response.ts';

export interface ReadAnswer {
  readonly id: CertificateId | undefined;
  readonly status:
    | {readonly kind: 'good' | 'unknown'}
    | {readonly kind: 'revoked'; readonly since: Date; readonly reason: RevocationReason};
  readonly thisUpdate: Date;
  readonly nextUpdate?: Date;
}

/** A BasicOCSPResponse that has been read. Nothing says yet that it is genuine or fresh. */
export interface BasicResponse {
  readonly signed: Uint8Array;
  readonly algorithm: string;
  readonly signature: Uint8Array;
  readonly responder: ResponderId;
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
 * @throws NotDer where it is none, or beyond the limits.
 */
export const readResponse = (bytes: Uint8Array): ReadResponse => {
  if (bytes.length > limits.bytes) {
    throw new NotDer(`a response of at most ${limits.bytes} bytes`, 0);
  }
  const file = new DerCursor(bytes);
  const whole = file.into(tags.sequence, 'OCSPResponse');
  file.finish('OCSPResponse');
  const code = enumerated(whole, 'responseStatus');
  const status = (Object.keys(responseStatuses) as ResponseStatus[]).find(
    (name) => responseStatuses[name] === code,
  );
  const held = whole.optional(constructed(0), 'responseBytes');
  whole.finish('OCSPResponse');
  if (status === undefined || (status === 'successful') !== (held !== undefined)) {
    throw new NotDer('a status, with an answer where it is successful', 0);
  }
  if (status !== 'successful' || !held) {
    return {status: status as Exclude<ResponseStatus, 'successful'>};
  }
  const typed = whole.within(held).into(tags.sequence, 'ResponseBytes');
  if (objectIdentifierOf(typed, 'responseType') !== basicResponseOid) {
    throw new NotDer('a basic response', typed.at);
  }
  const inside = typed.content(typed.take(tags.octetString, 'response'));
  typed.finish('ResponseBytes');
  return {status, basic: readBasic(new DerCursor(inside))};
};

const readBasic = (file: DerCursor): BasicResponse => {
  const whole = file.into(tags.sequence, 'BasicOCSPResponse');
  file.finish('BasicOCSPResponse');
  const data = whole.take(tags.sequence, 'ResponseData');
  const algorithm = algorithmOf(whole, 'signatureAlgorithm');
  const signature = wholeBits(whole, 'the signature');
  const held = whole.optional(constructed(0), 'certs');
  whole.finish('BasicOCSPResponse');
  const body = whole.within(data);
  const version = body.optional(constructed(0), 'version');
  if (version && unsignedContent(body.within(version), 'version')[0] !== 0) {
    throw new NotDer('version 1', version.at);
  }
  const responder = responderOf(body);
  const producedAt = generalizedTimeOf(body, 'producedAt');
  const unknown = new Set<string>();
  const answers = answersOf(body.into(tags.sequence, 'responses'), unknown);
  const extensions = extensionsAt(body, 'responseExtensions', unknown);
  body.finish('ResponseData');
  const nonce = nonceOf(extensions);
  return {
    signed: whole.whole(data),
    algorithm,
    signature,
    responder,
    producedAt,
    answers,
    ...(nonce ? {nonce} : {}),
    certificates: held ? certificatesIn(whole.within(held).into(tags.sequence, 'certs')) : [],
    unknownCritical: [...unknown],
  };
};

const responderOf = (body: DerCursor): ResponderId => {
  if (body.tag === constructed(1)) {
    const named = body.into(constructed(1), 'byName');
    return {name: named.whole(named.take(tags.sequence, 'the responder’s name'))};
  }
  const keyed = body.into(constructed(2), 'responderID');
  return {keyHash: keyed.content(keyed.take(tags.octetString, 'byKey'))};
};

const answersOf = (list: DerCursor, unknown: Set<string>): ReadAnswer[] => {
  const answers: ReadAnswer[] = [];
  while (!list.done) {
    const one = list.into(tags.sequence, 'SingleResponse');
    const id = readCertificateId(one);
    const status = statusOf(one);
    const thisUpdate = generalizedTimeOf(one, 'thisUpdate');
    const next = one.optional(constructed(0), 'nextUpdate');
    const nextUpdate = next && generalizedTimeOf(one.within(next), 'nextUpdate');
    extensionsAt(one, 'singleExtensions', unknown);
    one.finish('SingleResponse');
    if (nextUpdate && nextUpdate < thisUpdate) {
      throw new NotDer('nextUpdate behind thisUpdate', one.end);
    }
    answers.push({id, status, thisUpdate, ...(nextUpdate ? {nextUpdate} : {})});
    if (answers.length > limits.answers) {
      throw new NotDer(`at most ${limits.answers} answers`, list.at);
    }
  }
  return answers;
};

const statusOf = (cursor: DerCursor): ReadAnswer['status'] => {
  const {tag} = cursor;
  const found = cursor.any('certStatus');
  if (tag === constructed(1)) {
    const inside = cursor.within(found);
    const since = generalizedTimeOf(inside, 'revocationTime');
    const held = inside.optional(constructed(0), 'revocationReason');
    inside.finish('RevokedInfo');
    const code = held ? enumerated(inside.within(held), 'revocationReason') : 0;
    return {kind: 'revoked', since, reason: revocationReasonOf(code) ?? 'unspecified'};
  }
  if ((tag !== primitive(0) && tag !== primitive(2)) || found.start !== found.end) {
    throw new NotDer('good, revoked or unknown', found.at);
  }
  return {kind: tag === primitive(0) ? 'good' : 'unknown'};
};

const understood = new Set([nonceOid]);

/** Extensions in [1], as both places have them; what is critical and not understood is noted. */
const extensionsAt = (cursor: DerCursor, what: string, unknown: Set<string>): ReadExtensions => {
  const held = cursor.optional(constructed(1), what);
  const extensions: ReadExtensions = held ? readExtensions(cursor.within(held), what) : new Map();
  for (const oid of unknownCritical(extensions, understood)) {
    unknown.add(oid);
  }
  return extensions;
};

const certificatesIn = (list: DerCursor): Uint8Array[] => {
  const certificates: Uint8Array[] = [];
  while (!list.done) {
    certificates.push(list.whole(list.take(tags.sequence, 'a certificate')));
    if (certificates.length > limits.certificates) {
      throw new NotDer(`at most ${limits.certificates} certificates`, list.at);
    }
  }
  return certificates;
};
