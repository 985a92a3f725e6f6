import {eachFigure, type PartFigures} from '../engine/part-figures.ts';
import type {Actor, Phase, Title} from '../engine/scenario.ts';
import type {Budget} from './budget.ts';

/** Of these phases or steps, those that a budget is about. */
export const countedPhases = <P extends Pick<Phase, 'id' | 'actor'>>(
  {phases, actors}: Pick<Budget, 'phases' | 'actors'>,
  all: readonly P[],
): readonly P[] =>
  all.filter(({id, actor}) => (phases?.includes(id) ?? true) && (actors?.includes(actor) ?? true));

/**
 * What of a counted phase a budget is held against. One about actors holds of people’s phases what is reckoned: what
 * the bench needs around it is nobody’s hands.
 */
export const heldFigures = ({actors}: Pick<Budget, 'actors'>, figures: PartFigures): PartFigures => {
  const {peopleMs} = figures;
  return actors && peopleMs > 0
    ? eachFigure((figure) => (figure === 'ms' || figure === 'peopleMs' ? peopleMs : 0))
    : figures;
};

/** Whether the centre alone works in what the budget counts; on a virtual clock that takes no time. */
export const aboutCentreAlone = (
  {phases, actors}: Pick<Budget, 'phases' | 'actors'>,
  counted: readonly {readonly actor: Actor}[],
): boolean =>
  (phases !== undefined || actors !== undefined) &&
  counted.length > 0 &&
  counted.every(({actor}) => actor === 'centre');

export const centreTakesNone = ({id}: Pick<Budget, 'id'>): Title => ({
  en: `${id} is not judged: it is about the centre's time, and on a virtual clock the centre takes none.`,
  ja: `${id} は判定しません。センターの時間に対する予算ですが、仮想時計ではその時間が0になるためです。`,
});
