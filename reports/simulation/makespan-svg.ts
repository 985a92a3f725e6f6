import {colours} from './gantt-svg.ts';
import type {KazasuSimulation} from './simulation-result.ts';
import {type SimulationLanguage, words} from './simulation-words.ts';
import {element, text} from './svg-element.ts';
import {textExtent} from './text-extent.ts';

type Arrangement = KazasuSimulation['arrangement'];
type Point = NonNullable<KazasuSimulation['curve']>[number];

const height = 200;
const hourMs = 3_600_000;
const tickSize = 11;

/** Round ends of an axis, as multiples of a power of ten, and into how many parts the axis is divided. */
const roundEnds: readonly (readonly [end: number, parts: number])[] = [
  [1, 5],
  [1.2, 4],
  [1.5, 5],
  [2, 4],
  [2.5, 5],
  [3, 3],
  [4, 4],
  [5, 5],
  [6, 3],
  [8, 4],
  [10, 5],
];

/** Whether the terminals of the curve are those of each kind, or all there are. */
export const kindsOf = ({layout}: Arrangement): 'each' | 'all' => (layout === 'pipelined' ? 'each' : 'all');

/** Makespan and lower bound over the number of terminals; its height comes with it. */
export const makespanSvg = (
  {curve = [], arrangement}: KazasuSimulation,
  {x, width, language}: {readonly x: number; readonly width: number; readonly language: SimulationLanguage},
): {readonly height: number; readonly svg: string} => {
  const say = words[language];
  const [top, parts] = axisEnd(Math.max(...curve.map(({makespanMs}) => makespanMs), 1) / hourMs);
  const across = placesOf(curve, x, width);
  const up = (ms: number): number => height - (ms / hourMs / top) * height;
  const points = (key: 'makespanMs' | 'boundMs'): string =>
    curve.map((point) => `${across(point.terminals).toFixed(1)},${up(point[key]).toFixed(1)}`).join(' ');
  const own = ownTerminals(arrangement);
  const grid = Array.from({length: parts + 1}, (_, i) => i / parts).map((share) => {
    const y = height * (1 - share);
    return (
      element('line', {x1: x, y1: y, x2: x + width, y2: y, stroke: '#dddddd'}) +
      text(x - 8, y + 4, `${Number((top * share).toPrecision(3))} ${say.hours}`, {
        anchor: 'end',
        size: tickSize,
      })
    );
  });
  const dots = curve.map((point) =>
    element(
      'circle',
      {
        cx: across(point.terminals),
        cy: up(point.makespanMs),
        r: point.terminals === own ? 5 : 3.5,
        fill: colours.setting.operator,
      },
      `<title>${point.terminals}: ${(point.makespanMs / hourMs).toFixed(2)} ${say.hours} (${say.bound} ${(point.boundMs / hourMs).toFixed(2)} ${say.hours})</title>`,
    ),
  );
  const ticks = labelled(curve, own, across).map((terminals) =>
    text(across(terminals), height + 16, String(terminals), {
      anchor: 'middle',
      size: tickSize,
      weight: terminals === own ? 'bold' : 'normal',
    }),
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
  const named = curve.some(({terminals}) => terminals === own) && own !== undefined;
  const axis = `${say.curveAxis[kindsOf(arrangement)]}${named ? ` (${say.thisPlan(own)})` : ''}`;
  return {
    height: height + 44,
    svg: [
      ...grid,
      ...lines,
      ...dots,
      ...ticks,
      text(x + width / 2, height + 36, axis, {anchor: 'middle', size: tickSize}),
    ].join('\n'),
  };
};

/** The plan's own number on the axis; none where it has unlike numbers of the two kinds. */
const ownTerminals = ({layout, terminals: {setting, preInstall}}: Arrangement): number | undefined =>
  layout === 'pipelined'
    ? setting === preInstall
      ? setting
      : undefined
    : setting + (layout === 'combined' ? preInstall : 0);

/** Places of numbers of terminals, true to scale, with half a step before the first and behind the last. */
const placesOf = (curve: readonly Point[], x: number, width: number): ((terminals: number) => number) => {
  const counts = curve.map(({terminals}) => terminals);
  const [first, last] = [counts[0] ?? 0, counts.at(-1) ?? 0];
  const step = Math.max(1, ...counts.slice(1).map((count, i) => count - (counts[i] ?? count)));
  return (terminals) => x + (width * (terminals - first + step / 2)) / (last - first + step);
};

/** The numbers that are written: the plan's own, and of the others those that none stands too near to. */
const labelled = (
  curve: readonly Point[],
  own: number | undefined,
  across: (terminals: number) => number,
): readonly number[] => {
  const counts = curve.map(({terminals}) => terminals);
  const ordered = [...counts.filter((count) => count === own), ...counts.filter((count) => count !== own)];
  const written: number[] = [];
  for (const count of ordered) {
    const room = textExtent(`${count} `, tickSize, 'bold');
    if (written.every((other) => Math.abs(across(other) - across(count)) > room)) {
      written.push(count);
    }
  }
  return written;
};

/** A round number of hours at or above, and the parts it is divided into. */
const axisEnd = (hours: number): readonly [hours: number, parts: number] => {
  const power = 10 ** Math.floor(Math.log10(hours));
  const [end, parts] = roundEnds.find(([one]) => one * power >= hours) ?? [10, 5];
  return [end * power, parts];
};
