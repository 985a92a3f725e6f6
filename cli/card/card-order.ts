import {
  type CardImage,
  type CardProfile,
  cardProfileFrom,
  type Persona,
  personaFrom,
  type SecureChannelName,
} from '../../emulator/index.ts';
import type {LifeCycle} from '../../protocol/index.ts';
import type {TestWorld} from '../../scenarios/index.ts';

/** What a card is to be, as named on a command line: names, or files. */
export interface CardOrderNames {
  readonly persona: string;
  readonly profile: string;
  /** Default: the persona's. */
  readonly lifeCycle: LifeCycle | undefined;
  readonly secureChannel: SecureChannelName;
}

/** What a card is to be, found. */
export interface CardOrder {
  readonly persona: Persona;
  readonly profile: CardProfile;
  readonly lifeCycle: LifeCycle | undefined;
  readonly secureChannel: SecureChannelName;
}

/** Finds persona and card profile. Throws what `personaFrom` and `cardProfileFrom` say of names and files. */
export const cardOrder = (
  {persona, profile, lifeCycle, secureChannel}: CardOrderNames,
  now: Date,
): CardOrder => ({
  persona: personaFrom(persona, now),
  profile: cardProfileFrom(profile),
  lifeCycle,
  secureChannel,
});

/** Card number `number` of an order: another person for every number. */
export const orderedCard = async (
  world: TestWorld,
  {persona, profile, lifeCycle, secureChannel}: CardOrder,
  number: number,
): Promise<CardImage> => world.cardFor(persona, number, lifeCycle, {profile, secureChannel});
