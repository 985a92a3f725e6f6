export {appletCap} from './applet-cap.ts';
export {AppletChannel} from './applet-messaging.ts';
export {
  authenticationKeys,
  challengeBytes,
  cryptogramBytes,
  diversifiedAppletKey,
  type KeyPairOfChannel,
  type Proof,
  sealed,
  sessionKeysOf,
  unsealed,
} from './mutual-authentication.ts';
export {
  type AppletPersonalisation,
  appletOptions,
  personalisationObjects,
  personalisationTags,
} from './personalisation-data.ts';
export {
  appletFiles,
  appletSizes,
  type StandardApplet,
  type StandardAppletName,
  standardAppletNames,
  standardApplets,
  usualAppletTries,
} from './standard-applets.ts';
