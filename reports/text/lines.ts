import {durationText, limitText, rangeText, type Verdict} from '../../protocol/index.ts';
import type {Basis, BudgetResult, LinkFloorResult, PartsResult, ResultEnvironment} from '../result.ts';
import {markOf} from './basis-words.ts';
import {wrappedSentence} from './wrapped.ts';

export interface TableOptions {
  readonly language: 'en' | 'ja';
  readonly colour: boolean;
  /** Columns of the terminal. Default: lines are as long as they are. */
  readonly columns?: number;
}

/** What lies between steps is a row from here on, milliseconds: less is 0.0 in every column. */
export const shownMs = 0.05;

/** Names of the table's own parts. */
export const words = {
  en: {
    heads: ['phase', 'card', 'link', 'stack', 'host', 'network', 'centre', 'people', 'ms'],
    between: '(between the steps)',
    reinsertion: '(card put in again)',
    preparation: (took: string, steps: readonly string[]): string =>
      `preparation  ${took}, in no total and in no budget: ${steps.join(', ')}`,
    total: 'total',
    parameters: 'parameters',
    columns: 'link: bytes between reader and chip; stack: PC/SC library, daemon, driver',
    budget: 'budget',
    of: 'of at most',
    usual: 'usually',
    source: 'source',
    allReckoned: 'all of it reckoned',
    reckoned: 'of it reckoned',
    over: 'over',
    floor: 'link floor',
    backToBack: 'back to back',
    afterWait: 'after a wait',
    verdicts: {met: 'MET', missed: 'MISSED', 'not-judged': 'NOT JUDGED'},
  },
  ja: {
    heads: ['フェーズ', 'カード', '通信', 'リーダー', 'ホスト', '回線', 'センター', '人', 'ms'],
    between: '(ステップの間)',
    reinsertion: '(カードの再挿入)',
    preparation: (took: string, steps: readonly string[]): string =>
      `準備  ${took}(合計にも時間予算にも含まず): ${steps.join('、')}`,
    total: '合計',
    parameters: 'パラメーター',
    columns: '通信: リーダーとチップ間のバイト、リーダー: PC/SCライブラリ・デーモン・ドライバー',
    budget: '時間予算',
    of: '上限',
    usual: '通常',
    source: '出典',
    allReckoned: 'すべて想定値',
    reckoned: 'は想定',
    over: '超過',
    floor: '通信の下限',
    backToBack: '連続時',
    afterWait: '待ちの後',
    verdicts: {met: '達成', missed: '超過', 'not-judged': '判定せず'},
  },
} as const;

/** SGR colour codes by what a line says. */
export const colours: Readonly<Record<Verdict | BudgetResult['verdict'], number>> = {
  pass: 32,
  met: 32,
  fail: 31,
  error: 31,
  missed: 33,
  inconclusive: 33,
  'not-applicable': 36,
  'not-judged': 36,
};

/** A duration part by part, as the heads name them. */
export const figures = (
  parts: PartsResult,
  {people, language}: {readonly people: boolean; readonly language: TableOptions['language']},
): string[] => {
  const {basis} = parts;
  const of = (ms: number, how: Basis): string => figure(ms, how, language);
  return [
    of(parts.cardMs, basis.card),
    of(parts.linkMs, basis.link),
    of(parts.stackMs, basis.stack),
    of(parts.hostMs, basis.stack),
    of(parts.networkMs, 'measured'),
    of(parts.centreMs, 'measured'),
    ...(people ? [of(parts.peopleMs, parts.peopleMs > 0 ? 'reckoned' : 'measured')] : []),
    of(parts.ms, basis.whole),
  ];
};

/** The heads of those columns. What people take has one only where anybody takes anything. */
export const headsOf = (language: TableOptions['language'], people: boolean): readonly string[] =>
  words[language].heads
    .filter((_, column) => people || column !== peoplesColumn)
    .map((head, column) => (column === 0 ? head : `${head} `));

const peoplesColumn = 7;

/** A cell: milliseconds, or what is longer with its unit, and the mark of how it came about. */
const figure = (ms: number, basis: Basis, language: TableOptions['language']): string =>
  `${durationText(ms, language).replace(/ ms$/, '')}${markOf(basis)}`;

export const floorLine = (floor: LinkFloorResult, {language}: TableOptions): string => {
  const say = words[language];
  const waited = floor.afterWaitP50Us;
  const said = [
    `${floor.backToBackP50Us.toFixed(0)} µs ${say.backToBack}`,
    ...(waited === undefined ? [] : [`${waited.toFixed(0)} µs ${say.afterWait}`]),
  ].join(', ');
  return `${say.floor}  ${said} (p50, n=${floor.samples}): ${floor.how[language]}`;
};

export const budgetLine = (budget: BudgetResult, {language, colour}: TableOptions): string => {
  const say = words[language];
  const {id, actualMs, maxMs, basis, runs, statistic, typicalMs, verdict, title, source} = budget;
  const state = painted(say.verdicts[verdict], colours[verdict], colour);
  const actual = durationText(actualMs, language, markOf(basis).trim());
  const rest = [
    `${say.of} ${limitText(maxMs, language)}${over(budget, language)}${runs > 1 ? ` (${statistic}, n=${runs})` : ''}`,
    ...reckoned(budget, language),
    ...(typicalMs ? [`${say.usual} ${rangeText(typicalMs, language)}`] : []),
  ].join(', ');
  return `${say.budget} ${id}  ${state}  ${actual} ${rest}  ${title[language]} [${say.source} ${source}]`;
};

/** Rounded, a limit and what is just above it would read alike. */
const over = ({verdict, actualMs, maxMs}: BudgetResult, language: TableOptions['language']): string =>
  verdict === 'missed' && actualMs - maxMs < maxMs / 100
    ? ` (${Number((actualMs - maxMs).toPrecision(2))} ms ${words[language].over})`
    : '';

/** Nobody may quote as a measurement what is people's time as it was set. */
const reckoned = (
  {basis, reckonedMs = 0}: BudgetResult,
  language: TableOptions['language'],
): readonly string[] => {
  const say = words[language];
  return basis === 'reckoned'
    ? [say.allReckoned]
    : reckonedMs === 0
      ? []
      : language === 'ja'
        ? [`うち${durationText(reckonedMs, language)}${say.reckoned}`]
        : [`${durationText(reckonedMs, language)} ${say.reckoned}`];
};

/** What the figures depend on, in a line. */
export const environmentLine = (
  {
    environment,
    product,
  }: {
    readonly environment: ResultEnvironment;
    readonly product: {readonly name: string; readonly version: string};
  },
  {language}: TableOptions,
): string => {
  const {link, binding, pcscd, vpcd, isolation, timing, timingSeed, clock, quickAck, node, platform} =
    environment;
  const facts = [
    `${product.name} ${product.version}`,
    `${link} (${binding})`,
    ...(pcscd ? [`pcscd ${pcscd}`] : []),
    ...(vpcd ? [`vpcd ${vpcd}`] : []),
    ...(link === 'pcsc' ? [`isolation ${isolation.kind}`, `quickack ${quickAck ? 'on' : 'off'}`] : []),
    `timing ${timing}${timingSeed === undefined || timing === 'instant' ? '' : ` (seed ${timingSeed})`}`,
    `${clock} clock`,
    `Node ${node}`,
    platform,
  ].join(' · ');
  const why = isolation.kind === 'none' && link === 'pcsc' ? isolation.reason?.[language] : undefined;
  return why ? `${facts}\n${why}` : facts;
};

/** A sentence on as many lines as the terminal needs for it. */
export const inColumns = (text: string, {columns}: TableOptions): string =>
  columns === undefined ? text : wrappedSentence(text, columns);

/** What keeps a table within the terminal. */
export const widthOf = ({columns}: TableOptions): {readonly width?: number} =>
  columns === undefined ? {} : {width: columns};

export const painted = (text: string, code: number, colour: boolean): string =>
  colour ? `\u001B[${code}m${text}\u001B[39m` : text;

/** Whether a stream wants colours: a terminal that is not dumb, unless NO_COLOR is set to something. */
export const wantsColour = (
  stream: {readonly isTTY?: boolean | undefined},
  environment: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
