import {existsSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {
  type CardImage,
  type CardProfile,
  cardProfileFrom,
  cardProfiles,
  personaFrom,
  personas,
  profileInImage,
  readCardFile,
  writeCardFile,
} from '../emulator/index.ts';
import {realClock, type Sentence} from '../protocol/index.ts';
import type {TestWorld} from '../scenarios/index.ts';
import {type Language, say} from './language.ts';
import {remark} from './output.ts';
import {timingOptions} from './timing/timing-option.ts';
import {UsageError} from './usage-error.ts';

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
  'card-profile': {
    type: 'string',
    describe: `Make of card: ${Object.keys(cardProfiles).join(', ')}, or a YAML or JSON file`,
  },
  ...timingOptions,
} as const;

export interface CardChoice {
  readonly persona: string;
  readonly card?: string | undefined;
  readonly 'card-profile'?: string | undefined;
}

export interface ChosenCard {
  readonly image: CardImage;
  readonly file?: string;
}

/** The card that the options choose. A missing file is made, so that the same card can be used again. */
export const chooseCard = async (
  world: TestWorld,
  {persona, card, 'card-profile': make}: CardChoice,
  language: Language,
): Promise<ChosenCard> => {
  if (card !== undefined && existsSync(card)) {
    const image = readCardFile(card);
    return {image: make === undefined ? image : madeWith(image, cardProfileFrom(make), card), file: card};
  }
  const image = await world.cardFor(
    personaFrom(persona, realClock().wall()),
    undefined,
    undefined,
    make === undefined ? {} : {profile: cardProfileFrom(make)},
  );
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

/** A card keeps the profile it was made with: asking for another one is a mistake, for the same one is none. */
const madeWith = (image: CardImage, asked: CardProfile, file: string): CardImage => {
  const {profile, profileSettings} = profileInImage(asked);
  if (image.profile !== profile || !isDeepStrictEqual(image.profileSettings, profileSettings)) {
    throw new UsageError({
      en: `the card ${file} was made with the profile "${image.profile}" and keeps it, but --card-profile asks for "${asked.name}"${image.profile === profile ? ' with other settings' : ''}; leave --card-profile out, or name a file that does not exist yet`,
      ja: `カード ${file} はプロファイル「${image.profile}」で作成されていて変更できませんが、--card-profile は「${asked.name}」${image.profile === profile ? '(設定が異なる)' : ''}です。--card-profile を外すか、まだ存在しないファイル名を指定してください`,
    });
  }
  return image;
};
