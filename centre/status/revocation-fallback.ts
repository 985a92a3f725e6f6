import type {RevocationSource, RevocationStatus} from '../verification/revocation.ts';

/** Nobody could be asked, or would answer. A forged, old or unreadable answer is none of these. */
const unanswered: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'try-later', 'responder-refused']);

/**
 * A source that asks the second one where the first gives no answer. A relying party that has no second source
 * refuses then; so does one whose second answer cannot be used. Bench-defined, C94.
 */
export const revocationFallback = (first: RevocationSource, second: RevocationSource): RevocationSource => ({
  async status(question) {
    const answer: RevocationStatus = await first.status(question);
    return answer.status === 'unusable' && unanswered.has(answer.reason) ? second.status(question) : answer;
  },
});
