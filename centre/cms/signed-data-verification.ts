import type {Sentence} from '../../protocol/index.ts';
import {type PathReason, pathReasons} from '../path/reason.ts';
import {statusSentences} from '../status/status-answer.ts';
import type {StepReason} from '../verification/verification.ts';

/** The questions about one signer, in the order in which they are asked; the first refusal ends the asking. */
export const signerSteps = [
  'attributes',
  'content',
  'certificate',
  'chain',
  'validity',
  'signature',
  'revocation',
] as const;

export type SignerStep = (typeof signerSteps)[number];

/** Reasons that only a document has, by a stable id. */
export const documentReasons = {
  'no-signer': {en: 'nobody has signed', ja: '署名者がいません'},
  'content-type-not-accepted': {
    en: 'what is signed is no plain data, but something else by its type',
    ja: '署名対象の種類が通常のデータではありません',
  },
  'content-missing': {
    en: 'the signature is detached, and what is signed was not given',
    ja: '分離署名ですが、署名対象のデータが指定されていません',
  },
  'content-differs': {
    en: 'what was given is not what the document holds',
    ja: '指定されたデータが文書の中のデータと異なります',
  },
  'signed-attributes-missing': {
    en: 'the signer signed no attributes, so that nothing binds what the signature is about',
    ja: '署名属性がなく、署名が何についてのものか確定できません',
  },
  'attributes-not-der': {
    en: 'the signed attributes are not in the order of DER, or one of them cannot be read',
    ja: '署名属性がDERの順序に並んでいないか、読み取れない属性があります',
  },
  'attribute-repeated': {en: 'an attribute comes twice', ja: '同じ属性が重複しています'},
  'attribute-missing': {
    en: 'the signed attributes lack the content type or the message digest',
    ja: '署名属性にコンテンツ種別またはメッセージダイジェストがありません',
  },
  'content-type-differs': {
    en: 'the signed content type is not that of the content',
    ja: '署名されたコンテンツ種別が実際の種別と異なります',
  },
  'digest-algorithm-not-accepted': {
    en: 'the digest algorithm is not one that is accepted, or the document does not announce it',
    ja: '受け入れられない、または文書で宣言されていないダイジェストアルゴリズムです',
  },
  'algorithm-protection-differs': {
    en: 'the algorithms are not the ones the signer signed',
    ja: '署名者が署名したアルゴリズムと異なるアルゴリズムが書かれています',
  },
  'message-digest-differs': {
    en: 'what is signed was changed: its digest is another one',
    ja: '署名対象が変更されています (ダイジェストが一致しません)',
  },
  'extended-key-usage': {
    en: 'the extended key usage names other purposes than signing documents or mail',
    ja: '拡張鍵用途が文書やメールへの署名以外の目的に限定されています',
  },
  'certificate-missing': {
    en: 'the signer’s certificate is neither in the document nor given, or cannot be read',
    ja: '署名者の証明書が文書にも指定にもないか、読み取れません',
  },
  'certificate-ambiguous': {
    en: 'several certificates bear the name and number of the signer’s',
    ja: '署名者の証明書に該当するものが複数あります',
  },
  'signing-certificate-differs': {
    en: 'the signer signed with another certificate than this one in mind',
    ja: '署名属性が示す証明書と署名者の証明書が一致しません',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

/** Reasons of the steps that certificates and documents have in common. */
const stepSentences = {
  passed: {en: 'in order', ja: '問題ありません'},
  'not-reached': {en: 'not asked after a refusal', ja: '先の段階で無効となったため未確認です'},
  'no-revocation-source': {
    en: 'nobody was there to ask about revocation',
    ja: '失効を確認する手段がありません',
  },
  'issuer-signature-wrong': {
    en: 'no key of the issuer verifies the certificate',
    ja: '発行者のどの鍵でも証明書を検証できません',
  },
  'authority-not-yet-valid': {
    en: 'the authority was not yet valid at that time',
    ja: 'その時点で認証局の有効期間が始まっていません',
  },
  'authority-expired': {
    en: 'the authority was no longer valid at that time',
    ja: 'その時点で認証局の有効期間が終わっています',
  },
  'wrong-certificate-kind': {
    en: 'the certificate is not for signing documents',
    ja: '文書の署名に使う証明書ではありません',
  },
  'key-usage-missing': {
    en: 'the key usage does not allow signing documents',
    ja: '鍵用途が文書への署名を許していません',
  },
  'critical-extension-unknown': {
    en: 'a critical extension is not understood',
    ja: '解釈できないクリティカル拡張があります',
  },
  'signature-wrong': {
    en: 'the signature is not one by the key of the certificate',
    ja: '署名が証明書の鍵によるものではありません',
  },
  'revocation-unavailable': {
    en: 'who knows about revocation could not be asked',
    ja: '失効情報の提供元に問い合わせできませんでした',
  },
} as const satisfies Readonly<Partial<Record<StepReason, Sentence>>>;

export type SignerReason = keyof typeof documentReasons | StepReason | PathReason;

const sentences: Readonly<Record<string, Sentence>> = {...pathReasons, ...stepSentences, ...documentReasons};

const ofRevocation: Readonly<Record<string, Sentence>> = statusSentences;

/** A reason as a sentence. */
export const signerSentence = (reason: SignerReason): Sentence =>
  sentences[reason] ?? ofRevocation[reason.replace(/^revocation-/, '')] ?? {en: reason, ja: reason};

export interface SignerStepResult {
  readonly step: SignerStep;
  readonly outcome: 'passed' | 'failed' | 'not-checked';
  readonly reason: SignerReason;
  /** What the step saw, by name. No name, address or birth date of a holder. */
  readonly evidence: Readonly<Record<string, string>>;
}

/** The answer about one signer. `reason` is as in a verification of a certificate. */
export interface SignerVerification {
  readonly result: 'valid' | 'invalid';
  readonly reason: SignerReason;
  /** Always all seven, in order. */
  readonly steps: readonly SignerStepResult[];
  /** DER; absent where it was not found. */
  readonly certificate?: Uint8Array;
  /** The signer's claim; nothing is judged by it (Bench-defined, C102). */
  readonly signingTime?: Date;
}

/** The answer about a document: valid where it has signers and each of them is. */
export interface SignedDataVerification {
  readonly result: 'valid' | 'invalid';
  readonly reason: SignerReason;
  /** What was expected where the document is unreadable. */
  readonly detail?: string;
  readonly signers: readonly SignerVerification[];
  /** What was signed, where the document holds it; nothing vouches for it unless it is valid. */
  readonly content?: Uint8Array;
}

/** The answer made of the steps that were taken. */
export const signerVerification = (
  taken: readonly SignerStepResult[],
): Pick<SignerVerification, 'result' | 'reason' | 'steps'> => {
  const steps = signerSteps.map(
    (step, i): SignerStepResult =>
      taken[i] ?? {step, outcome: 'not-checked', reason: 'not-reached', evidence: {}},
  );
  const failed = steps.find(({outcome}) => outcome === 'failed');
  const reason = failed?.reason ?? steps.at(-1)?.reason ?? 'not-reached';
  return {result: failed || reason === 'not-reached' ? 'invalid' : 'valid', reason, steps};
};
