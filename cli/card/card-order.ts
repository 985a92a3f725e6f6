import {
  type CardImage,
  type CardProfile,
  cardProfileNamed,
  type Persona,
  personaNamed,
} from '../../emulator/index.ts';
import type {LifeCycle} from '../../protocol/index.ts';
import type {TestWorld} from '../../scenarios/index.ts';

/** What a card is to be, as named on a command line. */
export interface CardOrderNames {
  readonly persona: string;
  readonly profile: string;
  readonly lifeCycle: LifeCycle;
}

/** What a card is to be, found. */
export interface CardOrder {
  readonly persona: Persona;
  readonly profile: CardProfile;
  readonly lifeCycle: LifeCycle;
}

/** Throws `KZS-PERSONA-UNKNOWN` and `KZS-CARD-PROFILE-UNKNOWN` with the names there are. */
export const cardOrder = ({persona, profile, lifeCycle}: CardOrderNames): CardOrder => ({
  persona: personaNamed(persona),
  profile: cardProfileNamed(profile),
  lifeCycle,
});

/** Card number `number` of an order: another person for every number. */
export const orderedCard = async (
  world: TestWorld,
  {persona, profile, lifeCycle}: CardOrder,
  number: number,
): Promise<CardImage> => ({...(await world.cardFor(persona, number, lifeCycle)), profile: profile.name});
