import {budgetBasis} from './budget-basis.ts';
import type {BudgetResult, KazasuResult, PartsResult, ScenarioResult} from './result.ts';
import type {Comparison} from './result-parts.ts';

type Diagnostics = readonly (readonly [key: string, value: string | number | undefined])[];

interface Point {
  readonly ok: boolean;
  readonly name: string;
  readonly skip?: string;
  readonly diagnostics: Diagnostics;
}

/**
 * TAP 13, flat: one point for a verdict and one for each budget, with YAML diagnostics. No comments and no TODO,
 * which converters to JUnit misread; `message` and `severity` become their failure's text and type.
 */
export const toTap = (whole: KazasuResult): string => {
  const points = whole.results.flatMap((result) => [
    verdictPoint(result, whole),
    ...result.budgets.map((budget) => budgetPoint(result, budget)),
    ...(result.comparisons ?? []).map((comparison) => comparisonPoint(result, comparison)),
  ]);
  return [
    'TAP version 13',
    ...points.map((point, i) => pointText(point, i + 1)),
    `1..${points.length}\n`,
  ].join('\n');
};

const verdictPoint = (result: ScenarioResult, {environment, product}: KazasuResult): Point => ({
  ok: result.verdict === 'pass' || result.verdict === 'not-applicable',
  name: `${result.id} ${result.title.en}`,
  ...(result.verdict === 'not-applicable' ? {skip: `N/A: ${result.reason.en}`} : {}),
  diagnostics: [
    ['message', result.reason.en],
    ['message_ja', result.reason.ja],
    ['severity', result.verdict],
    ['duration_ms', result.durationMs],
    ...result.phases.map((phase) => [`phase ${phase.id}`, partsText(phase)] as const),
    ...(result.reinsertion ? [['reinsertion', partsText(result.reinsertion)] as const] : []),
    ...(result.between ? [['between', partsText(result.between)] as const] : []),
    ['total', partsText(result.total)],
    ['link_floor_us', result.linkFloor?.backToBackP50Us],
    ['link_floor_after_wait_us', result.linkFloor?.afterWaitP50Us],
    ['link', `${environment.link}, ${environment.binding}`],
    ['timing', `${environment.timing}, ${environment.clock} clock`],
    ['product', `${product.name} ${product.version}`],
  ],
});

const budgetPoint = ({id}: ScenarioResult, budget: BudgetResult): Point => ({
  ok: budget.verdict !== 'missed',
  name: `${id} budget ${budget.id} ${budget.title.en}`,
  ...(budget.verdict === 'not-judged' ? {skip: 'not judged'} : {}),
  diagnostics: [
    ['message', `${budget.actualMs.toFixed(1)} ms (${budgetBasis(budget)}) of ${budget.maxMs} ms`],
    ['severity', 'budget'],
    ['verdict', budget.verdict],
    ['actual', budget.actualMs],
    ['expected', `at most ${budget.maxMs}`],
    ['typical', budget.typicalMs?.join(' to ')],
    ['basis', budget.basis],
    ['reckoned_ms', budget.reckonedMs],
    ['source', budget.source],
  ],
});

const comparisonPoint = (
  {id}: ScenarioResult,
  {id: part, title, baselineMs, currentMs, shiftMs, shift, p, verdict}: Comparison,
): Point => ({
  ok: verdict !== 'slower',
  name: `${id} baseline ${part} ${title.en}`,
  diagnostics: [
    ['message', `${verdict}: ${currentMs.toFixed(1)} ms, ${baselineMs.toFixed(1)} ms then`],
    ['severity', 'baseline'],
    ['verdict', verdict],
    ['shift_ms', Number(shiftMs.toFixed(3))],
    ['shift', Number(shift.toFixed(4))],
    ['p', p],
  ],
});

const partsText = (parts: PartsResult): string => {
  const {basis} = parts;
  return [
    `${parts.ms.toFixed(3)} ms ${basis.whole}: card ${parts.cardMs.toFixed(3)} ${basis.card}`,
    `link ${parts.linkMs.toFixed(3)} ${basis.link}`,
    `stack ${parts.stackMs.toFixed(3)} ${basis.stack}`,
    `host ${parts.hostMs.toFixed(3)}`,
    `network ${parts.networkMs.toFixed(3)}`,
    `centre ${parts.centreMs.toFixed(3)}`,
    `people ${parts.peopleMs.toFixed(3)}${parts.peopleMs > 0 ? ' reckoned' : ''}; ${parts.apdus} APDUs`,
  ].join(', ');
};

const pointText = ({ok, name, skip, diagnostics}: Point, number: number): string => {
  const directive = skip === undefined ? '' : ` # SKIP ${oneLine(skip)}`;
  const yaml = diagnostics
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}\n`)
    .join('');
  return `${ok ? 'ok' : 'not ok'} ${number} - ${escaped(name)}${directive}\n  ---\n${yaml}  ...`;
};

/** A `#` in a description would begin a directive. */
const escaped = (text: string): string => oneLine(text).replace(/[\\#]/g, '\\$&');

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
