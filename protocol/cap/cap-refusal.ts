import {KazasuError, type Sentence} from '../errors.ts';

/** Why a CAP file or load file is refused, each with what is right. The id of the error is KZS-CAP- and this word. */
const reasons = {
  ZIP: {en: 'a ZIP archive that can be read', ja: '読み取れるZIPアーカイブ'},
  'TOO-LARGE': {en: 'an archive within the limits of size', ja: '上限以内の大きさのアーカイブ'},
  'LOAD-FILE': {
    en: 'a load file: DAP blocks (E2) if any, then one load file data block (C4)',
    ja: 'ロードファイル(あればDAPブロックE2、続いてロードファイルデータブロックC4が1つ)',
  },
  COMPONENT: {
    en: 'components with a known tag and their whole size',
    ja: '既知のタグと正しいサイズを持つコンポーネント',
  },
  TWICE: {en: 'each component once', ja: '各コンポーネントが1つずつ'},
  MISSING: {en: 'all components a package needs', ja: 'パッケージに必要なすべてのコンポーネント'},
  MAGIC: {en: 'a Header component that begins with DECAFFED', ja: 'DECAFFED で始まるHeaderコンポーネント'},
  VERSION: {en: 'a CAP format version from 2.1 to 2.3', ja: 'CAPフォーマットのバージョン2.1〜2.3'},
  LENGTH: {en: 'fields that fill their component exactly', ja: 'コンポーネントをちょうど満たすフィールド'},
  AID: {en: 'an AID of 5 to 16 bytes', ja: '5〜16バイトのAID'},
  COUNT: {en: 'counts that agree between components', ja: 'コンポーネント間で一致する個数'},
  REFERENCE: {en: 'a reference inside its bounds', ja: '範囲内の参照'},
  TAG: {en: 'a known kind of entry', ja: '既知の種類のエントリー'},
} as const satisfies Readonly<Record<string, Sentence>>;

export type CapReason = keyof typeof reasons;

/** Refuses a CAP file: `KZS-CAP-…`, with what was expected, what came and where. */
export const refuseCap = (reason: CapReason, came: Sentence): never => {
  const {en, ja} = reasons[reason];
  throw new KazasuError(`KZS-CAP-${reason}`, {
    en: `a CAP file has ${en}, but ${came.en}`,
    ja: `CAPファイルには${ja}が必要ですが、${came.ja}`,
  });
};
