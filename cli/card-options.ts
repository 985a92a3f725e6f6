import {existsSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {
  type CardImage,
  type CardProfile,
  cardProfileFrom,
  personaNamed,
  profileInImage,
  readCardFile,
  writeCardFile,
} from '../emulator/index.ts';
import type {TestWorld} from '../scenarios/index.ts';
import {type Language, say} from './language.ts';
import {remark} from './output.ts';
import {UsageError} from './usage-error.ts';

/** Options by which several commands choose a card. */
export const cardOptions = {
  persona: {
    type: 'string',
    default: 'adult',
    describe: 'Whose card: the name of a persona',
  },
  card: {
    type: 'string',
    describe: 'Card image file; kept up to date, and made from the persona where it does not exist',
  },
  profile: {
    type: 'string',
    describe: 'Make of card: the name of a card profile, or a YAML or JSON file; my-number-card by default',
  },
  timing: {
    type: 'string',
    default: 'instant',
    describe: 'Timing profile the card keeps to: instant or contactless-106',
  },
} as const;

export interface CardChoice {
  readonly persona: string;
  readonly card?: string | undefined;
  readonly profile?: string | undefined;
}

export interface ChosenCard {
  readonly image: CardImage;
  readonly file?: string;
}

/** The card that the options choose. A missing file is made, so that the same card can be used again. */
export const chooseCard = async (
  world: TestWorld,
  {persona, card, profile}: CardChoice,
  language: Language,
): Promise<ChosenCard> => {
  const make = (): Promise<CardImage> =>
    world.cardFor(
      personaNamed(persona),
      undefined,
      undefined,
      profile === undefined ? {} : {profile: cardProfileFrom(profile)},
    );
  if (card === undefined) {
    return {image: await make()};
  }
  if (existsSync(card)) {
    const image = readCardFile(card);
    return {
      image: profile === undefined ? image : madeWith(image, cardProfileFrom(profile), card),
      file: card,
    };
  }
  const image = await make();
  writeCardFile(card, image);
  remark(
    say(
      {
        en: `made the card ${card} for the persona "${persona}"`,
        ja: `人物像「${persona}」のカード ${card} を作成しました`,
      },
      language,
    ),
  );
  return {image, file: card};
};

/** A card keeps the profile it was made with: asking for another one is a mistake, for the same one is none. */
const madeWith = (image: CardImage, asked: CardProfile, file: string): CardImage => {
  const {profile, profileSettings} = profileInImage(asked);
  if (image.profile !== profile || !isDeepStrictEqual(image.profileSettings, profileSettings)) {
    throw new UsageError({
      en: `the card ${file} was made with the profile "${image.profile}" and keeps it, but --profile asks for "${asked.name}"${image.profile === profile ? ' with other settings' : ''}; leave --profile out, or name a file that does not exist yet`,
      ja: `カード ${file} はプロファイル「${image.profile}」で作成されていて変更できませんが、--profile は「${asked.name}」${image.profile === profile ? '(設定が異なる)' : ''}です。--profile を外すか、まだ存在しないファイル名を指定してください`,
    });
  }
  return image;
};
