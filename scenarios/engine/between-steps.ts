import type {Interval} from './attribution.ts';
import type {Parts} from './outcome.ts';
import {eachFigure} from './part-figures.ts';
import {basisOfWhole, type Circumstances} from './parts.ts';

/** Below this a difference of sums is rounding, milliseconds. */
const rounding = 1e-6;

/** What the whole took besides its steps: work that a scenario does outside any. Undefined where there is none. */
export const betweenSteps = (
  total: Parts,
  steps: readonly Parts[],
  circumstances: Circumstances,
): Parts | undefined => {
  const rest = eachFigure((figure) => {
    const left = total[figure] - steps.reduce((sum, step) => sum + step[figure], 0);
    return left < rounding ? 0 : left;
  });
  return rest.ms === 0 && rest.apdus === 0
    ? undefined
    : {...rest, basis: {...total.basis, whole: basisOfWhole(rest, circumstances)}};
};

/** Those of the times at which the card was put in again that lie between the steps, and in none. */
export const reinsertionsBetween = (
  reinsertions: readonly Interval[],
  steps: readonly Interval[],
): readonly Interval[] => {
  const [first, last] = [steps[0], steps.at(-1)];
  return reinsertions.filter(
    ({at, end}) =>
      first &&
      last &&
      at >= first.end &&
      end <= last.at &&
      !steps.some((step) => step.at <= at && end <= step.end),
  );
};

/** The sum of these; undefined where they took nothing. */
export const together = (all: readonly Parts[], circumstances: Circumstances): Parts | undefined => {
  const [first] = all;
  const sum = eachFigure((figure) => all.reduce((total, one) => total + one[figure], 0));
  return first && sum.ms > 0
    ? {...sum, basis: {...first.basis, whole: basisOfWhole(sum, circumstances)}}
    : undefined;
};
