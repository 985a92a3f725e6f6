import type {Budget} from '../budgets/budget.ts';
import {heldFigures} from '../budgets/counted-phases.ts';
import {statisticOf} from '../budgets/judge-budget.ts';
import type {Parts} from '../engine/outcome.ts';
import {eachFigure, type PartFigures, partFigures} from '../engine/part-figures.ts';
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
  /** What a budget is held against, run by run. */
  held(budget: Pick<Budget, 'actors'>): readonly PartFigures[];
  part(): ProfiledPart;
}

/** A run that did not come to a phase. */
export const noParts: Parts = {
  ...eachFigure(() => 0),
  basis: {card: 'measured', link: 'measured', stack: 'measured', whole: 'measured'},
};

export const partSeries = (): PartSeries => {
  const columns = Object.fromEntries(partFigures.map((figure) => [figure, [] as number[]])) as Record<
    (typeof partFigures)[number],
    number[]
  >;
  let last = noParts;
  return {
    add(parts) {
      last = parts === noParts ? last : parts;
      for (const figure of partFigures) {
        columns[figure].push(parts[figure]);
      }
    },
    ms: () => columns.ms,
    held: (budget) =>
      columns.ms.map((_, run) =>
        heldFigures(
          budget,
          eachFigure((figure) => columns[figure][run] ?? 0),
        ),
      ),
    part: () => ({
      parts: {
        ...last,
        ...eachFigure((figure) => statisticOf(columns[figure], 'p50')),
      },
      ms: summaryOf(columns.ms),
    }),
  };
};
