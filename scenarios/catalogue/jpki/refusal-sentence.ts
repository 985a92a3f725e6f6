import {type LoginResult, type SignerReason, type StepResult, signerSentence} from '../../../centre/index.ts';
import type {Sentence} from '../../../protocol/index.ts';

/** Why a centre refuses a log-in or a signed document. */
export type RefusalReason = LoginResult['reason'] | SignerReason;

type Evidence = StepResult['evidence'];

/** What each question of the centre is called. */
const stepNames: Readonly<Record<string, Sentence>> = {
  attributes: {en: 'signed attributes', ja: '署名属性'},
  content: {en: 'document', ja: '文書'},
  certificate: {en: 'certificate', ja: '証明書'},
  chain: {en: 'chain', ja: '認証パス'},
  validity: {en: 'validity', ja: '有効期間'},
  signature: {en: 'signature', ja: '署名'},
  revocation: {en: 'revocation', ja: '失効'},
};

/** A question of the centre by its name; before any of them stands the challenge. */
export const stepName = (step: string | undefined): Sentence =>
  stepNames[step ?? ''] ?? {en: 'challenge', ja: 'チャレンジ'};

export const namesOfSteps = (steps: readonly {step: string}[], language: 'en' | 'ja'): string =>
  steps.map(({step}) => stepName(step)[language]).join(language === 'ja' ? '・' : ', ');

const hold = 'certificateHold';

/** What the reasons of a refused certificate mean; others are told by their name. */
const sentences: Readonly<Partial<Record<RefusalReason, (evidence: Evidence) => Sentence>>> = {
  expired: ({notAfter}) => ({
    en: `the certificate expired at ${notAfter}`,
    ja: `証明書の有効期間は ${notAfter} に満了しています`,
  }),
  'not-yet-valid': ({notBefore}) => ({
    en: `the certificate is valid only from ${notBefore}`,
    ja: `証明書の有効期間は ${notBefore} に始まります`,
  }),
  'challenge-replayed': () => ({
    en: 'the challenge was answered before',
    ja: 'このチャレンジはすでに応答済みです',
  }),
  'challenge-expired': () => ({
    en: 'the challenge is older than 120 s',
    ja: 'チャレンジの発行から120秒を過ぎています',
  }),
  'challenge-unknown': () => ({
    en: 'no such challenge was given to this relying party',
    ja: 'この検証者に発行されたチャレンジではありません',
  }),
  'signature-wrong': () => ({
    en: 'the signature was not made over this with the certificate’s key',
    ja: '署名は証明書の鍵によるこのデータへの署名ではありません',
  }),
  'issuer-signature-wrong': () => ({
    en: 'no authority that is trusted signed the certificate',
    ja: '信頼する認証局の署名がある証明書ではありません',
  }),
  'wrong-certificate-kind': () => ({
    en: 'the certificate is for another use',
    ja: '用途の異なる証明書です',
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
export const refusalSentence = (reason: RefusalReason, evidence: Evidence = {}): Sentence =>
  sentences[reason]?.(evidence) ?? signerSentence(reason as SignerReason);
