import type {KazasuSimulation} from './simulation-result.ts';
import {type SimulationLanguage, secondsText, words} from './simulation-words.ts';
import {element, escaped, text} from './svg-element.ts';

type Step = NonNullable<KazasuSimulation['timeline']>[number];

/** What a picture of time is drawn with. Dark: an operator's hands; pale: a wait of the same job. */
export const colours = {
  setting: {operator: '#1b5e9b', wait: '#b9d3ea'},
  'pre-install': {operator: '#b4530a', wait: '#f3d2b3'},
  calls: '#444444',
} as const;

const mostRows = {operators: 8, terminals: 24};
const row = {height: 22, gap: 4};
const shownMs = 30 * 60_000;
const minuteMs = 60_000;

interface Row {
  readonly label: string;
  readonly steps: readonly Step[];
  /** Whether gaps on one card are calls for an operator. */
  readonly isTerminal: boolean;
  readonly station?: Step['station'];
}

/** Rows of operators and terminals over the first half hour; its height comes with it. */
export const ganttSvg = (
  {timeline = [], arrangement}: KazasuSimulation,
  {x, width, language}: {readonly x: number; readonly width: number; readonly language: SimulationLanguage},
): {readonly height: number; readonly svg: string} => {
  const {operators, terminals} = rowsOf(timeline, arrangement.operators, language);
  const shown = {operators: operators.slice(0, mostRows.operators), terminals: someOfEachKind(terminals)};
  const rows = [...shown.operators, ...shown.terminals];
  const left = {
    operators: operators.length - shown.operators.length,
    terminals: terminals.length - shown.terminals.length,
  };
  const at = (ms: number): number => x + (Math.min(ms, shownMs) / shownMs) * width;
  const bottom = rows.length * (row.height + row.gap);
  const bodies = rows.map(({label, steps, isTerminal}, i) => {
    const y = i * (row.height + row.gap);
    const line = element('line', {
      x1: x,
      y1: y + row.height / 2,
      x2: x + width,
      y2: y + row.height / 2,
      stroke: '#dddddd',
    });
    return [
      text(x - 8, y + row.height / 2 + 4, label, {anchor: 'end'}),
      line,
      ...(isTerminal ? calls(steps, at, y) : []),
      ...steps.map((step) => bar(step, at, y, language)),
    ].join('');
  });
  const say = words[language];
  const ticks = Array.from({length: shownMs / minuteMs / 5 + 1}, (_, i) => {
    const tick = x + (i * 5 * minuteMs * width) / shownMs;
    return (
      element('line', {x1: tick, y1: 0, x2: tick, y2: bottom, stroke: '#eeeeee'}) +
      text(tick, bottom + 14, `${i * 5} ${say.minutes}`, {anchor: 'middle', size: 11})
    );
  });
  if (left.operators + left.terminals === 0) {
    return {height: bottom + 22, svg: [...ticks, ...bodies].join('\n')};
  }
  const rest = text(x, bottom + 34, say.notShown(left.operators, left.terminals), {size: 11});
  return {height: bottom + 42, svg: [...ticks, ...bodies, rest].join('\n')};
};

/** The first terminals of each kind, so that no kind is missing: where all are too many, each has half the rows. */
const someOfEachKind = (terminals: readonly Row[]): readonly Row[] => {
  const {terminals: most} = mostRows;
  const kinds = [...new Set(terminals.map(({station}) => station))];
  const [first = [], second = []] = kinds.map((kind) => terminals.filter(({station}) => station === kind));
  const ofSecond = Math.min(second.length, Math.max(most / 2, most - first.length));
  return [...first.slice(0, most - ofSecond), ...second.slice(0, ofSecond)];
};

const rowsOf = (
  timeline: readonly Step[],
  operatorCount: number,
  language: SimulationLanguage,
): {operators: readonly Row[]; terminals: readonly Row[]} => {
  const say = words[language];
  const byTerminal = new Map<string, Row & {steps: Step[]}>();
  const byOperator = Array.from({length: operatorCount}, (): Step[] => []);
  const order = [...timeline].sort(
    (a, b) =>
      stationOrder[a.station] - stationOrder[b.station] || a.terminal - b.terminal || a.fromMs - b.fromMs,
  );
  for (const step of order) {
    const key = `${step.station} ${step.terminal}`;
    const known = byTerminal.get(key);
    if (known) {
      known.steps.push(step);
    } else {
      const label = `${say.station[step.station]} ${step.terminal + 1}`;
      byTerminal.set(key, {label, steps: [step], isTerminal: true, station: step.station});
    }
    if (step.operator !== undefined) {
      byOperator[step.operator]?.push(step);
    }
  }
  return {
    operators: byOperator.map((steps, i) => ({label: `${say.operator} ${i + 1}`, steps, isTerminal: false})),
    terminals: [...byTerminal.values()],
  };
};

const stationOrder = {setting: 0, combined: 0, 'pre-install': 1} as const;

const bar = (
  {fromMs, toMs, part, operator, title, card}: Step,
  at: (ms: number) => number,
  y: number,
  language: SimulationLanguage,
): string =>
  element(
    'rect',
    {
      x: at(fromMs),
      y,
      width: Math.max(0.5, at(toMs) - at(fromMs)),
      height: row.height,
      fill: colours[part][operator === undefined ? 'wait' : 'operator'],
      stroke: '#ffffff',
      'stroke-width': 0.5,
    },
    `<title>${escaped(`${words[language].cardNumber} ${card + 1}: ${title[language]}, ${secondsText(toMs - fromMs, language)}`)}</title>`,
  );

/** Between two steps of one card a terminal calls for an operator. */
const calls = (steps: readonly Step[], at: (ms: number) => number, y: number): readonly string[] =>
  steps.flatMap((step, i) => {
    const before = steps[i - 1];
    return before?.card === step.card && before.toMs < step.fromMs
      ? [
          element('line', {
            x1: at(before.toMs),
            y1: y + row.height / 2,
            x2: at(step.fromMs),
            y2: y + row.height / 2,
            stroke: colours.calls,
            'stroke-width': 3,
            'stroke-dasharray': '3 2',
          }),
        ]
      : [];
  });
