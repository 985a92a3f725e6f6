import {toHex} from '../../../protocol/index.ts';
import {builtInApplets} from '../../applets/catalogue.ts';
import {applicationsOf} from '../../card-from-image.ts';
import type {Application} from '../../os/application.ts';
import {issuerTries} from '../../os/commands/issuer-authentication.ts';
import type {ApplicationState} from '../../os/state.ts';
import {type CardImage, stateOf} from '../card-image.ts';
import {checkState} from '../check-state.ts';
import type {ApplicationView, CardView} from './card-view.ts';
import {type AppletTitle, contentView} from './content-view.ts';
import {cardFacts, dataObjectViews} from './data-objects.ts';
import {fileView} from './file-view.ts';

/**
 * The card in an image, to be shown: applications by AID with all their EFs, credentials, keys and certificates;
 * `applets` are known besides the built-in ones. No PIN, 個人番号, 照合番号, 住民票コード or key comes along.
 * @throws KazasuError as `cardFromImage` does for what no card can have.
 */
export const inspectCard = (image: CardImage, applets: readonly AppletTitle[] = []): CardView => {
  const state = stateOf(image);
  const {applications, cardData, issuer} = state;
  return {
    id: image.id,
    persona: image.persona,
    profile: image.profile,
    lifeCycle: issuer.lifeCycle,
    ...cardFacts(cardData),
    issuerAuthority: {triesLeft: issuer.triesLeft, tries: issuerTries},
    dataObjects: dataObjectViews(cardData),
    applications: applicationsOf(image).flatMap((application) => {
      const kept = applications.get(application.name);
      return kept ? [applicationView(application, kept)] : [];
    }),
    content: contentView(state, [...builtInApplets, ...applets]),
  };
};

const applicationView = (application: Application, state: ApplicationState): ApplicationView => {
  checkState(application, state);
  return {
    name: application.name,
    title: application.title,
    aid: toHex(application.aid),
    locked: state.locked ?? false,
    files: application.files.map((file) => fileView(application, file, state)),
  };
};
