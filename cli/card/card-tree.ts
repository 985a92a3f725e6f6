import {
  type ApplicationView,
  type CardView,
  type CertificateView,
  cardProfiles,
  type FileView,
} from '../../emulator/index.ts';
import {lifeCycleNames, type Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';
import {contentNode} from './content-tree.ts';
import {type TreeNode, table} from './tree.ts';

/** The parts of the tree that are words of its own. */
const words = {
  persona: {en: 'persona', ja: '人物像'},
  profile: {en: 'profile', ja: 'プロファイル'},
  lifeCycle: {en: 'life cycle', ja: 'ライフサイクル'},
  expiresOn: {en: 'last day', ja: '有効期限'},
  municipality: {en: 'municipality', ja: '市区町村'},
  issuer: {en: 'issuer’s authority', ja: '発行者の権限'},
  dataObjects: {en: 'Data objects of the card', ja: 'カードのデータオブジェクト'},
  locked: {en: 'LOCKED', ja: 'ロック中'},
  subject: {en: 'subject', ja: '主体者'},
  certificateIssuer: {en: 'issuer', ja: '発行者'},
  serialNumber: {en: 'serial number', ja: 'シリアル番号'},
  validity: {en: 'validity', ja: '有効期間'},
  privateKey: {en: 'private key', ja: '秘密鍵'},
  notShown: {en: 'not shown', ja: '非表示'},
} satisfies Record<string, Sentence>;

const keyStates: Readonly<Record<'present' | 'absent' | 'another', Sentence>> = {
  present: {en: 'on the card', ja: 'カード内にあり'},
  absent: {en: 'not on the card', ja: 'カード内になし'},
  another: {en: 'on the card is another one', ja: '別の鍵が入っています'},
};

/** A card as a tree: itself, its data objects, its applications with their EFs, and what is in them. */
export const cardTree = (card: CardView, language: Language): TreeNode => {
  const profile = Object.hasOwn(cardProfiles, card.profile) ? cardProfiles[card.profile] : undefined;
  const facts: readonly (readonly [Sentence, string])[] = [
    [words.persona, card.persona],
    [words.profile, profile ? `${card.profile} (${say(profile.title, language)})` : card.profile],
    [words.lifeCycle, say(lifeCycleNames[card.lifeCycle], language)],
    ...(card.expiresOn ? [[words.expiresOn, card.expiresOn] as const] : []),
    ...(card.municipality ? [[words.municipality, card.municipality] as const] : []),
    [words.issuer, say(triesText(card.issuerAuthority), language)],
  ];
  return {
    text: card.id,
    below: [
      ...table(facts.map(([title, value]) => [say(title, language), value])),
      {
        text: say(words.dataObjects, language),
        below: table(
          card.dataObjects.map(({tag, title, bytes, value}) => [
            tag,
            say(title, language),
            value ?? say(bytesText(bytes), language),
          ]),
        ),
      },
      ...card.applications.map((application) => applicationNode(application, language)),
      contentNode(card.content, language),
    ],
  };
};

const applicationNode = (
  {title, name, aid, locked, files}: ApplicationView,
  language: Language,
): TreeNode => {
  const titles = language === 'ja' ? [title.ja, title.en] : [title.en, title.ja];
  const rows = table(
    files.map((file) => [
      file.id,
      say(file.title, language),
      say(contentText(file), language),
      ruleText(file, language),
    ]),
  );
  return {
    text: [...titles, name, aid, ...(locked ? [say(words.locked, language)] : [])].join(' · '),
    below: rows.map((row, i) => ({...row, below: detailsOf(files[i], language)})),
  };
};

const contentText = ({
  kind,
  present,
  bytes = 0,
  allocatedBytes,
  records = 0,
  ...file
}: FileView): Sentence => {
  if (file.credential) {
    const {state, ...tries} = file.credential;
    return state === 'not-set' ? {en: 'not set', ja: '未設定'} : triesText(tries);
  }
  if (kind === 'transparent' && file.read?.rule.kind === 'never') {
    return {en: 'content unknown', ja: '内容不明'};
  }
  if (!present) {
    return {en: 'absent', ja: 'なし'};
  }
  switch (kind) {
    case 'transparent':
      return bytesText(bytes, allocatedBytes);
    case 'records':
      return {en: records === 1 ? '1 record' : `${records} records`, ja: `${records} レコード`};
    case 'private-key':
    case 'public-key':
      return file.keyPending
        ? {en: 'key, a new one waits', ja: '鍵あり(新しい鍵が待機中)'}
        : {en: 'key', ja: '鍵あり'};
    case 'internal':
    case 'credential':
      return {en: 'internal', ja: '内部'};
  }
};

const triesText = ({triesLeft, tries}: {readonly triesLeft: number; readonly tries: number}): Sentence =>
  tries === 0
    ? {en: 'blocked for good', ja: '恒久的に閉塞'}
    : triesLeft === 0
      ? {en: `BLOCKED, 0 of ${tries} left`, ja: `閉塞 残り 0/${tries} 回`}
      : {en: `${triesLeft} of ${tries} tries left`, ja: `残り ${triesLeft}/${tries} 回`};

const bytesText = (bytes: number, of = bytes): Sentence => {
  const [some, all] = [bytes.toLocaleString('en'), of.toLocaleString('en')];
  return some === all
    ? {en: `${some} bytes`, ja: `${some} バイト`}
    : {en: `${some} of ${all} bytes`, ja: `${some}/${all} バイト`};
};

const ruleText = ({read, use, update}: FileView, language: Language): string => {
  const parts: Sentence[] = [
    ...(read ? [{en: `read ${read.words.en}`, ja: `読出: ${read.words.ja}`}] : []),
    ...(use ? [{en: `used ${use.words.en}`, ja: `使用: ${use.words.ja}`}] : []),
    ...(update ? [{en: `written ${update.words.en}`, ja: `書込: ${update.words.ja}`}] : []),
  ];
  return parts.map((part) => say(part, language)).join(language === 'ja' ? '、' : ', ');
};

const detailsOf = (file: FileView | undefined, language: Language): TreeNode[] => {
  const fields = (file?.fields ?? []).map(({title, value}) => [say(title, language), say(value, language)]);
  const hidden =
    file?.confidential && file.present && fields.length === 0
      ? [[say(file.title, language), say(words.notShown, language)]]
      : [];
  return table([
    ...fields,
    ...hidden,
    ...(file?.certificate ? certificateRows(file.certificate, language) : []),
  ]);
};

const certificateRows = (certificate: CertificateView, language: Language): string[][] => {
  const {subject, issuer, serialNumber, notBefore, notAfter, privateKey} = certificate;
  const rows: [Sentence, string][] = [
    [words.subject, subject],
    [words.certificateIssuer, issuer],
    [words.serialNumber, serialNumber],
    [words.validity, `${inJapan(notBefore)} – ${inJapan(notAfter)} JST`],
  ];
  if (privateKey) {
    rows.push([words.privateKey, `${privateKey.file} ${say(keyStates[privateKey.state], language)}`]);
  }
  return rows.map(([title, value]) => [say(title, language), value]);
};

const jstOffsetMs = 9 * 3600 * 1000;

/** `2031-02-17 23:59:59`, where the certificates' rules count. */
const inJapan = (iso: string): string =>
  new Date(Date.parse(iso) + jstOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
