import {type CardImage, issueDay} from '../../emulator/index.ts';
import type {TestWorld} from '../../scenarios/index.ts';
import {type CardChoice, type ChosenCard, chooseCard} from '../card-options.ts';
import type {Language} from '../language.ts';

/**
 * The card that a choice means, made once in a run: variants play on equal cards of one seed, and to make a card takes
 * longer than most of them. A card file is read anew each time.
 */
export const madeCards = (
  language: Language,
): ((world: TestWorld, choice: CardChoice) => Promise<ChosenCard>) => {
  const made = new Map<string, CardImage>();
  return async (world, choice) => {
    if (choice.card !== undefined) {
      return chooseCard(world, choice, language);
    }
    const {persona, 'card-profile': make, lifeCycle} = choice;
    // The day of issue follows the calendar, which a scenario may have moved over a year's end.
    const key = JSON.stringify([persona, make, lifeCycle, issueDay(world.wall())]);
    const image = made.get(key) ?? (await chooseCard(world, choice, language)).image;
    made.set(key, image);
    return {image};
  };
};
