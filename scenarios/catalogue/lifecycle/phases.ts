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
