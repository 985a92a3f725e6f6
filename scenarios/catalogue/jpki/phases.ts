import type {Phase} from '../../engine/scenario.ts';

/** What the JPKI dialogues are made of. */
export const jpkiPhases = {
  selectApplication: {
    id: 'select-application',
    title: {en: 'SELECT JPKI application', ja: '公的個人認証APを選択'},
    actor: 'card',
  },
  checkToken: {
    id: 'check-token',
    title: {en: 'Check the token label', ja: 'トークン情報を確認'},
    actor: 'card',
  },
  readCertificate: {
    id: 'read-certificate',
    title: {en: 'Read the certificate', ja: '証明書を読み出し'},
    actor: 'card',
  },
  verifyPin: {
    id: 'verify-pin',
    title: {en: 'Ask the tries left, VERIFY the PIN', ja: '残り回数の照会、PIN照合'},
    actor: 'card',
  },
  sign: {id: 'sign', title: {en: 'COMPUTE DIGITAL SIGNATURE', ja: '署名を計算'}, actor: 'card'},
  verifyAtCentre: {
    id: 'verify-at-centre',
    title: {
      en: 'Centre: chain, validity, signature, revocation',
      ja: 'センター: 認証パス・有効期間・署名・失効',
    },
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;
