import {KazasuError} from '../protocol/index.ts';
import type {AppletDefinition} from './applets/applet.ts';
import {builtInApplets} from './applets/catalogue.ts';
import {applicationsFor} from './applications/catalogue.ts';
import {issuerSecurityDomain} from './applications/issuer-security-domain.ts';
import {Card} from './card.ts';
import {instanceApplications} from './content-management/instance-applications.ts';
import type {Environment} from './environment.ts';
import {type CardImage, stateOf} from './images/card-image.ts';
import {checkState} from './images/check-state.ts';
import {profileOfImage} from './images/profile-in-image.ts';
import type {Application} from './os/application.ts';
import {timingProfileNamed} from './timing/profiles.ts';
import type {TimingProfile} from './timing/timing-profile.ts';

/** By AID, upwards: the order in which SELECT finds applications by a partial AID. Bench-defined, D20. */
const byAid = (a: Application, b: Application): number => Buffer.compare(a.aid, b.aid);

/**
 * The applications an image names, in the order in which SELECT finds them.
 * @throws KazasuError `KZS-CARD-APPLICATION-UNKNOWN`: one that this build does not know.
 */
export const applicationsOf = (image: CardImage): Application[] => {
  const known: Readonly<Record<string, Application>> = applicationsFor(profileOfImage(image).behaviour);
  return Object.keys(image.applications)
    .map((name) => {
      const application = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!application) {
        throw new KazasuError('KZS-CARD-APPLICATION-UNKNOWN', {
          en: `a card carries applications out of ${Object.keys(known).join(', ')}, but its image names "${name}"`,
          ja: `カードのアプリケーションは ${Object.keys(known).join(', ')} のいずれかですが、イメージに「${name}」があります`,
        });
      }
      return application;
    })
    .sort(byAid);
};

/**
 * The card that an image describes, with a timing profile, which may be named, and the programs it can install.
 * @throws KazasuError when the image names a profile or an application this build does not know.
 */
export const cardFromImage = (
  image: CardImage,
  timing: string | TimingProfile,
  environment: Environment,
  applets: readonly AppletDefinition[] = builtInApplets,
): Card => {
  const profile = profileOfImage(image);
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
      profile,
      applications: [issuerSecurityDomain(applets), ...applications],
      installed: instanceApplications(applets),
      persistent,
      timing: typeof timing === 'string' ? timingProfileNamed(timing) : timing,
    },
    environment,
  );
};
