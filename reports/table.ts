import type {Verdict} from '../protocol/index.ts';
import {displayWidth, padded} from './display-width.ts';
import type {Basis, BudgetResult, KazasuResult, PartsResult, ScenarioResult} from './result.ts';

export interface TableOptions {
  readonly language: 'en' | 'ja';
  readonly colour: boolean;
}

/** Names of the table's own parts. Figures carry a mark where a timing profile had a say in them. */
const words = {
  en: {
    heads: ['phase', 'card', 'link', 'host', 'centre', 'ms'],
    total: 'total',
    legend: 'milliseconds; unmarked: measured   * modelled by the timing profile   ~ partly modelled',
    budget: 'budget',
    of: 'of at most',
    usual: 'usually',
    source: 'source',
    floor: 'link floor',
    verdicts: {met: 'MET', missed: 'MISSED', 'not-judged': 'NOT JUDGED'},
  },
  ja: {
    heads: ['フェーズ', 'カード', '通信', 'ホスト', 'センター', 'ms'],
    total: '合計',
    legend: '単位ミリ秒。印なし: 実測   * タイミングプロファイルによるモデル値   ~ 一部モデル値',
    budget: '時間予算',
    of: '上限',
    usual: '通常',
    source: '出典',
    floor: '通信の下限',
    verdicts: {met: '達成', missed: '超過', 'not-judged': '判定せず'},
  },
} as const;

/** In ASCII: terminals set to Japanese show other signs in one column or in two. */
const marks: Readonly<Record<Basis, string>> = {measured: ' ', modelled: '*', mixed: '~'};

/** SGR colour codes by what a line says. */
const colours: Readonly<Record<Verdict | BudgetResult['verdict'], number>> = {
  pass: 32,
  met: 32,
  fail: 31,
  error: 31,
  missed: 33,
  inconclusive: 33,
  'not-applicable': 36,
  'not-judged': 36,
};

/** The run for a terminal: each scenario's phases by card, link, host and centre, its budgets, its verdict last. */
export const toTable = (whole: KazasuResult, options: TableOptions): string =>
  [
    ...whole.results.map((result) => scenarioText(result, options)),
    environmentLine(whole, options),
    ...whole.results.map((result) => `${verdictLine(result, options)}\n`),
  ].join('\n');

const scenarioText = (result: ScenarioResult, options: TableOptions): string => {
  const say = words[options.language];
  return [
    `${result.id}  ${result.title[options.language]}`,
    '',
    ...(result.phases.length > 0 ? [...rows(result, options), say.legend, ''] : []),
    ...result.budgets.map((budget) => budgetLine(budget, options)),
    ...(result.linkFloor
      ? [
          `${say.floor}  ${result.linkFloor.p50Us.toFixed(0)} µs (p50, n=${result.linkFloor.samples}): ${result.linkFloor.how[options.language]}`,
        ]
      : []),
    ...result.notes.map((note) => note[options.language]),
    '',
  ].join('\n');
};

const rows = ({phases, total}: ScenarioResult, {language}: TableOptions): string[] => {
  const say = words[language];
  const cells = [
    say.heads.map((head, column) => (column === 0 ? head : `${head} `)),
    ...phases.map((phase) => [phase.title[language], ...figures(phase)]),
    [say.total, ...figures(total)],
  ];
  const widths = say.heads.map((_, column) =>
    Math.max(...cells.map((row) => displayWidth(row[column] ?? ''))),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) => padded(cell, widths[column] ?? 0, column === 0 ? 'start' : 'end'))
      .join('  ')
      .trimEnd(),
  );
  const rule = '-'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [lines[0] ?? '', rule, ...lines.slice(1, -1), rule, lines.at(-1) ?? ''];
};

const figures = ({ms, cardMs, linkMs, hostMs, centreMs, basis}: PartsResult): string[] => {
  return [
    figure(cardMs, basis.card),
    figure(linkMs, basis.link),
    figure(hostMs, 'measured'),
    figure(centreMs, 'measured'),
    figure(ms, basis.whole),
  ];
};

const figure = (ms: number, basis: Basis): string => `${ms.toFixed(1)}${marks[basis]}`;

const budgetLine = (budget: BudgetResult, {language, colour}: TableOptions): string => {
  const say = words[language];
  const usual = budget.typicalMs ? `, ${say.usual} ${budget.typicalMs.join('-')} ms` : '';
  const state = painted(say.verdicts[budget.verdict], colours[budget.verdict], colour);
  return `${say.budget} ${budget.id}  ${state}  ${figure(budget.actualMs, budget.basis).trimEnd()} ms ${say.of} ${budget.maxMs} ms${usual}  ${budget.title[language]} [${say.source} ${budget.source}]`;
};

const environmentLine = ({environment, product}: KazasuResult, {language}: TableOptions): string => {
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

const verdictLine = (result: ScenarioResult, {language, colour}: TableOptions): string => {
  const {id, verdict, reason, durationMs, total} = result;
  const duration = figure(durationMs, total.basis.whole).trimEnd();
  return `${painted(verdict.toUpperCase(), colours[verdict], colour)}  ${id}  ${duration} ms  ${reason[language]}`;
};

const painted = (text: string, code: number, colour: boolean): string =>
  colour ? `\u001B[${code}m${text}\u001B[39m` : text;

/** Whether a stream wants colours: a terminal that is not dumb, unless NO_COLOR is set to something. */
export const wantsColour = (
  stream: {readonly isTTY?: boolean | undefined},
  environment: Readonly<Record<string, string | undefined>>,
): boolean => stream.isTTY === true && !environment['NO_COLOR'] && environment['TERM'] !== 'dumb';
