import type {Sentence} from '../../protocol/index.ts';
import type {RevocationReason} from './revocation-reason.ts';

/** What a question about revocation can come to. Only `good` accepts; every other one refuses. */
export const statusSentences = {
  good: {en: 'the certificate is not revoked', ja: '証明書は失効していません'},
  revoked: {en: 'the certificate is revoked', ja: '証明書は失効しています'},
  unknown: {en: 'the authority does not know the certificate', ja: '認証局はこの証明書を把握していません'},
  stale: {
    en: 'the answer on revocation is out of date: a newer one should have come by now',
    ja: '失効情報の有効期限が過ぎています(新しい情報が発行されているはずです)',
  },
  future: {
    en: 'the answer on revocation is dated later than now',
    ja: '失効情報の日時が現在より先になっています',
  },
  'wrong-nonce': {
    en: 'the OCSP answer does not repeat the nonce of the request, so it may be an old one',
    ja: 'OCSP応答のノンスが要求と一致しません(古い応答の再送のおそれがあります)',
  },
  'unauthorised-responder': {
    en: 'whoever signed the OCSP answer is not authorised by the authority that issued the certificate',
    ja: 'OCSP応答の署名者は、証明書を発行した認証局から権限を与えられていません',
  },
  'wrong-certificate-id': {
    en: 'the OCSP answer is about another certificate',
    ja: 'OCSP応答は別の証明書についてのものです',
  },
  'bad-signature': {
    en: 'the signature of the answer on revocation is wrong',
    ja: '失効情報の署名が正しくありません',
  },
  'algorithm-not-accepted': {
    en: 'the answer on revocation is signed by an algorithm or a key that is not accepted',
    ja: '失効情報の署名アルゴリズムまたは鍵は受け入れられません',
  },
  'wrong-issuer': {
    en: 'the revocation list is that of another authority',
    ja: '失効リストは別の認証局のものです',
  },
  'wrong-partition': {
    en: 'the revocation list does not cover the certificate: its distribution point is another one',
    ja: '失効リストの配布点が異なり、この証明書を対象としていません',
  },
  'critical-extension-unknown': {
    en: 'the answer on revocation has a critical extension that is not understood',
    ja: '失効情報に解釈できない重要な拡張があります',
  },
  malformed: {en: 'the answer on revocation cannot be read', ja: '失効情報を読み取れません'},
  'try-later': {
    en: 'the OCSP responder asks to try again later',
    ja: 'OCSPレスポンダーが後で再試行するよう求めています',
  },
  'responder-refused': {
    en: 'the OCSP responder refused to answer',
    ja: 'OCSPレスポンダーが回答を拒否しました',
  },
  timeout: {
    en: 'no answer on revocation came in the time allowed',
    ja: '制限時間内に失効情報が得られませんでした',
  },
  unreachable: {
    en: 'whoever knows about revocation could not be asked',
    ja: '失効情報の提供元に問い合わせできませんでした',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type StatusReason = keyof typeof statusSentences;

export type StatusSource = 'ocsp' | 'crl';

/** The outcome of a question about one certificate: a reason to search for, and a sentence. Never a throw. */
export interface StatusAnswer {
  /** `unusable`: nothing is known about the certificate, so it must not be accepted. */
  readonly outcome: 'good' | 'revoked' | 'unusable';
  readonly reason: StatusReason;
  readonly sentence: Sentence;
  readonly source: StatusSource;
  /** From when the answer is; absent where none could be used. */
  readonly asOf?: Date;
  readonly since?: Date;
  readonly revocationReason?: RevocationReason;
  /** What was seen, by name. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** A question that got no usable answer. */
export const unusable = (
  source: StatusSource,
  reason: Exclude<StatusReason, 'good' | 'revoked'>,
  evidence: StatusAnswer['evidence'] = {},
): StatusAnswer => ({outcome: 'unusable', reason, sentence: statusSentences[reason], source, evidence});

export const good = (
  source: StatusSource,
  asOf: Date,
  evidence: StatusAnswer['evidence'] = {},
): StatusAnswer => ({
  outcome: 'good',
  reason: 'good',
  sentence: statusSentences.good,
  source,
  asOf,
  evidence,
});

export const revoked = (
  source: StatusSource,
  asOf: Date,
  {since, reason}: {readonly since: Date; readonly reason: RevocationReason},
  evidence: StatusAnswer['evidence'] = {},
): StatusAnswer => ({
  outcome: 'revoked',
  reason: 'revoked',
  sentence: statusSentences.revoked,
  source,
  asOf,
  since,
  revocationReason: reason,
  evidence,
});
