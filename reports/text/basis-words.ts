import type {Basis, PartsResult} from '../result.ts';

interface BasisWords {
  /** In ASCII: terminals set to Japanese show other signs in one column or in two. */
  readonly mark: string;
  readonly en: string;
  readonly ja: string;
}

const partly = {
  mark: '+',
  en: 'reckoned in part',
  ja: '一部想定',
} as const;

/** The sign of each way in which a figure comes about, and what a legend says of it. */
const basisWords: Readonly<Record<Basis, BasisWords>> = {
  measured: {mark: ' ', en: 'measured', ja: '実測'},
  modelled: {mark: '*', en: 'modelled by the timing profile', ja: 'タイミングプロファイルによるモデル値'},
  mixed: {mark: '~', en: 'partly modelled', ja: '一部モデル値'},
  estimated: {mark: '^', en: 'estimated', ja: '推定'},
  reckoned: {mark: '#', en: 'reckoned (people)', ja: '想定(人)'},
  'reckoned-and-measured': partly,
  'reckoned-and-mixed': partly,
  'reckoned-and-modelled': partly,
};

/** The words for it in a sentence. */
const evidenceWords: Readonly<Record<string, {readonly en: string; readonly ja: string}>> = {
  measured: {en: 'measured', ja: '実測'},
  modelled: {en: 'modelled', ja: 'モデル'},
  mixed: {en: 'mixed', ja: '実測とモデル'},
  estimated: {en: 'estimated', ja: '推定'},
  reckoned: {en: 'reckoned', ja: '想定'},
  'reckoned-and-measured': {en: 'reckoned and measured', ja: '想定と実測'},
  'reckoned-and-mixed': {en: 'reckoned, modelled and measured', ja: '想定・モデル・実測'},
  'reckoned-and-modelled': {en: 'reckoned and modelled', ja: '想定とモデル'},
  observed: {en: 'observed', ja: '観測'},
  standard: {en: 'standard', ja: '規格'},
  'bench-defined': {en: 'bench-defined', ja: '本製品の設定値'},
};

/** How well something is known, in words; those that are of no run stand as they are. */
export const evidenceText = (evidence: string, language: 'en' | 'ja'): string =>
  evidenceWords[evidence]?.[language] ?? evidence;

export const markOf = (basis: Basis): string => basisWords[basis].mark;

/** What the marks of these figures mean; those that none of them has are left out. */
export const legendOf = (shown: readonly PartsResult[], language: 'en' | 'ja'): string => {
  const there = new Set(
    shown.flatMap(({basis: {card, link, stack, whole}, peopleMs}): Basis[] => [
      card,
      link,
      stack,
      whole,
      ...(peopleMs > 0 ? (['reckoned'] as const) : []),
    ]),
  );
  const [first, ...marked] = Object.entries(basisWords) as [Basis, BasisWords][];
  const meanings = marked
    .filter(([basis]) => there.has(basis))
    .map(([, words]) => `${words.mark} ${words[language]}`);
  return [`${legendBegins[language]}${first?.[1][language]}`, ...new Set(meanings)].join('   ');
};

const legendBegins = {
  en: 'milliseconds where no unit stands; unmarked: ',
  ja: '単位のない値はミリ秒。印なし: ',
};

/** How machines' time came about, where a whole has people's time in it too. */
export const machinesBasis = ({basis: {card, link, stack, whole}}: PartsResult): Basis =>
  !whole.startsWith('reckoned') ? whole : card === link && link === stack ? card : 'mixed';
