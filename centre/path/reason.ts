import type {Sentence} from '../../protocol/index.ts';

/** Why a certificate is valid or not, by a stable id, in the order in which they are found. */
export const pathReasons = {
  valid: {en: 'a valid path leads to a trust anchor', ja: '信頼の起点まで有効な経路があります'},
  unparsable: {
    en: 'the certificate is not a certificate in DER as RFC 5280 has it',
    ja: '証明書がRFC 5280に沿ったDERではありません',
  },
  'issuer-unknown': {
    en: 'no given certificate bears the name of the issuer',
    ja: '発行者名をもつ証明書が与えられていません',
  },
  signature: {
    en: 'no key of the issuer verifies the signature',
    ja: '発行者のどの鍵でも署名を検証できません',
  },
  'algorithm-mismatch': {
    en: 'the signature algorithms inside and outside of what is signed differ',
    ja: '署名対象の内と外で署名アルゴリズムが異なります',
  },
  'algorithm-not-accepted': {
    en: 'the signature algorithm is not one that is accepted',
    ja: '受け入れられない署名アルゴリズムです',
  },
  'key-not-accepted': {
    en: 'the key of the issuer is too weak, incomplete or unreadable',
    ja: '発行者の鍵が弱いか、不完全か、読み取れません',
  },
  'not-yet-valid': {
    en: 'the certificate was not yet valid at that time',
    ja: 'その時点で証明書の有効期間が始まっていません',
  },
  expired: {
    en: 'the certificate was no longer valid at that time',
    ja: 'その時点で証明書の有効期間が終わっています',
  },
  'name-chaining': {
    en: 'the issuer’s name is not the subject of the certificate above',
    ja: '発行者名が上位の証明書の主体者名と一致しません',
  },
  'not-a-ca': {
    en: 'a certificate that issued another one is not a certification authority’s',
    ja: '他の証明書を発行した証明書が認証局のものではありません',
  },
  'path-length': {
    en: 'more authorities follow than the path length allows',
    ja: '経路長の制約を超える数の認証局が続いています',
  },
  'key-usage': {
    en: 'the key usage does not allow signing certificates',
    ja: '鍵用途が証明書への署名を許していません',
  },
  'name-constraints': {
    en: 'a name lies outside of what an authority may name',
    ja: '認証局に許された範囲の外の名前があります',
  },
  'critical-extension': {
    en: 'a critical extension is not one that can be processed',
    ja: '処理できないクリティカル拡張があります',
  },
  'policy-mapping': {
    en: 'a policy mapping maps from or to anyPolicy',
    ja: 'ポリシーマッピングがanyPolicyを対象にしています',
  },
  policy: {
    en: 'the path is not valid for any of the policies that are asked for',
    ja: '要求されたどのポリシーに対しても経路が有効ではありません',
  },
  revoked: {en: 'the certificate is revoked', ja: '証明書は失効しています'},
  'crl-missing': {
    en: 'no given CRL that counts tells whether the certificate is revoked',
    ja: '証明書の失効の有無を示す有効なCRLがありません',
  },
  'path-search-limit': {
    en: 'the search for a path was given up after as many steps as are allowed',
    ja: '経路の探索が許された回数に達したため打ち切りました',
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type PathReason = keyof typeof pathReasons;

/** What is wrong, and where: `certificate` counts from the trust anchor's first certificate (0) to the last. */
export interface PathRefusal {
  readonly reason: Exclude<PathReason, 'valid'>;
  readonly certificate?: number;
  /** The extension or field that decided, by its name in RFC 5280. */
  readonly extension?: string;
  readonly detail?: string;
}
