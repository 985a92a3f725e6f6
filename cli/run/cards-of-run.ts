import type {TestWorld} from '../../scenarios/index.ts';
import {type CardChoice, type ChosenCard, chooseCard} from '../card-options.ts';
import type {Language} from '../language.ts';

/**
 * The cards of one run: worlds of one seed make the same card, so it is made once for all scenarios that ask for the
 * same. A card file is read anew each time, since every scenario leaves its traces on it.
 */
export const cardsOfRun = (
  language: Language,
): ((world: TestWorld, choice: CardChoice) => Promise<ChosenCard>) => {
  const made = new Map<string, Promise<ChosenCard>>();
  return (world, {card, persona, 'card-profile': profile, lifeCycle}) => {
    const choice = {card, persona, 'card-profile': profile, lifeCycle};
    if (card !== undefined) {
      return chooseCard(world, choice, language);
    }
    const key = JSON.stringify([persona, profile, lifeCycle]);
    const found = made.get(key) ?? chooseCard(world, choice, language);
    made.set(key, found);
    return found;
  };
};
