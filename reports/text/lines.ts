import type {Verdict} from '../../protocol/index.ts';
import type {Basis, BudgetResult, LinkFloorResult, PartsResult, ResultEnvironment} from '../result.ts';

export interface TableOptions {
  readonly language: 'en' | 'ja';
  readonly colour: boolean;
}

/** What lies between steps is a row from here on, milliseconds: less is 0.0 in every column. */
export const shownMs = 0.05;

/** Names of the table's own parts. Figures carry a mark where a timing profile had a say in them. */
export const words = {
  en: {
    heads: ['phase', 'card', 'link', 'stack', 'host', 'network', 'centre', 'people', 'ms'],
    between: '(between the steps)',
    total: 'total',
    parameters: 'parameters',
    legend:
      'milliseconds; unmarked: measured   * modelled by the timing profile   ~ partly modelled   ^ estimated\nlink: bytes between reader and chip; stack: PC/SC library, daemon, driver',
    budget: 'budget',
    of: 'of at most',
    usual: 'usually',
    source: 'source',
    floor: 'link floor',
    backToBack: 'back to back',
    afterWait: 'after a wait',
    verdicts: {met: 'MET', missed: 'MISSED', 'not-judged': 'NOT JUDGED'},
  },
  ja: {
    heads: ['フェーズ', 'カード', '通信', 'リーダー', 'ホスト', '回線', 'センター', '人', 'ms'],
    between: '(ステップの間)',
    total: '合計',
    parameters: 'パラメーター',
    legend:
      '単位ミリ秒。印なし: 実測   * タイミングプロファイルによるモデル値   ~ 一部モデル値   ^ 推定\n通信: リーダーとチップ間のバイト、リーダー: PC/SCライブラリ・デーモン・ドライバー',
    budget: '時間予算',
    of: '上限',
    usual: '通常',
    source: '出典',
    floor: '通信の下限',
    backToBack: '連続時',
    afterWait: '待ちの後',
    verdicts: {met: '達成', missed: '超過', 'not-judged': '判定せず'},
  },
} as const;

/** In ASCII: terminals set to Japanese show other signs in one column or in two. */
export const marks: Readonly<Record<Basis, string>> = {
  measured: ' ',
  modelled: '*',
  mixed: '~',
  estimated: '^',
};

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
export const figures = (parts: PartsResult, people: boolean): string[] => {
  const {basis} = parts;
  return [
    figure(parts.cardMs, basis.card),
    figure(parts.linkMs, basis.link),
    figure(parts.stackMs, basis.stack),
    figure(parts.hostMs, basis.stack),
    figure(parts.networkMs, 'measured'),
    figure(parts.centreMs, 'measured'),
    ...(people ? [figure(parts.peopleMs, 'modelled')] : []),
    figure(parts.ms, basis.whole),
  ];
};

/** The heads of those columns. What people take has one only where anybody takes anything. */
export const headsOf = (language: TableOptions['language'], people: boolean): readonly string[] =>
  words[language].heads
    .filter((_, column) => people || column !== peoplesColumn)
    .map((head, column) => (column === 0 ? head : `${head} `));

const peoplesColumn = 7;

/** Milliseconds with the mark of how they came about. */
export const figure = (ms: number, basis: Basis): string => `${ms.toFixed(1)}${marks[basis]}`;

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
  const usual = budget.typicalMs ? `, ${say.usual} ${budget.typicalMs.join('-')} ms` : '';
  const state = painted(say.verdicts[budget.verdict], colours[budget.verdict], colour);
  return `${say.budget} ${budget.id}  ${state}  ${figure(budget.actualMs, budget.basis).trimEnd()} ms ${say.of} ${budget.maxMs} ms${budget.runs > 1 ? ` (${budget.statistic}, n=${budget.runs})` : ''}${usual}  ${budget.title[language]} [${say.source} ${budget.source}]`;
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

export const painted = (text: string, code: number, colour: boolean): string =>
  colour ? `\u001B[${code}m${text}\u001B[39m` : text;

/** Whether a stream wants colours: a terminal that is not dumb, unless NO_COLOR is set to something. */
export const wantsColour = (
  stream: {readonly isTTY?: boolean | undefined},
  environment: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
