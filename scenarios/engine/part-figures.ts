import type {Parts} from './outcome.ts';

/** The members of `Parts` that are figures: milliseconds, and the number of APDUs. */
export const partFigures = [
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

/** Figures alone, without how they came about. */
export type PartFigures = Readonly<Record<(typeof partFigures)[number], number>>;

/** Each figure by itself. */
export const eachFigure = (of: (figure: (typeof partFigures)[number]) => number): PartFigures =>
  Object.fromEntries(partFigures.map((figure) => [figure, of(figure)])) as PartFigures;
