import {cardSurfaceState} from '../applications/card-surface/personalisation.ts';
import {applicationsFor} from '../applications/catalogue.ts';
import {commonState} from '../applications/common/personalisation.ts';
import {jpkiState} from '../applications/jpki/personalisation.ts';
import {residentRegisterState} from '../applications/resident-register/personalisation.ts';
import {textAssistanceState} from '../applications/text-assistance/personalisation.ts';
import {issuerTries} from '../os/commands/issuer-authentication.ts';
import {isDelivered} from '../os/life-cycle.ts';
import type {ApplicationState, IssuerState, PersistentState} from '../os/state.ts';
import type {CarriedApplication} from '../profiles/card-profile.ts';
import {cardDataOf} from './card-data.ts';
import {type CardImage, withState} from './card-image.ts';
import type {Personalisation} from './personalisation.ts';
import {profileInImage} from './profile-in-image.ts';
import {withoutHolderSecrets} from './undelivered.ts';

/** What fills each application of a new card, by the application's name. */
const personalisers: Readonly<
  Record<CarriedApplication, (made: Personalisation) => ApplicationState | Promise<ApplicationState>>
> = {
  jpki: jpkiState,
  'card-surface': cardSurfaceState,
  'text-assistance': textAssistanceState,
  common: commonState,
  'resident-register': residentRegisterState,
};

/** A card image for a persona with the applications of the card profile and all tries left; before delivery the holder's secrets are not set. */
export const personalise = async (made: Personalisation): Promise<CardImage> => {
  const states = new Map<string, ApplicationState>();
  for (const name of made.profile.applications) {
    states.set(name, await personalisers[name](made));
  }
  const issuer: IssuerState = {
    key: made.issuerKey,
    triesLeft: issuerTries,
    lifeCycle: made.lifeCycle ?? 'operational',
  };
  const whole: PersistentState = {applications: states, cardData: cardDataOf(made), issuer};
  const state = isDelivered(issuer.lifeCycle)
    ? whole
    : withoutHolderSecrets(whole, Object.values(applicationsFor(made.profile.behaviour)));
  return withState(
    {
      kind: 'kazasu-card',
      version: 1,
      id: made.id,
      persona: made.persona.name,
      ...profileInImage(made.profile),
    },
    state,
  );
};
