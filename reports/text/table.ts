import type {KazasuResult, ScenarioResult} from '../result.ts';
import {columns} from './columns.ts';
import {
  budgetLine,
  colours,
  environmentLine,
  figure,
  figures,
  floorLine,
  headsOf,
  painted,
  shownMs,
  type TableOptions,
  words,
} from './lines.ts';

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
    ...parametersLine(result, say.parameters),
    ...(result.phases.length > 0 ? [...rows(result, options), say.legend, ''] : []),
    ...result.budgets.map((budget) => budgetLine(budget, options)),
    ...(result.linkFloor ? [floorLine(result.linkFloor, options)] : []),
    ...result.notes.map((note) => note[options.language]),
    '',
  ].join('\n');
};

const parametersLine = ({parameters = {}}: ScenarioResult, head: string): readonly string[] => {
  const each = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  return each.length > 0 ? [`${head}: ${each.join(', ')}`, ''] : [];
};

const rows = ({phases, between, total}: ScenarioResult, {language}: TableOptions): readonly string[] => {
  const people = total.peopleMs > 0;
  return columns(
    headsOf(language, people),
    [
      ...phases.map((phase) => [phase.title[language], ...figures(phase, people)]),
      ...(between && (between.ms >= shownMs || between.apdus > 0)
        ? [[words[language].between, ...figures(between, people)]]
        : []),
      [words[language].total, ...figures(total, people)],
    ],
    {sum: true},
  );
};

const verdictLine = (result: ScenarioResult, {language, colour}: TableOptions): string => {
  const {id, verdict, reason, durationMs, total} = result;
  const duration = figure(durationMs, total.basis.whole).trimEnd();
  return `${painted(verdict.toUpperCase(), colours[verdict], colour)}  ${id}  ${duration} ms  ${reason[language]}`;
};
