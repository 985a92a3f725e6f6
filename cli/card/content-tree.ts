import type {ContentView, DomainView} from '../../emulator/index.ts';
import type {Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';
import {type TreeNode, table} from './tree.ts';

const words = {
  content: {en: 'Card content', ja: 'カードのコンテンツ'},
  loadFiles: {en: 'load files', ja: 'ロードファイル'},
  locked: {en: 'LOCKED', ja: 'ロック中'},
} satisfies Record<string, Sentence>;

/** The states of the card manager and of what was installed, in Japanese; in English they are called as they are. */
const japaneseStates: Readonly<Record<string, string>> = {
  opReady: '運用準備完了',
  initialized: '初期化済',
  secured: '発行済',
  cardLocked: 'カードロック中',
  terminated: '終了',
  installed: '搭載済',
  selectable: '選択可能',
  personalised: 'データ設定済',
  locked: 'ロック中',
  'application-specific': 'アプリケーション固有の状態',
  unknown: '不明',
};

const stateText = (state: string, language: Language): string =>
  language === 'ja' ? (japaneseStates[state] ?? state) : state;

/** What the card manager keeps: each domain with its memory, keys and what was installed in it. */
export const contentNode = (content: ContentView, language: Language): TreeNode => ({
  text: `${say(words.content, language)} · ${stateText(content.lifeCycle, language)}`,
  below: [
    ...content.domains.map((domain) => domainNode(domain, content, language)),
    ...(content.loadFiles.length > 0
      ? [{text: say(words.loadFiles, language), below: table(loadFileRows(content, language))}]
      : []),
  ],
});

const domainNode = (domain: DomainView, content: ContentView, language: Language): TreeNode => {
  const {aid, title, locked, secureChannel, triesLeft} = domain;
  const {protocol, i, keyVersions} = secureChannel;
  const versions = keyVersions.map((version) => version.toString(16).toUpperCase()).join(', ');
  const keys: Sentence =
    keyVersions.length > 0
      ? {en: `keys ${versions}`, ja: `鍵バージョン ${versions}`}
      : {en: 'keys of its own domain', ja: '上位ドメインの鍵を使用'};
  const channel = `${protocol.toUpperCase()} i=${i.toString(16).toUpperCase().padStart(2, '0')}`;
  const tries: Sentence = {en: `${triesLeft} of 10 tries left`, ja: `残り ${triesLeft}/10 回`};
  const memory = memoryText(domain);
  const below = content.instances.filter((instance) => instance.domain === aid);
  return {
    text: [say(title, language), aid, ...(locked ? [say(words.locked, language)] : [])].join(' · '),
    below: [
      {text: [channel, say(keys, language), say(tries, language)].join(' · ')},
      {text: say(memory, language)},
      ...table(
        below.map((instance) => [
          instance.aid,
          say(instance.title, language),
          stateText(instance.state, language),
          say(bytesText(instance.bytes, instance.reserved), language),
        ]),
      ),
    ],
  };
};

const grouped = (bytes: number): string => bytes.toLocaleString('en');

const memoryText = ({used, quota, free, instances, instanceLimit}: DomainView): Sentence => {
  const limit = instanceLimit === undefined ? '' : `/${instanceLimit}`;
  return {
    en: `${grouped(used)} of ${grouped(quota)} bytes used, ${grouped(free)} free · ${instances}${limit} ${limit === '' && instances === 1 ? 'application' : 'applications'}`,
    ja: `使用 ${grouped(used)}/${grouped(quota)} バイト、空き ${grouped(free)} バイト · アプリケーション ${instances}${limit}`,
  };
};

const bytesText = (bytes: number, reserved: number | undefined): Sentence =>
  reserved === undefined
    ? {en: `${grouped(bytes)} bytes`, ja: `${grouped(bytes)} バイト`}
    : {
        en: `${grouped(bytes)} of ${grouped(reserved)} bytes`,
        ja: `${grouped(bytes)}/${grouped(reserved)} バイト`,
      };

const loadFileRows = ({loadFiles}: ContentView, language: Language): string[][] =>
  loadFiles.map(({aid, version, bytes, modules}) => [
    aid,
    version,
    say(bytesText(bytes, undefined), language),
    modules.join(', '),
  ]);
