import type {CertificateKind} from '../../../centre/index.ts';
import type {Phase} from '../../engine/scenario.ts';

/** What happens at the counter in the life of a card. People's times: Bench-defined, T60. */
export const lifecyclePhases = {
  queue: {
    id: 'queue',
    title: {en: 'Wait to be called', ja: '呼出しを待つ'},
    actor: 'wait',
    usualMs: 900_000,
  },
  identify: {
    id: 'identify',
    title: {en: 'Check identity and application', ja: '本人確認と申請書の確認'},
    actor: 'operator',
    usualMs: 180_000,
  },
  enterPins: {
    id: 'enter-pins',
    title: {en: 'The holder types the PINs', ja: '所持者が暗証番号を入力'},
    actor: 'holder',
    usualMs: 60_000,
  },
  explain: {
    id: 'explain',
    title: {en: 'Explain, hand the card back', ja: '説明とカードの返却'},
    actor: 'operator',
    usualMs: 120_000,
  },
  askCard: {
    id: 'ask-card',
    title: {en: 'System: is the card in use, and whose', ja: 'システム: カードの運用状態と住所地を照会'},
    actor: 'centre',
  },
  verifyResidentPin: {
    id: 'verify-resident-pin',
    title: {en: 'VERIFY the resident register PIN', ja: '住民基本台帳用暗証番号を照合'},
    actor: 'card',
  },
  authenticateIssuer: {
    id: 'authenticate-issuer',
    title: {en: 'Prove the issuer’s authority', ja: '発行者の権限を証明'},
    actor: 'card',
  },
  drawRecord: {
    id: 'draw-record',
    title: {
      en: 'System: text and pictures of the new record, signed',
      ja: 'システム: 新しい券面事項を作成・署名',
    },
    actor: 'centre',
  },
  writeText: {
    id: 'write-text',
    title: {en: 'Write the attributes as text', ja: '券面事項入力補助APを更新'},
    actor: 'card',
  },
  writeFace: {
    id: 'write-face',
    title: {en: 'Write the card face', ja: '券面事項確認APを更新'},
    actor: 'card',
  },
  writeEntry: {
    id: 'write-entry',
    title: {en: 'Write the entry on the card (追記欄)', ja: '追記欄に記載'},
    actor: 'operator',
    usualMs: 90_000,
  },
  queueRevocation: {
    id: 'queue-revocation',
    title: {
      en: 'Centre: the signing certificate ends with the day',
      ja: 'センター: 署名用電子証明書の失効を受付(翌日から)',
    },
    actor: 'centre',
  },
  readBack: {
    id: 'read-back',
    title: {en: 'Read back what was written', ja: '書込み内容を読み戻して確認'},
    actor: 'card',
  },
  checkName: {
    id: 'check-name',
    title: {
      en: 'The name on the new certificate, with the marks of its 代替文字',
      ja: '新しい証明書の氏名と代替文字の有無を確認',
    },
    actor: 'host',
  },
  askKiosk: {
    id: 'ask-kiosk',
    title: {en: 'A kiosk: does it print the name', ja: 'キオスク端末: 氏名を印字できるか'},
    actor: 'host',
  },
  moveOut: {
    id: 'move-out',
    title: {en: 'Town X: the holder says to move out (転出届)', ja: '転出元: 転出届'},
    actor: 'centre',
  },
  useWhileMoving: {
    id: 'use-while-moving',
    title: {
      en: 'Town X’s service is refused from now on',
      ja: '転出元のサービスが利用不可になったことを確認',
    },
    actor: 'centre',
  },
  daysPass: {
    id: 'days-pass',
    title: {en: 'The days until the holder comes to town Y', ja: '転入先の窓口に来るまでの日数'},
    actor: 'wait',
  },
  beginMoveIn: {
    id: 'begin-move-in',
    title: {en: 'System: continued use begins (継続利用)', ja: 'システム: 継続利用の開始'},
    actor: 'centre',
  },
  emptyArea: {
    id: 'empty-area',
    title: {en: 'Empty the area for ordinances', ja: '条例利用領域のアプリケーションを全て削除'},
    actor: 'card',
  },
  commitMoveIn: {
    id: 'commit-move-in',
    title: {en: 'System: the holder lives in town Y now', ja: 'システム: 継続利用の確定、住所地の変更'},
    actor: 'centre',
  },
  readCommon: {
    id: 'read-common',
    title: {en: 'Town X’s library reads the common application', ja: '転出元の図書館が共通カードAPを読出し'},
    actor: 'card',
  },
  useLibrary: {
    id: 'use-library',
    title: {en: 'System: may the library use the card', ja: 'システム: 図書館の利用可否'},
    actor: 'centre',
  },
  terminateCard: {
    id: 'terminate-card',
    title: {en: 'System: the card is at its end (廃止)', ja: 'システム: カードを廃止、証明書を失効'},
    actor: 'centre',
  },
  answerCall: {
    id: 'answer-call',
    title: {en: 'Call centre: who is it, which card', ja: 'コールセンター: 本人と対象カードを確認'},
    actor: 'operator',
    usualMs: 240_000,
  },
  suspendCard: {
    id: 'suspend-card',
    title: {en: 'System: the card is suspended', ja: 'システム: カードを一時停止'},
    actor: 'centre',
  },
  holdCertificates: {
    id: 'hold-certificates',
    title: {en: 'Authorities: both certificates on hold', ja: '認証局: 両証明書を一時保留'},
    actor: 'centre',
  },
  askHold: {
    id: 'ask-hold',
    title: {en: 'A relying party asks about both', ja: '検証者が両証明書の状態を照会'},
    actor: 'centre',
  },
  askRelease: {
    id: 'ask-release',
    title: {en: 'The same question behind the release', ja: '解除後に再び両証明書の状態を照会'},
    actor: 'centre',
  },
  useSuspended: {
    id: 'use-suspended',
    title: {en: 'A service of the town is refused', ja: '市区町村のサービスが利用不可になったことを確認'},
    actor: 'centre',
  },
  releaseByPhone: {
    id: 'release-by-phone',
    title: {
      en: 'The call centre is asked for a release and has no role for it',
      ja: '電話での解除依頼は権限がなく不可',
    },
    actor: 'centre',
  },
  releaseCard: {
    id: 'release-card',
    title: {
      en: 'Counter: the card and the log-in certificate are released',
      ja: '窓口: カードと利用者証明用を解除',
    },
    actor: 'centre',
  },
  endSignature: {
    id: 'end-signature',
    title: {en: 'Authority: the signing certificate ends', ja: '認証局: 署名用電子証明書を失効'},
    actor: 'centre',
  },
  takeReport: {
    id: 'take-report',
    title: {
      en: 'Why the card ends; the police’s number where it is lost',
      ja: '事由の確認(紛失は警察の受理番号)',
    },
    actor: 'operator',
    usualMs: 300_000,
  },
  useBlocked: {
    id: 'use-blocked',
    title: {en: 'The block list refuses the old card', ja: '旧カードの利用停止を確認'},
    actor: 'centre',
  },
  makeCard: {
    id: 'make-card',
    title: {en: 'The new card is made and sent to the town', ja: '新しいカードの作成と送付'},
    actor: 'wait',
    usualMs: 21 * 86_400_000,
  },
  setUpCard: {
    id: 'set-up-card',
    title: {
      en: 'The new card set up and delivered on the chip, PINs set',
      ja: '新カード: 交付前設定・暗証番号設定・運用開始',
    },
    actor: 'card',
  },
  enterCard: {
    id: 'enter-card',
    title: {en: 'System: the new card is in use', ja: 'システム: 新しいカードを運用中に登録'},
    actor: 'centre',
  },
  askPredecessor: {
    id: 'ask-predecessor',
    title: {
      en: 'A service asks which certificate the new one replaced',
      ja: 'サービスが新証明書の旧証明書を照会',
    },
    actor: 'centre',
  },
  linkAnew: {
    id: 'link-anew',
    title: {en: 'The service enrols its user again', ja: 'サービスが利用者を再登録'},
    actor: 'host',
  },
  nextDay: {
    id: 'next-day',
    title: {en: 'A day passes', ja: '翌日になる'},
    actor: 'wait',
    usualMs: 86_400_000,
  },
} as const satisfies Readonly<Record<string, Phase>>;

const names: Readonly<Record<CertificateKind, {readonly en: string; readonly ja: string}>> = {
  'user-authentication': {en: 'log-in certificate', ja: '利用者証明用'},
  'digital-signature': {en: 'signing certificate', ja: '署名用'},
};

/** How one certificate takes another one's place: the same steps for either kind. */
export interface CertificatePhases {
  /** PIN or password, then the certificate in use. */
  readonly verify: Phase;
  readonly ask: Phase;
  readonly generate: Phase;
  readonly issue: Phase;
  readonly write: Phase;
  readonly supersede: Phase;
}

const phasesOf = (kind: CertificateKind): CertificatePhases => {
  const {en, ja} = names[kind];
  const phase = (id: string, actor: Phase['actor'], title: Phase['title']): Phase => ({
    id: `${id}-${kind}`,
    title,
    actor,
  });
  return {
    verify: phase('verify', 'card', {
      en: `VERIFY, read the ${en}`,
      ja: `${ja}の暗証番号を照合、証明書を読出し`,
    }),
    ask: phase('ask', 'centre', {
      en: `Centre: may the ${en} be replaced`,
      ja: `センター: ${ja}の更新可否とノンス`,
    }),
    generate: phase('generate', 'card', {en: `A new key for the ${en}`, ja: `${ja}の鍵ペアを生成`}),
    issue: phase('issue', 'centre', {
      en: `Centre: proof of possession, issue of the ${en}`,
      ja: `センター: 鍵の所有を検証し${ja}を発行`,
    }),
    write: phase('write', 'card', {
      en: `Write the ${en}, key and all`,
      ja: `${ja}を書込み(鍵も同時に切替え)`,
    }),
    supersede: phase('supersede', 'centre', {
      en: `Centre: the old ${en} superseded, old and new linked`,
      ja: `センター: 旧${ja}を失効、新旧を紐付け`,
    }),
  };
};

export const certificatePhases: Readonly<Record<CertificateKind, CertificatePhases>> = {
  'user-authentication': phasesOf('user-authentication'),
  'digital-signature': phasesOf('digital-signature'),
};
