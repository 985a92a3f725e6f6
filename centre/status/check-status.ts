import {DerError} from '../asn1/der-reader.ts';
import {checkList, type StatusQuestion} from '../crl/check-list.ts';
import {certificateId, type IdentifierHash} from '../ocsp/certificate-id.ts';
import {checkResponse} from '../ocsp/check-response.ts';
import {encodeRequest} from '../ocsp/request.ts';
import {knownCertificate} from '../x509/known-certificate.ts';
import {magnitudeOf} from '../x509/serial-number.ts';
import {type Tolerance, usualTolerance} from './freshness.ts';
import {type StatusAnswer, type StatusSource, unusable} from './status-answer.ts';

/** What a transport rejects with when its time is up; any other rejection means that nobody could be asked. */
export class NoAnswerInTime extends Error {}

/** Asks a responder: request bytes in, response bytes out. The transport keeps the time allowed. */
export type AskResponder = (request: Uint8Array) => Promise<Uint8Array>;

/** Fetches the list that covers a certificate. The transport keeps the time allowed. */
export type FetchList = (certificate: Uint8Array) => Promise<Uint8Array>;

/** Where the answer comes from. */
export type StatusAuthority =
  | {
      readonly by: 'ocsp';
      readonly ask: AskResponder;
      /** A fresh one for each request; without, answers may be old ones. */
      readonly nonce?: () => Uint8Array;
      /** Default: SHA-1, which every responder knows (RFC 5019). Nothing rests on it: the answer repeats it. */
      readonly hash?: IdentifierHash;
    }
  | {readonly by: 'crl'; readonly fetch: FetchList};

/** Whether a certificate is revoked, by OCSP or CRL. Whatever goes wrong is an answer that does not accept. */
export const checkStatus = async (
  question: StatusQuestion,
  authority: StatusAuthority,
  tolerance: Tolerance = usualTolerance,
): Promise<StatusAnswer> => {
  const [answer] = await checkStatuses([question.certificate], question, authority, tolerance);
  return answer ?? unusable(authority.by, 'malformed');
};

/** The same for several certificates of one issuer, in their order; OCSP asks about all of them in one request. */
export const checkStatuses = async (
  certificates: readonly Uint8Array[],
  {issuer, at}: Omit<StatusQuestion, 'certificate'>,
  authority: StatusAuthority,
  tolerance: Tolerance = usualTolerance,
): Promise<StatusAnswer[]> => {
  try {
    if (authority.by === 'crl') {
      return await Promise.all(
        certificates.map(async (certificate) =>
          checkList({certificate, issuer, at}, await authority.fetch(certificate), tolerance),
        ),
      );
    }
    const {ask, hash = 'sha1'} = authority;
    const nonce = authority.nonce?.();
    const of = knownCertificate(issuer);
    const ids = certificates.map((one) =>
      certificateId(of, magnitudeOf(knownCertificate(one).serialNumber), hash),
    );
    const asked = {ids, ...(nonce ? {nonce} : {})};
    return checkResponse({...asked, issuer, at}, await ask(encodeRequest(asked)), tolerance);
  } catch (error) {
    return certificates.map(() => failed(authority.by, error));
  }
};

const failed = (source: StatusSource, error: unknown): StatusAnswer => {
  if (error instanceof NoAnswerInTime) {
    return unusable(source, 'timeout');
  }
  return error instanceof DerError
    ? unusable(source, 'malformed', {expected: error.expected})
    : unusable(source, 'unreachable');
};
