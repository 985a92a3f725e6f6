import {type CauseName, consequenceOf, misbehaviourNamed} from '../../../centre/index.ts';
import type {Expectation, Precondition, Setting, Variant} from '../../engine/scenario.ts';
import {cardCertificates} from '../../world/card-certificates.ts';
import {documentedEnding} from '../documented-ending.ts';
import {type FailureRow, row} from './row.ts';
import {asUsual, refusal, type Traits} from './traits.ts';

/** What is wrong with the card of a persona, or only unusual, for whoever looks at a certificate. */
const personaRows = [
  ['blocked', 'PINs blocked', '暗証番号のロック', 'pins-blocked', 'blocked-pins'],
  [
    'certificate-expired',
    'certificate expired',
    '証明書の期限切れ',
    'certificate-expired',
    'certificates-expired',
  ],
  ['card-expired', 'card expired', 'カードの期限切れ', 'card-expired', 'card-expired'],
  ['revoked', 'certificate revoked', '証明書の失効', 'certificate-revoked', 'revoked'],
  ['on-hold', 'certificate on hold', '証明書の一時保留', 'certificate-on-hold', 'on-hold'],
  [
    'face-authentication',
    'card without PINs',
    '顔認証マイナンバーカード',
    'face-authentication-card',
    'no-pins',
  ],
  ['under-15', 'holder under 15', '15歳未満', 'under-15', 'under-15'],
  [
    'substitute-characters',
    'substitute characters',
    '外字・代替文字',
    'substitute-characters',
    'substitute-characters',
  ],
  ['too-long', 'longest name and address', '最長の氏名・住所', 'longest-name', 'longest'],
] as const;

/** What whoever answers about revocation does wrong. */
const answerRows: readonly (readonly [
  id: string,
  en: string,
  ja: string,
  variants: readonly (readonly [id: string, setting: Setting, ends?: string])[],
])[] = [
  ['centre-down', 'centre down', 'センター停止', [['ocsp-down', {misbehaviour: 'ocsp-down'}]]],
  [
    'centre-slow',
    'centre slow',
    'センターの応答遅延',
    [
      ['ocsp-slow', {misbehaviour: 'ocsp-slow'}],
      ['ocsp-late', {misbehaviour: 'ocsp-late'}],
    ],
  ],
  [
    'centre-wrong',
    'centre answers wrongly',
    'センターの誤った応答',
    [
      ['ocsp-wrong-nonce', {misbehaviour: 'ocsp-wrong-nonce'}],
      ['ocsp-bad-signature', {misbehaviour: 'ocsp-bad-signature'}],
    ],
  ],
  [
    'stale-crl',
    'revocation list in place of an answer, fresh or stale',
    '失効リストによる代替(有効・期限切れ)',
    [
      ['ocsp-down-fresh-crl', {misbehaviour: 'ocsp-down', fallback: {}}, 'good'],
      [
        'ocsp-down-stale-crl',
        {misbehaviour: 'ocsp-down', fallback: {misbehaviour: 'crl-stale'}},
        'revocation-stale',
      ],
    ],
  ],
  [
    'clock-skew',
    'clocks apart',
    '時計のずれ',
    [
      ['clock-9-min-ahead', {aheadMinutes: 9}, 'good'],
      ['clock-11-min-ahead', {aheadMinutes: 11}, 'revocation-future'],
      ['clock-9-min-behind', {aheadMinutes: -9}, 'good'],
      ['clock-21-min-behind', {aheadMinutes: -21}, 'revocation-stale'],
    ],
  ],
  [
    'unknown-issuer',
    'issuer of the certificate unknown',
    '発行者が不明な証明書',
    [['issuer-unknown', {issuerUnknown: true}, 'issuer-signature-wrong']],
  ],
];

/** What each setting of those is called. */
const titles: Readonly<Record<string, readonly [en: string, ja: string]>> = {
  'ocsp-down': ['OCSP cannot be reached', 'OCSPに接続できない'],
  'ocsp-slow': ['OCSP answers after 1.5 s', 'OCSPの応答が1.5秒後'],
  'ocsp-late': ['OCSP answers when nobody waits any more', 'OCSPの応答が待ち時間を超過'],
  'ocsp-wrong-nonce': ['OCSP answers with another nonce', 'OCSP応答のノンス不一致'],
  'ocsp-bad-signature': ['the OCSP answer is forged', '偽造されたOCSP応答'],
  'ocsp-down-fresh-crl': [
    'OCSP cannot be reached, a fresh list is asked',
    'OCSPに接続できず、有効な失効リストを参照',
  ],
  'ocsp-down-stale-crl': [
    'OCSP cannot be reached, the list is two days old',
    'OCSPに接続できず、失効リストは2日前のもの',
  ],
  'clock-9-min-ahead': ['the authorities’ clock is 9 minutes ahead', '認証局の時計が9分進んでいる'],
  'clock-11-min-ahead': ['the authorities’ clock is 11 minutes ahead', '認証局の時計が11分進んでいる'],
  'clock-9-min-behind': ['the authorities’ clock is 9 minutes behind', '認証局の時計が9分遅れている'],
  'clock-21-min-behind': ['the authorities’ clock is 21 minutes behind', '認証局の時計が21分遅れている'],
  'issuer-unknown': [
    'nobody whom the centre believes issued the certificate',
    'センターが信頼しない認証局の証明書',
  ],
};

/** What happened to the holder, and what became of the certificates by it. */
const eventRows = [
  [
    'deceased',
    'holder deceased',
    '死亡',
    'deceased',
    'death',
    2,
    'the holder died two days ago',
    '2日前に死亡',
  ],
  [
    'moved',
    'holder moved, the record changed',
    '転居・記録変更',
    'revoked-by-move',
    'address-change',
    2,
    'the holder moved two days ago: the signature certificate is revoked',
    '2日前の転居により署名用電子証明書が失効',
  ],
  [
    'same-day-move',
    'holder moved the same day',
    '同日の転居',
    'moved-today',
    'address-change',
    0,
    'the holder moved today: the certificates are good until midnight',
    '本日の転居(電子証明書は本日中有効)',
  ],
] as const satisfies readonly (readonly [
  id: string,
  en: string,
  ja: string,
  variant: string,
  cause: CauseName,
  daysAgo: number,
  en: string,
  ja: string,
])[];

const tokenRows = [
  [
    'phone-token',
    'phone instead of a card',
    'スマートフォンのトークン',
    [
      ['token-android', 'smartphone-android', 'a smartphone with Android', 'Androidスマートフォンのトークン'],
      ['token-iphone', 'smartphone-iphone', 'an iPhone', 'iPhoneのトークン'],
    ],
  ],
  [
    'resident-register-card',
    'resident register card',
    '住民基本台帳カード',
    [
      [
        'token-resident-register-card',
        'resident-register-card',
        'a resident register card',
        '住民基本台帳カードのトークン',
      ],
    ],
  ],
] as const;

/** All that may be wrong with the holder's certificate, and with those who are asked about it. */
export const certificateRows: readonly FailureRow[] = [
  ...personaRows.map(([id, en, ja, variant, persona]) =>
    row(id, en, ja, (traits) => [
      traits.certificate && personaVariant(traits, {id: variant, title: {en, ja}, persona}),
    ]),
  ),
  ...tokenRows.map(([id, en, ja, tokens]) =>
    row(id, en, ja, (traits) =>
      tokens.map(([variant, cardProfile, en, ja]) =>
        traits.tokenChecked
          ? {
              id: variant,
              title: {en, ja},
              setting: {cardProfile},
              expected: refusal(traits, 'token-label'),
            }
          : undefined,
      ),
    ),
  ),
  ...answerRows.map(([id, en, ja, variants]) =>
    row(id, en, ja, (traits) =>
      traits.asksAboutRevocation
        ? variants.map(([id, setting, ends]) => answerVariant(traits, id, setting, ends))
        : [],
    ),
  ),
  ...eventRows.map(([id, en, ja, variant, cause, daysAgo, whatEn, whatJa]) =>
    row(id, en, ja, (traits) => [
      eventVariant(traits, {id: variant, title: {en: whatEn, ja: whatJa}, cause, daysAgo}),
    ]),
  ),
];

const personaVariant = (
  traits: Traits,
  {persona, ...named}: Pick<Variant, 'id' | 'title'> & {readonly persona: string},
): Variant | undefined => {
  const expected = documented(traits, persona);
  return expected && {...named, setting: {persona}, expected};
};

const documented = (traits: Traits, persona: string): Expectation | undefined =>
  documentedEnding(
    {
      id: traits.id,
      asksAboutRevocation: traits.certificate?.judged ?? false,
      ...(traits.personas ? {personas: traits.personas} : {}),
    },
    persona,
  );

/** `ends`: the reason it is refused for, or `good`; default: as is documented of the misbehaviour. */
const answerVariant = (
  traits: Traits,
  id: string,
  setting: Setting,
  ends: string = endsOf(setting),
): Variant => {
  const [en = id, ja = id] = titles[id] ?? [];
  const expected = ends === 'good' ? asUsual(traits) : refusal(traits, ends);
  return {id, title: {en, ja}, setting, expected};
};

const endsOf = ({misbehaviour}: Setting): string => {
  const ends = misbehaviour === undefined ? 'good' : misbehaviourNamed(misbehaviour).ends;
  return ends === 'good' || ends === 'revoked' ? ends : `revocation-${ends}`;
};

interface HoldersEvent extends Pick<Variant, 'id' | 'title'> {
  readonly cause: CauseName;
  readonly daysAgo: number;
}

const day = 86_400_000;

const eventVariant = (traits: Traits, {id, title, cause, daysAgo}: HoldersEvent): Variant | undefined => {
  const {certificate, preconditions = []} = traits;
  if (!certificate) {
    return undefined;
  }
  const touched = consequenceOf(cause, certificate.kind, new Date(0)) !== undefined;
  const ended = certificate.judged && touched && daysAgo > 0;
  return {
    id,
    title,
    preconditions: [...preconditions, happened(cause, daysAgo, title)],
    expected: ended ? refusal(traits, 'revoked') : asUsual(traits),
  };
};

/** The counter took it down so many days ago, and the authorities know. */
const happened = (cause: CauseName, daysAgo: number, title: Precondition['title']): Precondition => ({
  id: cause,
  title,
  async establish({world, image}) {
    const at = new Date(world.wall().getTime() - daysAgo * day);
    const {userAuthentication, digitalSignature} = cardCertificates(image);
    for (const one of [userAuthentication, digitalSignature]) {
      const consequence = one && consequenceOf(cause, one.kind, at);
      if (one && consequence) {
        world.certificates.states.revoke(one.serialNumber, consequence);
      }
    }
  },
});
