import {readFileSync} from 'node:fs';
import {basename, extname} from 'node:path';
import {KazasuError, nearest, readSettings, type SettingsKind} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {cardProfileNamed, cardProfiles} from './catalogue.ts';
import {type CardProfileSettings, cardProfileSettings, profileFromSettings} from './profile-settings.ts';

const kind: SettingsKind<CardProfileSettings> = {
  errorId: 'KZS-CARD-PROFILE-FILE',
  title: {en: 'a card profile', ja: 'カードプロファイル'},
  schema: cardProfileSettings,
};

/**
 * The card profile of a name, or of a YAML or JSON file: whatever ends in .yaml, .yml or .json or has a slash.
 * @throws KazasuError `KZS-CARD-PROFILE-UNKNOWN` for a name, `KZS-CARD-PROFILE-FILE` for a file, with the place.
 */
export const cardProfileFrom = (nameOrPath: string): CardProfile => {
  if (Object.hasOwn(cardProfiles, nameOrPath) || !isPath(nameOrPath)) {
    return named(nameOrPath);
  }
  const settings = readSettings(kind, textOf(nameOrPath), nameOrPath);
  return profileFromSettings(settings, basename(nameOrPath, extname(nameOrPath)));
};

const isPath = (text: string): boolean => /[/\\]|\.(ya?ml|json)$/i.test(text);

const named = (name: string): CardProfile => {
  const near = Object.hasOwn(cardProfiles, name) ? undefined : nearest(name, Object.keys(cardProfiles));
  if (near === undefined) {
    return cardProfileNamed(name);
  }
  throw new KazasuError('KZS-CARD-PROFILE-UNKNOWN', {
    en: `there is no card profile "${name}"; "${near}" may be meant`,
    ja: `カードプロファイル「${name}」はありません(「${near}」のことでしょうか)`,
  });
};

const textOf = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError(kind.errorId, {
      en: `${kind.title.en} was expected, but the file ${path} cannot be read: ${why}`,
      ja: `${kind.title.ja}が必要ですが、ファイル ${path} を読めません: ${why}`,
    });
  }
};
