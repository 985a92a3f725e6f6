import type {Phase} from '../../engine/scenario.ts';

/** What the dialogues of issuance are made of: 交付前設定, 事前搭載, 交付. */
export const issuancePhases = {
  registerCard: {
    id: 'register-card',
    title: {en: 'System: the card is registered', ja: 'システム: カードを登録'},
    actor: 'centre',
  },
  takeCard: {
    id: 'take-card',
    title: {en: 'Take the card, scan the application number', ja: 'カードを取り、申請書番号を読み取る'},
    actor: 'operator',
  },
  readSurface: {
    id: 'read-surface',
    title: {en: 'Read what the chip says is printed on it', ja: '券面AP・入力補助APを照合番号Bで読み出し'},
    actor: 'card',
  },
  compareRecord: {
    id: 'compare-record',
    title: {en: 'Compare with the resident’s record', ja: '本人確認情報と照合'},
    actor: 'host',
  },
  lookAtCard: {
    id: 'look-at-card',
    title: {en: 'Look at print and photograph', ja: '印字と写真を目視で確認'},
    actor: 'operator',
  },
  readCertificates: {
    id: 'read-certificates',
    title: {en: 'Read the certificates', ja: '電子証明書を読み出し'},
    actor: 'card',
  },
  checkCertificates: {
    id: 'check-certificates',
    title: {en: 'Centre: chain, validity, revocation', ja: 'センター: 認証パス・有効期間・失効'},
    actor: 'centre',
  },
  confirmWish: {
    id: 'confirm-wish',
    title: {en: 'Confirm which certificates are wanted', ja: '電子証明書の要否を確認'},
    actor: 'operator',
  },
  beginSetting: {
    id: 'begin-setting',
    title: {en: 'System: begin the setting', ja: 'カード管理システム: 交付前設定を開始'},
    actor: 'centre',
  },
  writeSetting: {
    id: 'write-setting',
    title: {en: 'Write the chip’s state', ja: 'チップの状態を書き込み'},
    actor: 'card',
  },
  commitSetting: {
    id: 'commit-setting',
    title: {en: 'System: commit the setting', ja: 'カード管理システム: 交付前設定を確定'},
    actor: 'centre',
  },
  recordLocally: {
    id: 'record-locally',
    title: {en: 'Keep it in the terminal’s own record', ja: '端末に記録'},
    actor: 'host',
  },
  revokeUnwanted: {
    id: 'revoke-unwanted',
    title: {en: 'Centre: revoke what is not wanted', ja: '不要な電子証明書の失効を申請'},
    actor: 'centre',
  },
  putAside: {
    id: 'put-aside',
    title: {en: 'Put the card aside', ja: 'カードを片付ける'},
    actor: 'operator',
  },
  askChip: {
    id: 'ask-chip',
    title: {en: 'Ask the chip where it stands', ja: 'チップの状態を照会'},
    actor: 'card',
  },
  settle: {
    id: 'settle',
    title: {en: 'System: settle what was begun', ja: 'カード管理システム: 未完了の処理を照合'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;

export const installPhases = {
  placeCard: {
    id: 'place-card',
    title: {
      en: 'Place the card, type or confirm the holder’s data',
      ja: 'カードを置き、利用者情報を入力・確認',
    },
    actor: 'operator',
  },
  identifyCard: {
    id: 'identify-card',
    title: {en: 'Read the card’s id, open both areas', ja: 'カードの識別、両領域の認証'},
    actor: 'card',
  },
  lookUpUser: {
    id: 'look-up-user',
    title: {en: 'Look the holder up in the linked register', ja: '連携先の住民情報を照会'},
    actor: 'centre',
  },
  beginOrdinance: {
    id: 'begin-ordinance',
    title: {en: 'System: begin, area for ordinances', ja: 'カード管理システム: 条例利用領域の搭載を開始'},
    actor: 'centre',
  },
  writeOrdinance: {
    id: 'write-ordinance',
    title: {en: 'Load into the area for ordinances', ja: '条例利用領域に搭載'},
    actor: 'card',
  },
  commitOrdinance: {
    id: 'commit-ordinance',
    title: {en: 'System: commit, area for ordinances', ja: 'カード管理システム: 条例利用領域の搭載を確定'},
    actor: 'centre',
  },
  goOn: {
    id: 'go-on',
    title: {en: 'Confirm, go on to the next area', ja: '確認し、次の領域に進む'},
    actor: 'operator',
  },
  beginExtended: {
    id: 'begin-extended',
    title: {en: 'System: begin, extended area', ja: 'カード管理システム: 拡張利用領域の搭載を開始'},
    actor: 'centre',
  },
  writeExtended: {
    id: 'write-extended',
    title: {en: 'Load into the extended area', ja: '拡張利用領域に搭載'},
    actor: 'card',
  },
  commitExtended: {
    id: 'commit-extended',
    title: {en: 'System: commit, extended area', ja: 'カード管理システム: 拡張利用領域の搭載を確定'},
    actor: 'centre',
  },
  deleteFormer: {
    id: 'delete-former',
    title: {en: 'Delete what is replaced', ja: '置き換えるアプリを削除'},
    actor: 'card',
  },
  takeBack: {
    id: 'take-back',
    title: {en: 'Take back what was loaded', ja: '搭載済みのものを取り消す'},
    actor: 'card',
  },
  confirmLoaded: {
    id: 'confirm-loaded',
    title: {en: 'Confirm what was loaded', ja: '搭載内容を確認'},
    actor: 'operator',
  },
  readBack: {
    id: 'read-back',
    title: {en: 'Read back what stands in both areas', ja: '両領域の内容を読み戻し'},
    actor: 'card',
  },
  compareRegistry: {
    id: 'compare-registry',
    title: {en: 'System: compare with the registry', ja: 'カード管理システム: 記録と照合'},
    actor: 'centre',
  },
  returnCard: {
    id: 'return-card',
    title: {en: 'Take the card', ja: 'カードを取る'},
    actor: 'operator',
  },
} as const satisfies Readonly<Record<string, Phase>>;

export const deliveryPhases = {
  checkIdentity: {
    id: 'check-identity',
    title: {en: 'Identity documents, face and photograph', ja: '本人確認書類、顔と写真の照合'},
    actor: 'operator',
  },
  checkAgent: {
    id: 'check-agent',
    title: {en: 'Reason, both identities, power of attorney', ja: '理由、双方の本人確認、委任の確認'},
    actor: 'operator',
  },
  breakSeal: {
    id: 'break-seal',
    title: {en: 'Break the seal of the holder’s slip', ja: '照会書の封を開く'},
    actor: 'operator',
  },
  checkCard: {
    id: 'check-card',
    title: {en: 'Read the card’s last day, open it as issuer', ja: 'カードの有効期限を読み出し、発行者認証'},
    actor: 'card',
  },
  checkKeys: {
    id: 'check-keys',
    title: {en: 'Ask which certificates the chip has', ja: 'チップの電子証明書の有無を照会'},
    actor: 'card',
  },
  beginDelivery: {
    id: 'begin-delivery',
    title: {en: 'System: begin the delivery', ja: 'カード管理システム: 交付を開始'},
    actor: 'centre',
  },
  typePassword: {
    id: 'type-password',
    title: {en: 'Holder: signature password', ja: '申請者: 署名用パスワードを入力'},
    actor: 'holder',
  },
  typePins: {
    id: 'type-pins',
    title: {en: 'Holder: three PINs of four digits', ja: '申請者: 4桁の暗証番号を3つ入力'},
    actor: 'holder',
  },
  typeForHolder: {
    id: 'type-for-holder',
    title: {en: 'Type the secrets of the slip', ja: '照会書の暗証番号を職員が入力'},
    actor: 'operator',
  },
  judgeSecrets: {
    id: 'judge-secrets',
    title: {en: 'Hold them against the rules', ja: '暗証番号の規則を確認'},
    actor: 'host',
  },
  setSecrets: {
    id: 'set-secrets',
    title: {en: 'Write password and PINs', ja: '暗証番号を書き込み'},
    actor: 'card',
  },
  activate: {
    id: 'activate',
    title: {en: 'Make the chip operational', ja: 'チップを有効化'},
    actor: 'card',
  },
  commitDelivery: {
    id: 'commit-delivery',
    title: {en: 'System: commit the delivery', ja: 'カード管理システム: 交付済みを確定'},
    actor: 'centre',
  },
  revokeSignature: {
    id: 'revoke-signature',
    title: {en: 'Centre: revoke the signature certificate', ja: '署名用電子証明書を失効'},
    actor: 'centre',
  },
  askConsent: {
    id: 'ask-consent',
    title: {en: 'Ask for consent to the town’s services', ja: '市区町村サービスの利用意思を確認'},
    actor: 'operator',
  },
  beginResume: {
    id: 'begin-resume',
    title: {en: 'System: begin to resume the applications', ja: 'カード管理システム: アプリの利用開始を開始'},
    actor: 'centre',
  },
  writeResume: {
    id: 'write-resume',
    title: {en: 'Unlock the applications', ja: 'アプリの停止を解除'},
    actor: 'card',
  },
  commitResume: {
    id: 'commit-resume',
    title: {en: 'System: commit the resumed applications', ja: 'カード管理システム: アプリの利用開始を確定'},
    actor: 'centre',
  },
  readAttributes: {
    id: 'read-attributes',
    title: {en: 'Try the text assistance PIN', ja: '入力補助用暗証番号で4情報を読み出し'},
    actor: 'card',
  },
  writeEntry: {
    id: 'write-entry',
    title: {en: 'Write 顔認証 on the card (追記欄)', ja: '追記欄に「顔認証」と記載'},
    actor: 'operator',
  },
  blockSecrets: {
    id: 'block-secrets',
    title: {en: 'Make password and PINs unusable', ja: '暗証番号を使用不可にする'},
    actor: 'card',
  },
  tryBlocked: {
    id: 'try-blocked',
    title: {
      en: 'Read the certificate; ask for tries, send no PIN',
      ja: '証明書読出し、残り回数の照会(PIN送信なし)',
    },
    actor: 'card',
  },
  handOver: {
    id: 'hand-over',
    title: {en: 'Hand the card over', ja: 'カードを手渡す'},
    actor: 'operator',
  },
} as const satisfies Readonly<Record<string, Phase>>;
