import {type HolderSecret, holderSecretNames, holderSecrets} from '../../../../terminal/index.ts';
import type {Expectation, Variant} from '../../../engine/scenario.ts';
import {anotherSecret} from '../../jpki/another-secret.ts';
import {type Changing, changeSecrets, type Typed} from './change-secrets.ts';
import {placeOfSecret} from './held-secrets.ts';

const refused = (reasonId: string, triesLost?: number): Expectation => ({
  verdict: 'fail',
  reasonId,
  ...(triesLost === undefined ? {} : {triesLost}),
});

const entered =
  (value: string) =>
  (old: string): Typed => ({old, first: value, second: value});

const wrongOld = (old: string): Typed => ({...entered(anotherSecret(old))(old), old: anotherSecret(old)});

/** A row: id, titles, what it ends in, which secret, what is otherwise, and with whose card. */
type Row = readonly [
  id: string,
  en: string,
  ja: string,
  expected: Expectation,
  secret: HolderSecret,
  how?: Omit<Changing, 'secrets'>,
  persona?: string,
];

const malformed: readonly Row[] = (
  [
    ['password-of-5', '5 characters as password', '5文字のパスワード', 'digital-signature', 'ABC12'],
    [
      'password-of-17',
      '17 characters as password',
      '17文字のパスワード',
      'digital-signature',
      'ABCDEFGH123456789',
    ],
    [
      'password-letters-only',
      'a password without digit',
      '数字のないパスワード',
      'digital-signature',
      'ABCDEF',
    ],
    [
      'password-digits-only',
      'a password without letter',
      '英字のないパスワード',
      'digital-signature',
      '123456',
    ],
    [
      'password-with-hyphen',
      'a password with a hyphen',
      '記号を含むパスワード',
      'digital-signature',
      'ABC-123',
    ],
    [
      'password-full-width',
      'a password in full-width characters',
      '全角のパスワード',
      'digital-signature',
      'ＡＢＣ１２３',
    ],
    ['pin-of-3', 'three digits as PIN', '3桁の暗証番号', 'user-authentication', '123'],
    ['pin-of-5', 'five digits as PIN', '5桁の暗証番号', 'resident-register', '12345'],
    ['pin-with-letter', 'a PIN with a letter', '英字を含む暗証番号', 'text-assistance', '12A4'],
  ] as const
).map(([id, en, ja, secret, value]) => [id, en, ja, refused('secret-form'), secret, {typed: entered(value)}]);

const blocked: readonly Row[] = holderSecretNames.map((secret) => [
  `blocked-${secret}`,
  `the ${holderSecrets[secret].name.en} is locked`,
  `${holderSecrets[secret].name.ja}がロック済み`,
  refused('pin-blocked'),
  secret,
  {},
  'blocked-pins',
]);

const rows: readonly Row[] = [
  ...malformed,
  [
    'password-in-lower-case',
    'a password typed in lower case: the card gets capitals',
    '小文字で入力したパスワード(大文字で設定)',
    {verdict: 'pass', reasonId: 'changed', changes: [placeOfSecret('digital-signature')]},
    'digital-signature',
    {typed: entered('abc987')},
  ],
  [
    'entries-differ',
    'the new one typed differently the second time',
    '新しい値の2回の入力が異なる',
    refused('entries-differ'),
    'user-authentication',
    {typed: (old) => ({...entered(anotherSecret(old))(old), second: old})},
  ],
  ...holderSecretNames.map(
    (secret): Row => [
      `wrong-${secret}`,
      `a wrong old ${holderSecrets[secret].name.en}`,
      `現在の${holderSecrets[secret].name.ja}の誤り`,
      refused('wrong-pin', 1),
      secret,
      {typed: wrongOld},
    ],
  ),
  [
    'not-verified',
    'CHANGE REFERENCE DATA without VERIFY of the old one',
    '照合せずに変更を要求',
    refused('card-status'),
    'user-authentication',
    {unverified: true},
  ],
  ...blocked,
  [
    'never-set',
    'a card for face recognition: no PIN was ever set',
    '顔認証マイナンバーカード(暗証番号の設定なし)',
    refused('pin-blocked'),
    'user-authentication',
    {typed: () => entered('4321')('1234')},
    'no-pins',
  ],
  [
    'not-delivered',
    'before delivery: no secret is set',
    '交付前(暗証番号の設定なし)',
    refused('pin-blocked'),
    'text-assistance',
    {typed: () => entered('4321')('1234')},
    'not-delivered',
  ],
];

export const changeVariants: readonly Variant[] = rows.map(
  ([id, en, ja, expected, secret, how = {}, persona]) => ({
    id,
    title: {en, ja},
    values: {secret},
    expected,
    ...(persona === undefined ? {} : {setting: {persona}}),
    run: (stage) => changeSecrets(stage, {...how, secrets: [secret]}),
  }),
);
