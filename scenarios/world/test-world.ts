import {type Centre, createCentre} from '../../centre/index.ts';
import {type CardImage, type CardProfile, type Persona, personalise} from '../../emulator/index.ts';
import {type Clock, type LifeCycle, type Recorder, seededRandom} from '../../protocol/index.ts';
import {prepareCard} from './card-preparation.ts';
import {issuerKeyOf} from './issuer-key.ts';
import {keyCache} from './key-cache.ts';

/** The seed everyone shares who does not choose one: the same authorities and people on every machine. */
export const commonSeed = 'kazasu';

/** What else may be asked for of a card. */
export interface CardOptions {
  /** Default: the contact interface of a My Number Card. */
  readonly profile?: CardProfile;
}

/** A centre and the cards it stands behind. */
export interface TestWorld {
  readonly centre: Centre;
  /**
   * A card as it is after delivery: keys, certificates of this centre, the persona's secrets, all tries left.
   * `number` tells cards of one persona apart; each is another person. A life cycle before `operational` gives a
   * card not yet delivered, on which the holder's secrets are not set.
   */
  cardFor(
    persona: Persona,
    number?: number,
    lifeCycle?: LifeCycle,
    options?: CardOptions,
  ): Promise<CardImage>;
  /** The issuer's key of a card of this world, by the card's id. */
  issuerKey(cardId: string): Uint8Array;
}

export interface TestWorldOptions {
  readonly clock: Clock;
  /** Default: the common seed. */
  readonly seed?: string;
  readonly record?: Recorder;
}

/**
 * A test world grown from a seed. Keys come from the seed alone; certificates also from the fiscal year, because
 * cards are issued on its first day. Nothing secret is stored: whoever knows the seed knows every key.
 */
export const createTestWorld = ({clock, seed = commonSeed, record}: TestWorldOptions): TestWorld => {
  const random = seededRandom(seed, keyCache());
  const centre = createCentre({random: random.fork('centre'), clock, ...(record ? {record} : {})});
  return {
    centre,
    cardFor: async (persona, number = 0, lifeCycle = 'operational', options = {}) =>
      personalise(
        await prepareCard({persona, number, centre, random, at: clock.wall(), lifeCycle, ...options}),
      ),
    issuerKey: (cardId) => issuerKeyOf(random, cardId),
  };
};
