import {colours} from './gantt-svg.ts';
import type {KazasuSimulation} from './simulation-result.ts';
import {type SimulationLanguage, words} from './simulation-words.ts';
import {element, text} from './svg-element.ts';

const height = 200;
const hourMs = 3_600_000;

/** Makespan and lower bound over the number of terminals of each kind; its height comes with it. */
export const makespanSvg = (
  {curve = []}: KazasuSimulation,
  {x, width, language}: {readonly x: number; readonly width: number; readonly language: SimulationLanguage},
): {readonly height: number; readonly svg: string} => {
  const say = words[language];
  const top = niceHours(Math.max(...curve.map(({makespanMs}) => makespanMs), 1) / hourMs);
  const across = (i: number): number => x + (width * (i + 0.5)) / Math.max(1, curve.length);
  const up = (ms: number): number => height - (ms / hourMs / top) * height;
  const points = (key: 'makespanMs' | 'boundMs'): string =>
    curve.map((point, i) => `${across(i).toFixed(1)},${up(point[key]).toFixed(1)}`).join(' ');
  const every = Math.ceil(curve.length / 20);
  const divisions = top >= 1 && Number.isInteger(top / 5) ? 5 : 4;
  const grid = Array.from({length: divisions + 1}, (_, i) => i / divisions).map((share) => {
    const y = height * (1 - share);
    return (
      element('line', {x1: x, y1: y, x2: x + width, y2: y, stroke: '#dddddd'}) +
      text(x - 8, y + 4, `${Number((top * share).toPrecision(3))} ${say.hours}`, {anchor: 'end', size: 11})
    );
  });
  const marks = curve.map((point, i) =>
    [
      i % every === 0
        ? text(across(i), height + 16, String(point.terminals), {anchor: 'middle', size: 11})
        : '',
      element(
        'circle',
        {cx: across(i), cy: up(point.makespanMs), r: 3.5, fill: colours.setting.operator},
        `<title>${point.terminals}: ${(point.makespanMs / hourMs).toFixed(2)} ${say.hours} (${say.bound} ${(point.boundMs / hourMs).toFixed(2)} ${say.hours})</title>`,
      ),
    ].join(''),
  );
  // The bound lies over the simulated line: where both are one, its dashes still show.
  const lines = [
    element('polyline', {
      points: points('makespanMs'),
      fill: 'none',
      stroke: colours.setting.operator,
      'stroke-width': 3,
    }),
    element('polyline', {
      points: points('boundMs'),
      fill: 'none',
      stroke: colours['pre-install'].operator,
      'stroke-width': 2,
      'stroke-dasharray': '6 4',
    }),
  ];
  const axis = text(x + width / 2, height + 36, say.terminalsOfEachKind, {anchor: 'middle', size: 11});
  return {height: height + 44, svg: [...grid, ...lines, ...marks, axis].join('\n')};
};

/** A round number of hours at or above. */
const niceHours = (hours: number): number => {
  const power = 10 ** Math.floor(Math.log10(hours));
  const step = [1, 2, 4, 5, 8, 10].find((one) => one * power >= hours) ?? 10;
  return step * power;
};
