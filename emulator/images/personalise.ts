import {cardSurface} from '../applications/card-surface/application.ts';
import {cardSurfaceState} from '../applications/card-surface/personalisation.ts';
import {jpki} from '../applications/jpki/application.ts';
import {jpkiState} from '../applications/jpki/personalisation.ts';
import type {ApplicationState} from '../os/state.ts';
import {type CardImage, withState} from './card-image.ts';
import type {Personalisation} from './personalisation.ts';

/** What fills each application of a new card, by the application's name. */
const personalisers: Readonly<
  Record<string, (made: Personalisation) => ApplicationState | Promise<ApplicationState>>
> = {
  [jpki.name]: jpkiState,
  [cardSurface.name]: cardSurfaceState,
};

/** A card image for a persona, with all tries left. */
export const personalise = async (made: Personalisation): Promise<CardImage> => {
  const states = new Map<string, ApplicationState>();
  for (const [name, fill] of Object.entries(personalisers)) {
    states.set(name, await fill(made));
  }
  return withState(
    {
      kind: 'kazasu-card',
      version: 1,
      id: made.id,
      persona: made.persona.name,
      profile: made.profile.name,
      applications: {},
    },
    {applications: states},
  );
};
