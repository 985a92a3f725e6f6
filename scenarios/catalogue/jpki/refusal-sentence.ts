import {type LoginResult, type StepResult, statusSentences} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';

type Evidence = StepResult['evidence'];

const hold = 'certificateHold';

/** What the reasons of a refused certificate mean; others are told by their name. */
const sentences: Readonly<Partial<Record<LoginResult['reason'], (evidence: Evidence) => Sentence>>> = {
  expired: ({notAfter}) => ({
    en: `the certificate expired at ${notAfter}`,
    ja: `証明書の有効期間は ${notAfter} に満了しています`,
  }),
  'not-yet-valid': ({notBefore}) => ({
    en: `the certificate is valid only from ${notBefore}`,
    ja: `証明書の有効期間は ${notBefore} に始まります`,
  }),
  revoked: ({since, revocationReason = ''}) =>
    revocationReason === hold
      ? {
          en: `the certificate is on hold since ${since} (${hold})`,
          ja: `証明書は ${since} から一時保留されています(${hold})`,
        }
      : {
          en: `the certificate is revoked since ${since} (${revocationReason})`,
          ja: `証明書は ${since} に失効しています(${revocationReason})`,
        },
};

/** Why a centre refused, in words, with the times the failed step saw. */
export const refusalSentence = (reason: LoginResult['reason'], evidence: Evidence = {}): Sentence =>
  sentences[reason]?.(evidence) ?? statusSentence(reason) ?? {en: reason, ja: reason};

/** `revocation-stale` and its like: the question about revocation got no answer that can be used. */
const statusSentence = (reason: string): Sentence | undefined =>
  Object.entries(statusSentences).find(([name]) => reason === `revocation-${name}`)?.[1];
