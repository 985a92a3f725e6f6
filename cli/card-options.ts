import {existsSync} from 'node:fs';
import {isDeepStrictEqual} from 'node:util';
import {
  type CardImage,
  type CardProfile,
  cardProfileFrom,
  cardProfiles,
  type Persona,
  personaFrom,
  personas,
  profileInImage,
  readCardFile,
  writeCardFile,
} from '../emulator/index.ts';
import {type LifeCycle, realClock, type Sentence} from '../protocol/index.ts';
import type {TestWorld} from '../scenarios/index.ts';
import {type Language, say} from './language.ts';
import {remark} from './output.ts';
import {timingOptions} from './timing/timing-option.ts';
import {UsageError} from './usage-error.ts';

/** Whose card it is where nobody says. */
const usualPersona = 'adult';

/** Options by which several commands choose a card. */
export const cardOptions = {
  persona: {
    type: 'string',
    describe: `Whose card: a persona (${Object.keys(personas).join(', ')}) or the path of a persona file; ${usualPersona} where nobody says`,
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
  readonly persona?: string | undefined;
  readonly card?: string | undefined;
  readonly 'card-profile'?: string | undefined;
  /** Where a card that is made stands between factory and end. Default: where the persona's does. */
  readonly lifeCycle?: LifeCycle | undefined;
}

export interface ChosenCard {
  readonly image: CardImage;
  readonly file?: string;
}

/** The card that the options choose. A missing file is made, so that the same card can be used again. */
export const chooseCard = async (
  world: TestWorld,
  {persona, card, 'card-profile': make, lifeCycle}: CardChoice,
  language: Language,
): Promise<ChosenCard> => {
  if (card !== undefined && existsSync(card)) {
    const image = readCardFile(card);
    if (persona !== undefined) {
      madeFor(image, personaFrom(persona, realClock().wall()), card);
    }
    if (make !== undefined) {
      madeWith(image, cardProfileFrom(make), card);
    }
    return {image, file: card};
  }
  const image = await world.cardFor(
    personaFrom(persona ?? usualPersona, realClock().wall()),
    undefined,
    lifeCycle,
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
const madeWith = (image: CardImage, asked: CardProfile, file: string): void => {
  const {profile, profileSettings} = profileInImage(asked);
  if (image.profile !== profile || !isDeepStrictEqual(image.profileSettings, profileSettings)) {
    throw new UsageError({
      en: `the card ${file} was made with the profile "${image.profile}" and keeps it, but --card-profile asks for "${asked.name}"${image.profile === profile ? ' with other settings' : ''}; leave --card-profile out, or name a file that does not exist yet`,
      ja: `カード ${file} はプロファイル「${image.profile}」で作成されていて変更できませんが、--card-profile は「${asked.name}」${image.profile === profile ? '(設定が異なる)' : ''}です。--card-profile を外すか、まだ存在しないファイル名を指定してください`,
    });
  }
};

/** Nor does it change hands: a result must not name another persona than the card's. */
const madeFor = (image: CardImage, asked: Persona, file: string): void => {
  if (image.persona !== asked.name) {
    throw new UsageError({
      en: `the card ${file} was made for the persona "${image.persona}" and keeps it, but --persona asks for "${asked.name}"; leave --persona out, or name a file that does not exist yet`,
      ja: `カード ${file} は人物像「${image.persona}」のために作成されていて変更できませんが、--persona は「${asked.name}」です。--persona を外すか、まだ存在しないファイル名を指定してください`,
    });
  }
};
