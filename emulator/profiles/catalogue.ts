import {KazasuError} from '../../protocol/index.ts';
import type {CardProfile} from './card-profile.ts';
import {myNumberCard} from './my-number-card.ts';
import {myNumberCardC03} from './my-number-card-c03.ts';
import {myNumberCardL06} from './my-number-card-l06.ts';
import {myNumberCardL09} from './my-number-card-l09.ts';
import {residentRegisterCard} from './resident-register-card.ts';
import {smartphoneAndroid} from './smartphone-android.ts';
import {smartphoneIPhone} from './smartphone-iphone.ts';

/** All card profiles by name. */
export const cardProfiles: Readonly<Record<string, CardProfile>> = Object.fromEntries(
  [
    myNumberCard,
    myNumberCardC03,
    myNumberCardL06,
    myNumberCardL09,
    residentRegisterCard,
    smartphoneAndroid,
    smartphoneIPhone,
  ].map((profile) => [profile.name, profile]),
);

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
