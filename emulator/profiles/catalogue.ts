import {KazasuError} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';

/** All card profiles by name. */
export const cardProfiles: Readonly<Record<string, CardProfile>> = {[myNumberCard.name]: myNumberCard};

/** The card profile of this name. Throws `KZS-CARD-PROFILE-UNKNOWN` with the names there are. */
export const cardProfileNamed = (name: string): CardProfile => {
  const profile = Object.hasOwn(cardProfiles, name) ? cardProfiles[name] : undefined;
  if (!profile) {
    const names = Object.keys(cardProfiles).join(', ');
    throw new KazasuError('KZS-CARD-PROFILE-UNKNOWN', {
      en: `a card profile is one of ${names}, but "${name}" was asked for`,
      ja: `カードプロファイルは ${names} のいずれかですが、「${name}」が指定されました`,
    });
  }
  return profile;
};
