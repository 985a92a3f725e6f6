import {KazasuError} from '../protocol/index.ts';
import {cardSurface} from './applications/card-surface/application.ts';
import {issuerSecurityDomain} from './applications/issuer-security-domain.ts';
import {jpki} from './applications/jpki/application.ts';
import {Card} from './card.ts';
import type {Environment} from './environment.ts';
import {type CardImage, stateOf} from './images/card-image.ts';
import type {Application} from './os/application.ts';
import {cardProfileNamed} from './profiles/catalogue.ts';
import {timingProfileNamed} from './timing/profiles.ts';

/** The applications this build can run, by their name in an image. */
const known: Readonly<Record<string, Application>> = {
  [jpki.name]: jpki,
  [cardSurface.name]: cardSurface,
};

/**
 * The card that an image describes, with a timing profile by name.
 * @throws KazasuError when the image names a profile or an application this build does not know.
 */
export const cardFromImage = (image: CardImage, timing: string, environment: Environment): Card => {
  const applications = Object.keys(image.applications).map((name) => {
    const application = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!application) {
      throw new KazasuError('KZS-CARD-APPLICATION-UNKNOWN', {
        en: `a card carries applications out of ${Object.keys(known).join(', ')}, but its image names "${name}"`,
        ja: `カードのアプリケーションは ${Object.keys(known).join(', ')} のいずれかですが、イメージに「${name}」があります`,
      });
    }
    return application;
  });
  return new Card(
    {
      id: image.id,
      profile: cardProfileNamed(image.profile),
      applications: [issuerSecurityDomain, ...applications],
      persistent: stateOf(image),
      timing: timingProfileNamed(timing),
    },
    environment,
  );
};
