import {durationText} from '../../protocol/index.ts';
import type {Budget} from '../budgets/budget.ts';
import type {PartFigures} from './part-figures.ts';
import type {Title} from './scenario.ts';

/**
 * What the time held against a budget is made of, where people are in it: whoever reads "met" has to know how much of
 * it nobody measured.
 */
export const madeOf = (
  {id}: Pick<Budget, 'id'>,
  {ms: whole, peopleMs: people, modelledCardMs, modelledLinkMs}: PartFigures,
  {virtual}: {readonly virtual: boolean},
): readonly Title[] => {
  if (people === 0) {
    return [];
  }
  const modelled = virtual ? whole - people : modelledCardMs + modelledLinkMs;
  const measured = Math.max(0, whole - people - modelled);
  return [
    {
      en: `${id}: of ${durationText(whole, 'en')}, ${durationText(people, 'en')} are people’s, reckoned; ${durationText(modelled, 'en')} are modelled (card, link); ${durationText(measured, 'en')} were measured.`,
      ja: `${id}: ${durationText(whole, 'ja')}の内訳は、人の操作 ${durationText(people, 'ja')}(想定)、カードと通信 ${durationText(modelled, 'ja')}(モデル)、実測 ${durationText(measured, 'ja')}です。`,
    },
  ];
};
