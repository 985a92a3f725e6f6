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
      en: `${id}: of ${seconds(whole)} s, ${seconds(people)} s are people’s, reckoned; ${seconds(modelled)} s are modelled (card, link); ${seconds(measured)} s were measured.`,
      ja: `${id}: ${seconds(whole)} 秒の内訳は、人の操作 ${seconds(people)} 秒(想定)、カードと通信 ${seconds(modelled)} 秒(モデル)、実測 ${seconds(measured)} 秒です。`,
    },
  ];
};

const seconds = (ms: number): string => (ms / 1000).toFixed(1);
