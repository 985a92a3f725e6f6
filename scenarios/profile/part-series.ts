import {statisticOf} from '../budgets/judge-budget.ts';
import type {Parts} from '../engine/outcome.ts';
import {type Summary, summaryOf} from './summary.ts';

/** Medians of where the time of a phase went, and how its whole is spread over the runs. Milliseconds. */
export interface ProfiledPart {
  readonly parts: Parts;
  readonly ms: Summary;
}

/** The parts of one phase, run by run. */
export interface PartSeries {
  add(parts: Parts): void;
  ms(): readonly number[];
  part(): ProfiledPart;
}

/** Figures of `Parts` that a profile gives the median of. */
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

/** A run that did not come to a phase. */
export const noParts: Parts = {
  ...(Object.fromEntries(figures.map((figure) => [figure, 0])) as Record<(typeof figures)[number], number>),
  basis: {card: 'measured', link: 'measured', stack: 'measured', whole: 'measured'},
};

export const partSeries = (): PartSeries => {
  const columns = Object.fromEntries(figures.map((figure) => [figure, [] as number[]])) as Record<
    (typeof figures)[number],
    number[]
  >;
  let last = noParts;
  return {
    add(parts) {
      last = parts === noParts ? last : parts;
      for (const figure of figures) {
        columns[figure].push(parts[figure]);
      }
    },
    ms: () => columns.ms,
    part: () => ({
      parts: {
        ...last,
        ...(Object.fromEntries(
          figures.map((figure) => [figure, statisticOf(columns[figure], 'p50')]),
        ) as Record<(typeof figures)[number], number>),
      },
      ms: summaryOf(columns.ms),
    }),
  };
};
