import {limits as simulationLimits} from './limits.ts';
import {type Arrangement, lineOf, operatorLoad} from './line.ts';
import type {StepTable} from './step-table.ts';

/** A curve has so many points at most, and of a small plan it goes from one terminal to so many. */
const most = {points: 21, ofSmallPlan: 8};

/** Distances of points that are easy to read, as multiples of a power of ten. */
const roundSteps = [1, 2, 5, 10];

/**
 * Numbers of terminals of each kind over which a curve shows where they stop being what is missing, the plan's own
 * among them: from half of it, or of where the operators become the limit if that comes first, to half as many more.
 * A curve from one terminal on would be flat wherever a large plan matters.
 */
export const curveCounts = (arrangement: Arrangement, table: StepTable): readonly number[] => {
  const {layout, terminals, cards} = arrangement;
  const {setting, preInstall} = terminals;
  const own =
    layout === 'pipelined'
      ? Math.max(setting, preInstall)
      : setting + (layout === 'combined' ? preInstall : 0);
  const to = Math.min(simulationLimits.terminals, Math.max(most.ofSmallPlan, Math.ceil(own * 1.5)));
  const from =
    to === most.ofSmallPlan
      ? 1
      : Math.max(1, Math.floor(Math.min(own, operatorsBind(arrangement, table)) / 2));
  const points = Math.max(2, Math.min(most.points, Math.floor(simulationLimits.cardsInAll / cards) - 2));
  const step = roundStep((to - from) / (points - 1));
  const round = Array.from({length: Math.floor(to / step)}, (_, i) => (i + 1) * step);
  return [...new Set([from, own, ...round.filter((count) => count >= from)])].sort((a, b) => a - b);
};

/** The number of terminals of each kind at which operators and terminals are equally short; not whole. */
const operatorsBind = (arrangement: Arrangement, table: StepTable): number => {
  const {layout} = arrangement;
  const one = {setting: 1, preInstall: layout === 'pipelined' ? 1 : 0};
  return 1 / operatorLoad(lineOf({...arrangement, terminals: one}, table));
};

const roundStep = (least: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return power * (roundSteps.find((step) => step * power >= least) ?? 10);
};
