import type {CardProfile} from '../profiles/card-profile.ts';
import {cardProfileNamed, cardProfiles} from '../profiles/catalogue.ts';
import {profileFromSettings, settingsOf} from '../profiles/profile-settings.ts';
import type {CardImage} from './card-image.ts';

type ProfileFields = Pick<CardImage, 'profile' | 'profileSettings'>;

/** One of the catalogue by its name; any other whole, so that the card runs where its profile's file is not. */
export const profileInImage = (profile: CardProfile): ProfileFields =>
  cardProfiles[profile.name] === profile
    ? {profile: profile.name}
    : {profile: profile.name, profileSettings: settingsOf(profile)};

/** The profile a card image was made with. Throws `KZS-CARD-PROFILE-UNKNOWN` when this build has none of its name. */
export const profileOfImage = ({profile, profileSettings}: ProfileFields): CardProfile =>
  profileSettings ? profileFromSettings(profileSettings, profile) : cardProfileNamed(profile);
