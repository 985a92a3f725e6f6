import type {Phase} from '../../../engine/scenario.ts';

/** コンビニでの暗証番号リセット: by phone at home, then at a kiosk. People's times are parameters. */
export const kioskPhases = {
  photograph: {
    id: 'photograph',
    title: {en: 'Phone: card and face before the camera', ja: 'スマホ: カードと顔を撮影'},
    actor: 'holder',
  },
  askToProve: {
    id: 'ask-to-prove',
    title: {en: 'Centre: a challenge for the phone', ja: 'センター: チャレンジ(スマホ)'},
    actor: 'centre',
  },
  proveByPhone: {
    id: 'prove-by-phone',
    title: {en: 'Phone: known secret, certificate, signature', ja: 'スマホ: 既知の暗証番号で署名'},
    actor: 'card',
  },
  book: {id: 'book', title: {en: 'Centre: the booking', ja: 'センター: 予約を受付'}, actor: 'centre'},
  goToKiosk: {
    id: 'go-to-kiosk',
    title: {en: 'The holder goes to a kiosk', ja: 'キオスク端末まで移動'},
    actor: 'wait',
  },
  typeKnown: {
    id: 'type-known',
    title: {en: 'Kiosk: the known secret is typed', ja: 'キオスク端末: 既知の暗証番号を入力'},
    actor: 'holder',
  },
  askAtKiosk: {
    id: 'ask-at-kiosk',
    title: {en: 'Centre: a challenge for the kiosk', ja: 'センター: チャレンジ(キオスク端末)'},
    actor: 'centre',
  },
  proveAtKiosk: {
    id: 'prove-at-kiosk',
    title: {en: 'Kiosk: known secret, certificate, signature', ja: 'キオスク端末: 既知の暗証番号で署名'},
    actor: 'card',
  },
  begin: {
    id: 'begin',
    title: {en: 'Centre: is the booking good, here and now', ja: 'センター: 予約・店舗・時間を確認'},
    actor: 'centre',
  },
  typeNew: {
    id: 'type-new',
    title: {en: 'Kiosk: the new one is typed twice', ja: 'キオスク端末: 新しい値を2回入力'},
    actor: 'holder',
  },
  cardChallenge: {
    id: 'card-challenge',
    title: {en: 'The card’s challenge for its issuer', ja: 'カードの発行者向けチャレンジ'},
    actor: 'card',
  },
  authorise: {
    id: 'authorise',
    title: {en: 'Centre: the issuer’s answer to it', ja: 'センター: 発行者の応答を作成'},
    actor: 'centre',
  },
  answerCard: {
    id: 'answer-card',
    title: {en: 'The answer proves the authority', ja: '応答により権限を証明'},
    actor: 'card',
  },
  writeSecret: {
    id: 'write-secret',
    title: {en: 'UNLOCK KEY with the new value', ja: '新しい値を書込み(初期化)'},
    actor: 'card',
  },
  complete: {
    id: 'complete',
    title: {en: 'Centre: the booking is used up', ja: 'センター: 予約を完了'},
    actor: 'centre',
  },
} as const satisfies Readonly<Record<string, Phase>>;
