import type {Parts} from './outcome.ts';

const figures = [
  'ms',
  'cardMs',
  'linkMs',
  'stackMs',
  'hostMs',
  'networkMs',
  'centreMs',
  'peopleMs',
  'modelledCardMs',
  'modelledLinkMs',
  'apdus',
] as const satisfies readonly (keyof Parts)[];

/** Below this a difference of sums is rounding, milliseconds. */
const rounding = 1e-6;

/** What the whole took besides its steps: work that a scenario does outside any. Undefined where there is none. */
export const betweenSteps = (total: Parts, steps: readonly Parts[]): Parts | undefined => {
  const left = (figure: (typeof figures)[number]): number => {
    const rest = total[figure] - steps.reduce((sum, step) => sum + step[figure], 0);
    return rest < rounding ? 0 : rest;
  };
  const rest = Object.fromEntries(figures.map((figure) => [figure, left(figure)])) as Record<
    (typeof figures)[number],
    number
  >;
  return rest.ms === 0 && rest.apdus === 0 ? undefined : {...rest, basis: total.basis};
};
