import {
  domainWithApplications,
  installPurposes,
  instructions,
  lastBlock,
  registrySubsets,
} from '../../protocol/globalplatform/index.ts';
import {type CommandApdu, type Sentence, toHex} from '../../protocol/index.ts';
import type {Language} from './status-words.ts';

/** What a command of GlobalPlatform was about: behind its name, and further details. [S13] */
export interface ManagementMeaning {
  readonly purpose?: string;
  /** AID (hex) of what it names. */
  readonly object?: string;
  readonly details: readonly Sentence[];
}

/** Of a C-MAC behind the data field. */
const macBytes = 8;

const nothing: ManagementMeaning = {details: []};

/** P1 of INSTALL, GPC 2.3.1 table 11-42, and which of its fields names the object. [S13] */
const purposes: Readonly<Record<number, readonly [purpose: string, ...fields: number[]]>> = {
  [installPurposes.load]: ['[for load]', 0],
  [installPurposes.install]: ['[for install]', 2, 1],
  [installPurposes.makeSelectable]: ['[for make selectable]', 2],
  [installPurposes.installAndMakeSelectable]: ['[for install and make selectable]', 2, 1],
  [installPurposes.extradition]: ['[for extradition]', 2],
  [installPurposes.personalisation]: ['[for personalisation]', 2],
  [installPurposes.registryUpdate]: ['[for registry update]', 2],
};

const subsets: Readonly<Record<number, Sentence>> = {
  [registrySubsets.issuerSecurityDomain]: {en: 'issuer security domain', ja: '発行者セキュリティドメイン'},
  [registrySubsets.applications]: {en: 'applications', ja: 'アプリケーション'},
  [registrySubsets.loadFiles]: {en: 'load files', ja: 'ロードファイル'},
  [registrySubsets.loadFilesAndModules]: {en: 'load files and modules', ja: 'ロードファイルとモジュール'},
};

/** P1-P2 of GET DATA, GPC 2.3.1 annex H and clause 11.3. [S13] */
const dataObjects: Readonly<Record<string, Sentence>> = {
  '0042': {en: 'issuer identification number', ja: '発行者識別番号'},
  '0045': {en: 'card image number', ja: 'カードイメージ番号'},
  '0066': {en: 'card data', ja: 'カードデータ'},
  '0067': {en: 'card capability information', ja: 'カード機能情報'},
  '00C1': {en: 'sequence counter of the secure channel', ja: 'セキュアチャネルのシーケンスカウンター'},
  '00C2': {en: 'confirmation counter', ja: '確認カウンター'},
  '00CF': {en: 'key diversification data', ja: '鍵の導出データ'},
  '00E0': {en: 'key information', ja: '鍵情報'},
  '2F00': {en: 'list of applications', ja: 'アプリケーション一覧'},
  '9F7F': {en: 'production life cycle data', ja: '製造ライフサイクルデータ'},
  FF21: {en: 'free memory', ja: '空きメモリー'},
};

/** The data object that GET DATA asks for, by P1 and P2. */
export const dataObjectText = ({p1, p2}: CommandApdu, language: Language): string => {
  const tag = toHex(Uint8Array.of(p1, p2));
  const known = dataObjects[tag];
  return known ? `${tag} ${known[language]}` : tag;
};

/** What a management command meant; its data field is looked into only where it travelled in the clear. */
export const managementMeaning = (
  {cla, ins, p1, p2, data}: CommandApdu,
  readable: boolean,
): ManagementMeaning => {
  if (cla < 0x80 || cla === 0xff) {
    return nothing;
  }
  const block = (last: boolean): Sentence =>
    last
      ? {en: `block ${p2}, the last`, ja: `ブロック ${p2}(最後)`}
      : {en: `block ${p2}`, ja: `ブロック ${p2}`};
  switch (ins) {
    case instructions.install: {
      const [purpose, ...fields] = purposes[p1 & 0x7f] ?? [];
      const object = readable ? fieldOf(data, fields) : undefined;
      return {...(purpose ? {purpose} : {}), ...(object ? {object} : {}), details: []};
    }
    case instructions.load:
    case instructions.storeData:
      return {details: [block((p1 & lastBlock) !== 0)]};
    case instructions.delete: {
      const object = readable && data[0] === 0x4f ? fieldOf(data.subarray(1), [0]) : undefined;
      const related: Sentence = {en: 'with what was installed from it', ja: 'インストール済みのものを含む'};
      return {...(object ? {object} : {}), details: (p2 & 0x80) === 0 ? [] : [related]};
    }
    case instructions.setStatus: {
      if (p1 !== registrySubsets.applications && p1 !== domainWithApplications) {
        return nothing;
      }
      const aid = (cla & 0x04) === 0 ? data : data.subarray(0, -macBytes);
      const state = toHex(Uint8Array.of(p2));
      return {
        ...(readable && aid.length >= 5 ? {object: toHex(aid)} : {}),
        details: [{en: `to ${state}`, ja: `${state} へ`}],
      };
    }
    case instructions.getStatus: {
      const subset = subsets[p1];
      const next: Sentence = {en: 'next entries', ja: '続き'};
      return {details: [...(subset ? [subset] : []), ...((p2 & 1) === 0 ? [] : [next])]};
    }
    case instructions.externalAuthenticate: {
      const level = toHex(Uint8Array.of(p1));
      return {details: [{en: `security level ${level}`, ja: `セキュリティレベル ${level}`}]};
    }
    default:
      return nothing;
  }
};

/** The first of these fields, each with its length in front, that is there and not empty; hex. */
const fieldOf = (data: Uint8Array, wanted: readonly number[]): string | undefined => {
  const fields: Uint8Array[] = [];
  for (let at = 0; at < data.length && fields.length < 3; ) {
    const length = data[at] ?? 0;
    fields.push(data.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  const found = wanted.map((n) => fields[n]).find((field) => field !== undefined && field.length > 0);
  return found && found.length >= 5 && found.length <= 16 ? toHex(found) : undefined;
};
