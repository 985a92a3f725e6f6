import {durationText} from '../../protocol/index.ts';
import type {KazasuResult, PartsResult, ScenarioResult} from '../result.ts';
import {legendOf, markOf} from './basis-words.ts';
import {columns} from './columns.ts';
import {foldedPhases, sumOf} from './folded-phases.ts';
import {
  budgetLine,
  colours,
  environmentLine,
  figures,
  floorLine,
  headsOf,
  inColumns,
  painted,
  shownMs,
  type TableOptions,
  widthOf,
  words,
} from './lines.ts';

/** The run for a terminal: each scenario's phases by card, link, host and centre, its budgets, its verdict last. */
export const toTable = (whole: KazasuResult, options: TableOptions): string =>
  [
    ...whole.results.map((result) => scenarioText(result, options)),
    inColumns(environmentLine(whole, options), options),
    ...whole.results.map((result) => `${inColumns(verdictLine(result, options), options)}\n`),
  ].join('\n');

const scenarioText = (result: ScenarioResult, options: TableOptions): string => {
  const {language} = options;
  const say = words[language];
  const sentences = (lines: readonly string[]): string[] => lines.map((line) => inColumns(line, options));
  return [
    ...sentences([`${result.id}  ${result.title[language]}`]),
    '',
    ...sentences(parametersLine(result, say.parameters)),
    ...(result.phases.length > 0
      ? [
          ...rows(result, options),
          ...sentences([legendOf([...result.phases, result.total], language), say.columns]),
          '',
        ]
      : []),
    ...sentences([
      ...preparationLine(result, options),
      ...result.budgets.map((budget) => budgetLine(budget, options)),
      ...(result.linkFloor ? [floorLine(result.linkFloor, options)] : []),
      ...result.notes.map((note) => note[language]),
    ]),
    '',
  ].join('\n');
};

const parametersLine = ({parameters = {}}: ScenarioResult, head: string): readonly string[] => {
  const each = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return each.length > 0 ? [`${head}: ${each.join(', ')}`, ''] : [];
};

const rows = (result: ScenarioResult, options: TableOptions): readonly string[] => {
  const {language} = options;
  const {phases, reinsertion, between, total} = result;
  const say = words[language];
  const people = total.peopleMs > 0;
  const row = (title: string, parts: PartsResult): string[] => [title, ...figures(parts, {people, language})];
  return columns(
    headsOf(language, people),
    [
      ...foldedPhases(phases).map(({title, times, parts}) =>
        row(times > 1 ? `${title[language]} ×${times}` : title[language], parts),
      ),
      ...shown(reinsertion).map((parts) => row(say.reinsertion, parts)),
      ...shown(between).map((parts) => row(say.between, parts)),
      row(say.total, total),
    ],
    {sum: true, ...widthOf(options)},
  );
};

/** Nothing, or what one of the columns shows. */
const shown = (parts: PartsResult | undefined): readonly PartsResult[] =>
  parts && (parts.ms >= shownMs || parts.apdus > 0) ? [parts] : [];

/** What came before the scenario began, which no budget judges. */
const preparationLine = ({preparation = []}: ScenarioResult, {language}: TableOptions): readonly string[] => {
  const [first, ...more] = preparation;
  if (!first) {
    return [];
  }
  const {ms, basis} = more.reduce<PartsResult>(sumOf, first);
  const took = durationText(ms, language, markOf(basis.whole).trim());
  return [
    words[language].preparation(
      took,
      foldedPhases(preparation).map(({title}) => title[language]),
    ),
  ];
};

const verdictLine = (result: ScenarioResult, {language, colour}: TableOptions): string => {
  const {id, verdict, reason, durationMs, total} = result;
  const duration = durationText(durationMs, language, markOf(total.basis.whole).trim());
  return `${painted(verdict.toUpperCase(), colours[verdict], colour)}  ${id}  ${duration}  ${reason[language]}`;
};
