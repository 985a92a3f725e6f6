import {KazasuError} from '../protocol/index.ts';
import {cardSurface} from './applications/card-surface/application.ts';
import {common} from './applications/common/application.ts';
import {issuerSecurityDomain} from './applications/issuer-security-domain.ts';
import {jpki} from './applications/jpki/application.ts';
import {residentRegister} from './applications/resident-register/application.ts';
import {textAssistance} from './applications/text-assistance/application.ts';
import {Card} from './card.ts';
import type {Environment} from './environment.ts';
import {type CardImage, stateOf} from './images/card-image.ts';
import {checkState} from './images/check-state.ts';
import type {Application} from './os/application.ts';
import {cardProfileNamed} from './profiles/catalogue.ts';
import {timingProfileNamed} from './timing/profiles.ts';

/** The applications this build can run, by their name in an image. */
export const knownApplications: Readonly<Record<string, Application>> = {
  [jpki.name]: jpki,
  [cardSurface.name]: cardSurface,
  [textAssistance.name]: textAssistance,
  [common.name]: common,
  [residentRegister.name]: residentRegister,
};

/** By AID, upwards: the order in which SELECT finds applications by a partial AID. Bench-defined, D20. */
const byAid = (a: Application, b: Application): number => Buffer.compare(a.aid, b.aid);

/**
 * The applications an image names, in the order in which SELECT finds them.
 * @throws KazasuError `KZS-CARD-APPLICATION-UNKNOWN`: one that this build does not know.
 */
export const applicationsOf = (image: CardImage): Application[] =>
  Object.keys(image.applications).map(applicationNamed).sort(byAid);

const applicationNamed = (name: string): Application => {
  const application = Object.hasOwn(knownApplications, name) ? knownApplications[name] : undefined;
  if (!application) {
    throw new KazasuError('KZS-CARD-APPLICATION-UNKNOWN', {
      en: `a card carries applications out of ${Object.keys(knownApplications).join(', ')}, but its image names "${name}"`,
      ja: `カードのアプリケーションは ${Object.keys(knownApplications).join(', ')} のいずれかですが、イメージに「${name}」があります`,
    });
  }
  return application;
};

/**
 * The card that an image describes, with a timing profile by name.
 * @throws KazasuError when the image names a profile or an application this build does not know.
 */
export const cardFromImage = (image: CardImage, timing: string, environment: Environment): Card => {
  const applications = applicationsOf(image);
  const persistent = stateOf(image);
  for (const application of applications) {
    const state = persistent.applications.get(application.name);
    if (state) {
      checkState(application, state);
    }
  }
  return new Card(
    {
      id: image.id,
      profile: cardProfileNamed(image.profile),
      applications: [issuerSecurityDomain, ...applications],
      persistent,
      timing: timingProfileNamed(timing),
    },
    environment,
  );
};
