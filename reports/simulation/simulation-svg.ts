import {colours, ganttSvg} from './gantt-svg.ts';
import {kindsOf, makespanSvg} from './makespan-svg.ts';
import type {KazasuSimulation} from './simulation-result.ts';
import {hoursText, planText, type SimulationLanguage, words} from './simulation-words.ts';
import {element, text} from './svg-element.ts';
import {fittingSize} from './text-extent.ts';

const width = 1000;
const margin = {left: 120, right: 24};

/** A picture of a simulation that has a timeline and a curve: who works when, and makespan beside its bound. */
export const simulationSvg = (whole: KazasuSimulation, language: SimulationLanguage): string => {
  const say = words[language];
  const {arrangement, outcome} = whole;
  const place = {x: margin.left, width: width - margin.left - margin.right, language};
  const gantt = ganttSvg(whole, place);
  const curve = makespanSvg(whole, place);
  const heads = {gantt: 92, legend: 118};
  const curveHead = heads.legend + gantt.height + 36;
  const curveTop = curveHead + 40;
  const height = curveTop + curve.height + 16;
  const title = planText(arrangement, language);
  const result = `${say.makespan} ${hoursText(outcome.makespanMs, language)}, ${say.bound} ${hoursText(outcome.bound.ms, language)}, ${say.operators} ${(100 * outcome.operatorUse).toFixed(0)} %`;
  const body = [
    element('rect', {x: 0, y: 0, width, height, fill: '#ffffff'}),
    text(margin.left, 28, title, {weight: 'bold', size: fittingSize(title, 15, place.width, 'bold')}),
    text(margin.left, 48, result, {size: fittingSize(result, 13, place.width)}),
    text(margin.left, 76, say.who, {size: 13, weight: 'bold'}),
    ...legend(language, heads.gantt),
    element('g', {transform: `translate(0 ${heads.legend})`}, gantt.svg),
    text(margin.left, curveHead, say.curve[kindsOf(arrangement)], {size: 13, weight: 'bold'}),
    curveLegend(language, curveHead + 18),
    element('g', {transform: `translate(0 ${curveTop})`}, curve.svg),
  ];
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      'font-family': 'sans-serif',
      role: 'img',
      'aria-label': `${title}: ${result}`,
    },
    `\n${body.join('\n')}\n`,
  )}\n`;
};

const legend = (language: SimulationLanguage, y: number): readonly string[] => {
  const say = words[language].legend;
  const boxes = [
    [colours.setting.operator, say.setting],
    [colours['pre-install'].operator, say['pre-install']],
    [colours.setting.wait, say.wait],
  ] as const;
  return [
    ...boxes.map(
      ([fill, said], i) =>
        element('rect', {x: margin.left + i * 150, y: y - 2, width: 14, height: 14, fill}) +
        text(margin.left + i * 150 + 20, y + 10, said, {size: 11}),
    ),
    element('line', {
      x1: margin.left + 450,
      y1: y + 5,
      x2: margin.left + 474,
      y2: y + 5,
      stroke: colours.calls,
      'stroke-width': 3,
      'stroke-dasharray': '3 2',
    }) + text(margin.left + 480, y + 10, say.calls, {size: 11}),
  ];
};

const curveLegend = (language: SimulationLanguage, y: number): string => {
  const say = words[language];
  const sample = (x: number, stroke: string, dashes: string): string =>
    element('line', {
      x1: x,
      y1: y - 4,
      x2: x + 24,
      y2: y - 4,
      stroke,
      'stroke-width': 2,
      ...(dashes === '' ? {} : {'stroke-dasharray': dashes}),
    });
  return [
    sample(margin.left, colours.setting.operator, ''),
    text(margin.left + 30, y, say.simulated, {size: 11}),
    sample(margin.left + 150, colours['pre-install'].operator, '6 4'),
    text(margin.left + 180, y, say.bound, {size: 11}),
  ].join('');
};
