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
  hashDocument: {
    id: 'hash-document',
    title: {en: 'Hash the document', ja: '文書のハッシュを計算'},
    actor: 'host',
  },
  verifyDocument: {
    id: 'verify-document',
    title: {
      en: 'Centre: document, chain, validity, signature, revocation',
      ja: 'センター: 文書・認証パス・有効期間・署名・失効',
    },
    actor: 'centre',
  },
  verifyPassword: {
    id: 'verify-password',
    title: {
      en: 'Ask the tries left, VERIFY the signature password',
      ja: '残り回数の照会、署名用パスワード照合',
    },
    actor: 'card',
  },
  extractAttributes: {
    id: 'extract-attributes',
    title: {en: 'The four attributes from the certificate', ja: '証明書から基本4情報を抽出'},
    actor: 'host',
  },
  askLink: {
    id: 'ask-link',
    title: {
      en: 'Ask the centre which certificate this one is linked to',
      ja: '証明書の紐付けをセンターに照会',
    },
    actor: 'centre',
  },
  lookUp: {
    id: 'look-up',
    title: {en: 'Look up the serial number locally', ja: 'シリアル番号を手元で照合'},
    actor: 'host',
  },
  linkAgain: {
    id: 'link-again',
    title: {en: 'Keep the new serial number for the user', ja: '新しいシリアル番号を利用者に紐付け'},
    actor: 'host',
  },
  verifyInParallel: {
    id: 'verify-in-parallel',
    title: {en: 'All relying parties ask at once', ja: '全検証者が同時に検証'},
    actor: 'centre',
  },
  askUnregistered: {
    id: 'ask-unregistered',
    title: {en: 'One that is not registered asks', ja: '未登録の検証者が要求'},
    actor: 'centre',
  },
  flood: {
    id: 'flood',
    title: {en: 'The first floods, the others ask', ja: '1番目が大量に要求、他は通常の要求'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;
