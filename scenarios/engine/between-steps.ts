import type {Parts} from './outcome.ts';
import {eachFigure} from './part-figures.ts';

/** Below this a difference of sums is rounding, milliseconds. */
const rounding = 1e-6;

/** What the whole took besides its steps: work that a scenario does outside any. Undefined where there is none. */
export const betweenSteps = (total: Parts, steps: readonly Parts[]): Parts | undefined => {
  const rest = eachFigure((figure) => {
    const left = total[figure] - steps.reduce((sum, step) => sum + step[figure], 0);
    return left < rounding ? 0 : left;
  });
  return rest.ms === 0 && rest.apdus === 0 ? undefined : {...rest, basis: total.basis};
};
