import type {ApplicationName} from '../aid.ts';
import {type StandardAppletName, standardApplets} from '../applets/standard-applets.ts';
import {type AreaName, cardAreas} from '../card-areas.ts';
import type {Sentence} from '../errors.ts';

type KnownName = ApplicationName | StandardAppletName | AreaName;

/** What is known of an EF from outside: its name, and the credentials of which one opens it. */
export interface NamedFile {
  readonly name: Sentence;
  readonly opens?: readonly number[];
}

const file = (en: string, ja: string, ...opens: readonly number[]): NamedFile => ({
  name: {en, ja},
  ...(opens.length > 0 ? {opens} : {}),
});

/** Names of the applications. [S1] [S3] */
export const applicationNames: Readonly<Record<KnownName, Sentence>> = {
  jpki: {en: 'JPKI application', ja: '公的個人認証AP'},
  common: {en: 'common application', ja: '共通AP'},
  'resident-register': {en: 'resident register application', ja: '住基AP'},
  'card-surface': {en: 'card surface application', ja: '券面事項確認AP'},
  'text-assistance': {en: 'text assistance application', ja: '券面事項入力補助AP'},
  'issuer-security-domain': {en: 'issuer security domain', ja: '発行者セキュリティドメイン'},
  'service-a': standardApplets['service-a'].title,
  'service-d': standardApplets['service-d'].title,
  'common-card': standardApplets['common-card'].title,
  ordinance: cardAreas.ordinance.title,
  extended: cardAreas.extended.title,
};

/** EFs of 業務タイプA and D. Bench-defined, D201 */
const serviceFiles: Readonly<Record<number, NamedFile>> = {
  1: file('id', 'ID', 0x11),
  2: file('key diversification data', '鍵の導出データ'),
  3: file('options', 'オプション'),
  17: file('service PIN', '業務用暗証番号'),
  18: file('mutual authentication key', '相互認証鍵'),
};

/** EFs by application and identifier; the short identifier is the low five bits. [S1] [S3] */
export const fileNames: Readonly<Record<KnownName, Readonly<Record<number, NamedFile>>>> = {
  jpki: {
    1: file('digital signature certificate', '署名用電子証明書', 0x1b),
    2: file('digital signature CA certificate', '署名用CA証明書'),
    6: file('token information', 'トークン情報'),
    8: file('availability', '利用可否'),
    10: file('user authentication certificate', '利用者証明用電子証明書'),
    11: file('user authentication CA certificate', '利用者証明用CA証明書'),
    22: file('terminal authority key', '端末認証局公開鍵'),
    23: file('user authentication key', '利用者証明用秘密鍵', 0x18),
    24: file('user authentication PIN', '利用者証明用暗証番号'),
    26: file('digital signature key', '署名用秘密鍵', 0x1b),
    27: file('digital signature password', '署名用パスワード'),
  },
  common: {
    1: file('card information', 'カード情報'),
    2: file('key reference', '鍵参照情報'),
    25: file('internal authentication key', '内部認証鍵'),
    28: file('common PIN', '共通APの暗証番号'),
  },
  'resident-register': {
    1: file('resident code', '住民票コード', 0x1c),
    2: file('key reference', '鍵参照情報'),
    28: file('resident register PIN', '住民基本台帳用暗証番号'),
  },
  'card-surface': {
    1: file('age record', '生年月日情報', 0x11),
    2: file('card face', '券面情報', 0x12, 0x13),
    3: file('basic information', '基本情報'),
    4: file('card-verifiable certificate', 'CV証明書'),
    5: file('個人番号 picture', '個人番号画像', 0x13),
    6: file('file 0006', 'ファイル0006', 0x12, 0x13),
    17: file('birth date', '生年月日'),
    18: file('verification number B', '照合番号B'),
    19: file('verification number A', '照合番号A'),
    26: file('internal signing key', '内部認証鍵'),
  },
  'text-assistance': {
    1: file('個人番号', '個人番号', 0x11, 0x14),
    2: file('name, address, birth date, sex', '基本4情報', 0x11, 0x15),
    3: file('integrity record', '真正性検証情報', 0x11, 0x14, 0x15),
    4: file('card-verifiable certificate', 'CV証明書'),
    5: file('basic information', '基本情報'),
    6: file('session key public key', 'セッション鍵用公開鍵', 0x11, 0x14, 0x15),
    7: file('signed public key', '署名付き公開鍵', 0x11, 0x14, 0x15),
    8: file('file 0008', 'ファイル0008', 0x11, 0x14, 0x15),
    17: file('text assistance PIN', '券面事項入力補助用暗証番号'),
    18: file('blocked reference', '使用不可の参照'),
    19: file('internal signing key', '内部署名鍵'),
    20: file('verification number A', '照合番号A'),
    21: file('verification number B', '照合番号B'),
  },
  'issuer-security-domain': {},
  'service-a': serviceFiles,
  'service-d': serviceFiles,
  'common-card': {1: file('id', 'ID')},
  ordinance: {},
  extended: {},
};
