import {existsSync} from 'node:fs';
import {type CardImage, personaFrom, personas, readCardFile, writeCardFile} from '../emulator/index.ts';
import {realClock, type Sentence} from '../protocol/index.ts';
import type {TestWorld} from '../scenarios/index.ts';
import {type Language, say} from './language.ts';
import {remark} from './output.ts';
import {timingOptions} from './timing/timing-option.ts';

/** Options by which several commands choose a card. */
export const cardOptions = {
  persona: {
    type: 'string',
    default: 'adult',
    describe: `Whose card: a persona (${Object.keys(personas).join(', ')}) or the path of a persona file`,
  },
  card: {
    type: 'string',
    describe: 'Card image file; kept up to date, and made from the persona where it does not exist',
  },
  ...timingOptions,
} as const;

export interface ChosenCard {
  readonly image: CardImage;
  readonly file?: string;
}

/** The card that the options choose. A missing file is made, so that the same card can be used again. */
export const chooseCard = async (
  world: TestWorld,
  {persona, card}: {persona: string; card?: string | undefined},
  language: Language,
): Promise<ChosenCard> => {
  if (card !== undefined && existsSync(card)) {
    return {image: readCardFile(card), file: card};
  }
  const image = await world.cardFor(personaFrom(persona, realClock().wall()));
  if (card === undefined) {
    return {image};
  }
  writeCardFile(card, image);
  remark(
    say(
      {
        en: `made the card ${card} for the persona "${image.persona}"`,
        ja: `人物像「${image.persona}」のカード ${card} を作成しました`,
      },
      language,
    ),
  );
  return {image, file: card};
};

/** Tells on standard error what the maker of a card should know, each thing once. */
export const cardRemark = (language: Language): ((said: Sentence) => void) => {
  const told = new Set<string>();
  return (said) => {
    if (!told.has(said.en)) {
      told.add(said.en);
      remark(say(said, language));
    }
  };
};
