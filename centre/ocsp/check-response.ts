import {DerError} from '../asn1/der-reader.ts';
import {freshness, type Tolerance} from '../status/freshness.ts';
import {good, revoked, type StatusAnswer, unusable} from '../status/status-answer.ts';
import {signatureObjection} from '../status/status-signature.ts';
import type {Certificate} from '../x509/certificate.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {authorisedResponder} from './authorised-responder.ts';
import {type CertificateId, sameCertificateId} from './certificate-id.ts';
import {type BasicResponse, type ReadAnswer, readResponse} from './read-response.ts';

/** What was asked, and of whom an answer is taken. */
export interface AskedOf {
  readonly ids: readonly CertificateId[];
  readonly nonce?: Uint8Array;
  /** DER of the authority that issued all the certificates asked about. */
  readonly issuer: Uint8Array;
  readonly at: Date;
}

/** What a response, from anywhere, says about each certificate asked about, in their order. Never throws on it. */
export const checkResponse = (asked: AskedOf, bytes: Uint8Array, tolerance: Tolerance): StatusAnswer[] => {
  try {
    return judged(asked, bytes, knownCertificate(asked.issuer), tolerance);
  } catch (error) {
    if (error instanceof DerError) {
      return forAll(asked, unusable('ocsp', 'malformed', {expected: error.expected}));
    }
    throw error;
  }
};

const forAll = ({ids}: AskedOf, answer: StatusAnswer): StatusAnswer[] => ids.map(() => answer);

const judged = (
  asked: AskedOf,
  bytes: Uint8Array,
  issuer: Certificate,
  tolerance: Tolerance,
): StatusAnswer[] => {
  const response = readResponse(bytes);
  if (response.status !== 'successful') {
    const reason = response.status === 'tryLater' ? 'try-later' : 'responder-refused';
    return forAll(asked, unusable('ocsp', reason, {status: response.status}));
  }
  const refused = refusal(asked, response.basic, issuer, tolerance);
  return refused
    ? forAll(asked, refused)
    : asked.ids.map((id) => answerFor(id, asked.at, response.basic, tolerance));
};

/** The first thing wrong with the response as a whole: RFC 6960 clause 3.2, and the nonce. */
const refusal = (
  asked: AskedOf,
  response: BasicResponse,
  issuer: Certificate,
  tolerance: Tolerance,
): StatusAnswer | undefined => {
  const found = authorisedResponder(response, issuer, asked.at);
  if ('refused' in found) {
    return unusable('ocsp', 'unauthorised-responder', {responder: found.refused});
  }
  const objection = signatureObjection(response, found.signer);
  if (objection) {
    return unusable('ocsp', objection.reason, objection.evidence);
  }
  if (response.unknownCritical.length > 0) {
    return unusable('ocsp', 'critical-extension-unknown', {extensions: response.unknownCritical.join(' ')});
  }
  if (asked.nonce && !(response.nonce && Buffer.from(asked.nonce).equals(response.nonce))) {
    return unusable('ocsp', 'wrong-nonce', {nonce: response.nonce ? 'another one' : 'none'});
  }
  const {producedAt} = response;
  return freshness({thisUpdate: producedAt, nextUpdate: producedAt}, asked.at, tolerance) === 'future'
    ? unusable('ocsp', 'future', {producedAt: producedAt.toISOString()})
    : undefined;
};

const answerFor = (
  id: CertificateId,
  at: Date,
  {answers, producedAt}: BasicResponse,
  tolerance: Tolerance,
): StatusAnswer => {
  const found = answers.filter((answer) => answer.id && sameCertificateId(answer.id, id));
  const [answer] = found;
  if (!answer) {
    return unusable('ocsp', 'wrong-certificate-id', {answers: String(answers.length)});
  }
  if (found.length > 1) {
    return unusable('ocsp', 'malformed', {expected: 'one answer for each certificate'});
  }
  const evidence = evidenceOf(answer, producedAt);
  const fresh = freshness(answer, at, tolerance);
  if (fresh !== 'fresh') {
    return unusable('ocsp', fresh, evidence);
  }
  switch (answer.status.kind) {
    case 'good':
      return good('ocsp', answer.thisUpdate, evidence);
    case 'revoked':
      return revoked('ocsp', answer.thisUpdate, answer.status, evidence);
    case 'unknown':
      return unusable('ocsp', 'unknown', evidence);
  }
};

const evidenceOf = ({thisUpdate, nextUpdate}: ReadAnswer, producedAt: Date): StatusAnswer['evidence'] => ({
  producedAt: producedAt.toISOString(),
  thisUpdate: thisUpdate.toISOString(),
  ...(nextUpdate ? {nextUpdate: nextUpdate.toISOString()} : {}),
});
