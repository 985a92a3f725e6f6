import {type Sentence, toHex} from '../../protocol/index.ts';
import {padded} from '../../reports/text/display-width.ts';
import {type Language, say} from '../language.ts';

/** What a change did to a card, as far as it is known. */
export interface Facts {
  readonly aid: Uint8Array;
  readonly state?: 'personalised' | 'selectable';
  readonly loadFile?: Uint8Array;
  /** Whether the load file was brought now. */
  readonly loaded?: boolean;
  readonly takenBytes?: number;
  readonly freeBytes?: number;
}

const titles = {
  aid: {en: 'AID', ja: 'AID'},
  state: {en: 'state', ja: '状態'},
  loadFile: {en: 'load file', ja: 'ロードファイル'},
  taken: {en: 'taken', ja: '使用'},
  free: {en: 'free', ja: '空き'},
} as const satisfies Readonly<Record<string, Sentence>>;

const states = {
  personalised: {en: 'personalised', ja: 'データ設定済'},
  selectable: {en: 'selectable, without data', ja: '選択可能(データなし)'},
} as const satisfies Readonly<Record<string, Sentence>>;

const lay: Sentence = {en: ' (was in the area already)', ja: ' (すでに領域にありました)'};

/** The facts as lines, in two columns. */
export const facts = (
  {aid, state, loadFile, loaded, takenBytes, freeBytes}: Facts,
  language: Language,
): string => {
  const bytes = (count: number): string =>
    say({en: `${count.toLocaleString('en')} bytes`, ja: `${count.toLocaleString('en')} バイト`}, language);
  const rows: readonly (readonly [keyof typeof titles, string | undefined])[] = [
    ['aid', toHex(aid)],
    ['state', state && say(states[state], language)],
    ['loadFile', loadFile && `${toHex(loadFile)}${loaded ? '' : say(lay, language)}`],
    ['taken', takenBytes === undefined ? undefined : bytes(takenBytes)],
    ['free', freeBytes === undefined ? undefined : bytes(freeBytes)],
  ];
  return rows
    .flatMap(([title, value]) =>
      value === undefined ? [] : [`  ${padded(say(titles[title], language), width, 'start')}  ${value}`],
    )
    .join('\n');
};

/** Of the widest title, in columns of a terminal. */
const width = 14;
