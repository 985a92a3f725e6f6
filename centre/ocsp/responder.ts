import type {Clock, KeyPair} from '../../protocol/index.ts';
import {DerError} from '../asn1/der-reader.ts';
import type {Authority} from '../authorities/authority.ts';
import type {CertificateStates} from '../status/certificate-states.ts';
import type {Certificate} from '../x509/certificate.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {type CertificateId, certificateId, type IdentifierHash, sameCertificateId} from './certificate-id.ts';
import {preparedAnswers} from './prepared-answers.ts';
import {type ReadOcspRequest, readRequest} from './request.ts';
import {type ResponderIdentity, responderIdentity} from './responder-identity.ts';
import {encodeResponse, errorResponse, type ResponseContent, type SingleAnswer} from './response.ts';

/** What answers about the certificates of one authority. */
export interface Responder {
  /** Any bytes in, an OCSPResponse out; what is no request is `malformedRequest`. */
  respond(request: Uint8Array): Uint8Array;
  /** The answer before it is signed, as of an instant, by default now; and who signs now. */
  contentFor(request: ReadOcspRequest, at?: Date): ResponseContent;
  identity(): ResponderIdentity;
}

export interface ResponderParts {
  readonly authority: Authority;
  /** The responder's own. */
  readonly keys: KeyPair;
  readonly clock: Pick<Clock, 'wall'>;
  readonly states: CertificateStates;
}

/** How long an answer is good. Bench-defined, C45. */
const answerMs = 10 * 60_000;

/** A responder to whom the authority has delegated: it signs by its own key, and names itself by it. */
export const openResponder = ({authority, keys, clock, states}: ResponderParts): Responder => {
  const issuer = knownCertificate(authority.certificate);
  const identityAt = responderIdentity(authority, keys);
  const identity = (): ResponderIdentity => identityAt(clock.wall());
  const prepared = preparedAnswers();
  const contentFor = ({ids, nonce}: ReadOcspRequest, wall = clock.wall()): ResponseContent => {
    const now = new Date(Math.floor(wall.getTime() / 1000) * 1000);
    const signer = identity();
    return {
      responder: {keyHash: signer.keyHash},
      producedAt: now,
      answers: ids.map(({id, encoded}) => ({
        id: encoded,
        // Answers count whole seconds; what happened within this one counts all the same.
        status: statusOf(issuer, states, id, wall),
        thisUpdate: now,
        nextUpdate: new Date(now.getTime() + answerMs),
      })),
      ...(nonce ? {nonce} : {}),
      certificates: [signer.certificate],
    };
  };
  return {
    identity,
    contentFor,
    respond(request) {
      let asked: ReadOcspRequest;
      try {
        asked = readRequest(request);
      } catch (error) {
        if (error instanceof DerError) {
          return errorResponse('malformedRequest');
        }
        throw error;
      }
      const content = contentFor(asked);
      return asked.nonce
        ? encodeResponse(content, identity().sign)
        : prepared.answer(request, content, () => encodeResponse(content, identity().sign));
    },
  };
};

/** A number the authority never heard of is good, as in its lists (D97); another authority's is unknown. */
const statusOf = (
  issuer: Certificate,
  states: CertificateStates,
  id: CertificateId | undefined,
  at: Date,
): SingleAnswer['status'] => {
  if (!id || !sameCertificateId(id, {...ownId(issuer, id.hash), serialNumber: id.serialNumber})) {
    return {kind: 'unknown'};
  }
  const found = states.stateAt(id.serialNumber, at);
  if (found.state === 'revoked') {
    return {kind: 'revoked', since: found.since, reason: found.reason};
  }
  return {kind: found.state === 'unknown' ? 'unknown' : 'good'};
};

const ownIds = new WeakMap<Certificate, Map<IdentifierHash, CertificateId>>();

/** The authority's part of a CertID, hashed once. */
const ownId = (issuer: Certificate, hash: IdentifierHash): CertificateId => {
  const known = ownIds.get(issuer) ?? new Map<IdentifierHash, CertificateId>();
  ownIds.set(issuer, known);
  const id = known.get(hash) ?? certificateId(issuer, '', hash);
  known.set(hash, id);
  return id;
};
