import type {StatusQuestion} from '../crl/check-list.ts';
import {checkStatus} from './check-status.ts';
import {type StatusAnswer, unusable} from './status-answer.ts';

/** Hashes a CertID may have been made with; a response repeats the one of its request. */
const hashes = ['sha1', 'sha256'] as const;

/**
 * What OCSP responses that are at hand already (files, or taken from elsewhere) say about a certificate: a revocation
 * if any of them tells one, else the first usable answer, else why the first of them is none. They bear no nonce of
 * ours, so times alone tell how old they are.
 */
export const answersAtHand = async (
  question: StatusQuestion,
  responses: readonly Uint8Array[],
): Promise<StatusAnswer> => {
  const answers: StatusAnswer[] = [];
  for (const response of responses) {
    answers.push(await answerIn(question, response));
  }
  return (
    answers.find(({outcome}) => outcome === 'revoked') ??
    answers.find(({outcome}) => outcome === 'good') ??
    answers.find(({reason}) => reason !== 'wrong-certificate-id') ??
    answers[0] ??
    unusable('ocsp', 'unreachable')
  );
};

const answerIn = async (question: StatusQuestion, response: Uint8Array): Promise<StatusAnswer> => {
  let answer: StatusAnswer | undefined;
  for (const hash of hashes) {
    answer = await checkStatus(question, {by: 'ocsp', ask: async () => response, hash});
    if (answer.reason !== 'wrong-certificate-id') {
      break;
    }
  }
  return answer ?? unusable('ocsp', 'wrong-certificate-id');
};
