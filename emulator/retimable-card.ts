import type {CardPort} from '../protocol/index.ts';
import type {AppletDefinition} from './applets/applet.ts';
import {cardFromImage} from './card-from-image.ts';
import type {Environment} from './environment.ts';
import {type CardImage, withState} from './images/card-image.ts';
import type {TimingProfile} from './timing/timing-profile.ts';

/** A card whose timing profile may be another one from one dialogue to the next. */
export interface RetimableCard extends CardPort {
  /** The card as it is now. */
  snapshot(): CardImage;
  /**
   * Keeps the times of this profile, or again of the one it was made with. It has no power behind that: whoever
   * had powered it has to do so again.
   */
  keepTime(profile?: TimingProfile): void;
}

/** The card that an image describes, as `cardFromImage` makes it. Errors: those of `cardFromImage`. */
export const retimableCard = (
  image: CardImage,
  timing: string | TimingProfile,
  environment: Environment,
  applets?: readonly AppletDefinition[],
): RetimableCard => {
  let card = cardFromImage(image, timing, environment, applets);
  const snapshot = (): CardImage => withState(image, card.persistent);
  return {
    snapshot,
    keepTime(profile) {
      const now = snapshot();
      card.powerOff();
      card = cardFromImage(now, profile ?? timing, environment, applets);
    },
    powerOn: () => card.powerOn(),
    powerOff: () => card.powerOff(),
    reset: () => card.reset(),
    atr: () => card.atr(),
    transmit: (command) => card.transmit(command),
  };
};
