import type {Sentence} from '../../protocol/index.ts';
import {cardSurface} from '../applications/card-surface/application.ts';
import {cardSurfaceState} from '../applications/card-surface/personalisation.ts';
import {common} from '../applications/common/application.ts';
import {commonState} from '../applications/common/personalisation.ts';
import {jpki} from '../applications/jpki/application.ts';
import {jpkiState} from '../applications/jpki/personalisation.ts';
import {residentRegister} from '../applications/resident-register/application.ts';
import {residentRegisterState} from '../applications/resident-register/personalisation.ts';
import {textAssistance} from '../applications/text-assistance/application.ts';
import {textAssistanceState} from '../applications/text-assistance/personalisation.ts';
import {knownApplications} from '../card-from-image.ts';
import {issuerTries} from '../os/commands/issuer-authentication.ts';
import {isDelivered} from '../os/life-cycle.ts';
import type {ApplicationState, IssuerState} from '../os/state.ts';
import {cardDataOf} from './card-data.ts';
import {type CardImage, withState} from './card-image.ts';
import {withPersonaCredentials} from './holder-secrets.ts';
import type {Personalisation, Revocation} from './personalisation.ts';
import {withoutHolderSecrets} from './undelivered.ts';

/** What fills each application of a new card, by the application's name. */
const personalisers: Readonly<
  Record<
    string,
    (made: Personalisation, remark: (said: Sentence) => void) => ApplicationState | Promise<ApplicationState>
  >
> = {
  [jpki.name]: jpkiState,
  [cardSurface.name]: cardSurfaceState,
  [textAssistance.name]: textAssistanceState,
  [common.name]: commonState,
  [residentRegister.name]: residentRegisterState,
};

/**
 * A card image for a persona; before delivery the holder's secrets are not set. `remark` hears what the maker should
 * know, such as characters that the pictures' font lacks.
 */
export const personalise = async (
  made: Personalisation,
  remark: (said: Sentence) => void = () => undefined,
): Promise<CardImage> => {
  const states = new Map<string, ApplicationState>();
  for (const [name, fill] of Object.entries(personalisers)) {
    states.set(name, await fill(made, remark));
  }
  const issuer: IssuerState = {
    key: made.issuerKey,
    triesLeft: issuerTries,
    lifeCycle: made.lifeCycle ?? 'operational',
  };
  const whole = withPersonaCredentials(
    {applications: states, cardData: cardDataOf(made), issuer},
    made.persona,
  );
  const state = isDelivered(issuer.lifeCycle)
    ? whole
    : withoutHolderSecrets(whole, Object.values(knownApplications));
  return withState(
    {
      kind: 'kazasu-card',
      version: 1,
      id: made.id,
      persona: made.persona.name,
      ...(made.revocation ? {revocation: revocationImage(made.revocation)} : {}),
      profile: made.profile.name,
    },
    state,
  );
};

const revocationImage = ({
  reason,
  since,
  serialNumbers,
}: Revocation): NonNullable<CardImage['revocation']> => ({
  reason,
  since: since.toISOString(),
  serialNumbers: [...serialNumbers],
});
