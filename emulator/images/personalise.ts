import type {Sentence} from '../../protocol/index.ts';
import {cardSurfaceState} from '../applications/card-surface/personalisation.ts';
import {applicationsFor} from '../applications/catalogue.ts';
import {commonState} from '../applications/common/personalisation.ts';
import {jpkiState} from '../applications/jpki/personalisation.ts';
import {residentRegisterState} from '../applications/resident-register/personalisation.ts';
import {textAssistanceState} from '../applications/text-assistance/personalisation.ts';
import type {CardContent} from '../content-management/content.ts';
import {newContent} from '../content-management/default-content.ts';
import {secureChannels} from '../content-management/secure-channels.ts';
import {issuerTries} from '../os/commands/issuer-authentication.ts';
import {isDelivered} from '../os/life-cycle.ts';
import type {ApplicationState, IssuerState} from '../os/state.ts';
import type {CarriedApplication} from '../profiles/card-profile.ts';
import {cardDataOf} from './card-data.ts';
import {type CardImage, hasAreas, withState} from './card-image.ts';
import {withPersonaCredentials} from './holder-secrets.ts';
import type {Personalisation, Revocation} from './personalisation.ts';
import {profileInImage} from './profile-in-image.ts';
import {withoutHolderSecrets} from './undelivered.ts';

/** What fills each application of a new card, by the application's name. */
const personalisers: Readonly<
  Record<
    CarriedApplication,
    (made: Personalisation, remark: (said: Sentence) => void) => ApplicationState | Promise<ApplicationState>
  >
> = {
  jpki: jpkiState,
  'card-surface': cardSurfaceState,
  'text-assistance': textAssistanceState,
  common: commonState,
  'resident-register': residentRegisterState,
};

/**
 * A card image for a persona, with the applications of its card profile; before delivery the holder's secrets are not set. `remark` hears what the maker should
 * know, such as characters that the pictures' font lacks.
 */
export const personalise = async (
  made: Personalisation,
  remark: (said: Sentence) => void = () => undefined,
): Promise<CardImage> => {
  const states = new Map<string, ApplicationState>();
  for (const name of made.profile.applications) {
    states.set(name, await personalisers[name](made, remark));
  }
  const issuer: IssuerState = {
    key: made.issuerKey,
    triesLeft: issuerTries,
    lifeCycle: made.lifeCycle ?? 'operational',
  };
  const whole = withPersonaCredentials(
    {applications: states, cardData: cardDataOf(made), issuer, content: contentFor(made)},
    made.persona,
  );
  const state = isDelivered(issuer.lifeCycle)
    ? whole
    : withoutHolderSecrets(whole, Object.values(applicationsFor(made.profile.behaviour)));
  return withState(
    {
      kind: 'kazasu-card',
      version: 1,
      id: made.id,
      persona: made.persona.name,
      ...(made.revocation ? {revocation: revocationImage(made.revocation)} : {}),
      ...profileInImage(made.profile),
    },
    state,
  );
};

const contentFor = ({id, profile, secureChannel}: Personalisation): CardContent =>
  newContent({
    cardId: id,
    areas: hasAreas(profile.applications),
    ...(secureChannel ? {secureChannel: secureChannels[secureChannel]} : {}),
  });

const revocationImage = ({
  reason,
  since,
  serialNumbers,
}: Revocation): NonNullable<CardImage['revocation']> => ({
  reason,
  since: since.toISOString(),
  serialNumbers: [...serialNumbers],
});
