import type {Ending, Expectation, Precondition} from '../../../engine/scenario.ts';
import type {Stage} from '../../../engine/stage.ts';
import type {VariantWith} from '../../../parameters/define-scenario.ts';
import type {ParameterValues} from '../../../parameters/parameter.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {heldSecret, placeOfSecret} from '../secrets/held-secrets.ts';
import {at, day, moved, nothingLocked, revokeKnown} from './kiosk-situations.ts';
import {
  bookAndReset,
  bookingOf,
  type kioskParameters,
  known,
  newSecret,
  type Resetting,
  resetAtKiosk,
} from './reset-at-kiosk.ts';

const bookings = 'centre/pin-resets/*';

const refused = (reasonId: string, more: Partial<Expectation> = {}): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...more,
});

/** Refused behind the booking, which stays. */
const refusedAtKiosk = (reasonId: string, more: Partial<Expectation> = {}): Expectation =>
  refused(reasonId, {changes: [bookings], ...more});

const reset: Expectation = {
  verdict: 'pass',
  reasonId: 'reset',
  changes: [placeOfSecret('digital-signature'), bookings],
};

/** A row: id, titles, what it ends in, what is otherwise, and what is so before. */
type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  how: (Resetting & {readonly values?: ParameterValues}) | ((stage: Stage) => Promise<Ending>),
  preconditions?: readonly Precondition[],
];

const rows: readonly Row[] = [
  [
    'log-in-pin',
    'the other way round: the log-in PIN is reset by the password',
    '署名用パスワードによる利用者証明用暗証番号の初期化',
    {...reset, changes: [placeOfSecret('user-authentication'), bookings]},
    {values: {reset: 'user-authentication'}},
    nothingLocked,
  ],
  [
    'log-in-pin-not-offered',
    'the log-in PIN at a chain that resets the password alone',
    '署名用のみ対応の店舗で利用者証明用を初期化',
    refusedAtKiosk('not-offered'),
    {values: {reset: 'user-authentication', chain: 'lawson'}},
    nothingLocked,
  ],
  [
    'password-at-such-a-chain',
    'the password at such a chain',
    '署名用のみ対応の店舗で署名用を初期化',
    reset,
    {values: {chain: 'lawson'}},
  ],
  [
    'at-23-h-59-min',
    'begun half a minute before the 24 h are over, ended behind them',
    '予約から24時間の30秒前に開始し、24時間後に終了',
    reset,
    {values: {minutesToKiosk: 24 * 60 - 1}},
  ],
  [
    'at-24-h-1-s',
    'the known one typed 24 h and 1 s behind the booking',
    '予約の24時間1秒後に操作開始',
    refusedAtKiosk('booking-expired'),
    {values: {minutesToKiosk: 24 * 60 + 1 / 60}},
  ],
  [
    'before-opening',
    'at the kiosk at 6 in the morning',
    '午前6時の操作',
    refusedAtKiosk('kiosk-closed'),
    {values: {minutesToKiosk: 0}},
    at('06:00:00'),
  ],
  [
    'after-opening',
    'at the kiosk at 6:30 in the morning',
    '午前6時30分の操作',
    reset,
    {values: {minutesToKiosk: 0}},
    at('06:30:00'),
  ],
  [
    'before-closing',
    'begun half a minute before 23:00, ended behind it',
    '23時の30秒前に開始し、23時過ぎに終了',
    reset,
    {values: {minutesToKiosk: 0}},
    at('22:57:00'),
  ],
  [
    'after-closing',
    'at the kiosk at half past 23',
    '23時30分の操作',
    refusedAtKiosk('kiosk-closed'),
    {values: {minutesToKiosk: 0}},
    at('23:30:00'),
  ],
  [
    'on-28-december',
    'on 28 December',
    '12月28日の操作',
    reset,
    {values: {minutesToKiosk: 0}},
    at('12:00:00', day('12-28')),
  ],
  [
    'on-29-december',
    'on 29 December',
    '12月29日の操作',
    refusedAtKiosk('kiosk-closed'),
    {values: {minutesToKiosk: 0}},
    at('12:00:00', day('12-29')),
  ],
  [
    'on-3-january',
    'on 3 January',
    '1月3日の操作',
    refusedAtKiosk('kiosk-closed'),
    {values: {minutesToKiosk: 0}},
    at('12:00:00', day('01-03')),
  ],
  [
    'on-4-january',
    'on 4 January',
    '1月4日の操作',
    reset,
    {values: {minutesToKiosk: 0}},
    at('12:00:00', day('01-04')),
  ],
  [
    'resident-register-pin',
    'the resident register PIN: the counter resets it',
    '住民基本台帳用暗証番号(窓口のみ)',
    refused('counter-only'),
    {asked: 'resident-register'},
  ],
  [
    'text-assistance-pin',
    'the text assistance PIN: the counter resets it',
    '券面事項入力補助用暗証番号(窓口のみ)',
    refused('counter-only'),
    {asked: 'text-assistance'},
  ],
  [
    'known-one-asked',
    'the very secret that is known is to be reset',
    '既知の暗証番号自体の初期化を要求',
    refused('counter-only'),
    {asked: 'user-authentication'},
  ],
  [
    'both-forgotten',
    'the other one is not known either: a guess at the phone',
    '両方とも不明(スマホで誤入力)',
    refused('wrong-pin', {triesLost: 1}),
    (stage) => bookAndReset(stage, {knownAtPhone: anotherSecret(heldSecret(stage, known(stage)))}),
  ],
  [
    'wrong-at-kiosk',
    'the known one typed wrongly at the kiosk',
    'キオスク端末での既知の暗証番号の誤り',
    refusedAtKiosk('wrong-pin', {triesLost: 1}),
    (stage) => bookAndReset(stage, {knownAtKiosk: anotherSecret(heldSecret(stage, known(stage)))}),
  ],
  [
    'photo-differs',
    'another face than that on the card',
    '顔写真の不一致',
    refused('photo-differs'),
    {photoMatches: false},
  ],
  [
    'signing-certificate-revoked',
    'the certificate of the forgotten one was revoked by a move',
    '転居で署名用電子証明書が失効済み',
    refused('certificate-ended'),
    {},
    [...at('10:00:00'), moved],
  ],
  [
    'revoked-on-the-way',
    'the log-in certificate is revoked between phone and kiosk',
    '予約後に利用者証明用電子証明書が失効',
    refusedAtKiosk('revoked', {changes: [bookings, 'centre/certificates/*']}),
    {meanwhile: revokeKnown},
  ],
  [
    'unknown-booking',
    'a booking number that nobody was given',
    '存在しない予約番号',
    refusedAtKiosk('booking-unknown'),
    {number: (given) => given.replace(/.$/, (last) => (last === '0' ? '1' : '0'))},
  ],
  [
    'booking-used',
    'the same booking a second time',
    '同じ予約の再使用',
    {...reset, verdict: 'fail', reasonId: 'booking-used'},
    async (stage) => {
      await bookAndReset(stage);
      await resetAtKiosk(stage, bookingOf(stage) ?? '');
      return {verdict: 'pass', reason: {en: 'the booking was good twice', ja: '予約が2回使えました'}};
    },
  ],
  [
    'entries-differ',
    'the new one typed differently the second time',
    '新しい値の2回の入力が異なる',
    refusedAtKiosk('entries-differ'),
    (stage) => bookAndReset(stage, {entries: [newSecret(stage), heldSecret(stage, 'digital-signature')]}),
  ],
  [
    'new-one-malformed',
    'a new password without digit',
    '数字のない新しいパスワード',
    refusedAtKiosk('secret-form'),
    {entries: ['ABCDEF', 'ABCDEF']},
  ],
];

/** Those with another card: id, titles, ending, persona. */
const cards = [
  [
    'both-locked',
    'both are locked: only the counter helps',
    '両方ともロック(窓口のみ)',
    'pin-blocked',
    'blocked-pins',
  ],
  ['certificates-revoked', 'the certificates were revoked', '失効済みの電子証明書', 'revoked', 'revoked'],
  [
    'certificates-expired',
    'the certificates have expired',
    '有効期間満了の電子証明書',
    'expired',
    'certificates-expired',
  ],
  [
    'under-15',
    'a child under 15: there is no signing certificate',
    '15歳未満(署名用電子証明書なし)',
    'certificate-ended',
    'under-15',
  ],
] as const;

export const kioskVariants: readonly VariantWith<typeof kioskParameters>[] = [
  ...rows.map(([id, en, ja, expected, how, preconditions]) => ({
    id,
    title: {en, ja},
    ...('values' in how && how.values ? {values: how.values} : {}),
    expected,
    ...(preconditions ? {preconditions} : {}),
    run: typeof how === 'function' ? how : (stage: Stage) => bookAndReset(stage, how),
  })),
  ...cards.map(([id, en, ja, reasonId, persona]) => ({
    id,
    title: {en, ja},
    expected: refused(reasonId),
    setting: {persona},
    run: (stage: Stage) => bookAndReset(stage),
  })),
];
