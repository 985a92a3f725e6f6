import {
  AppletChannel,
  appletOptions,
  appletFiles as f,
  type KeyPairOfChannel,
  type StandardAppletName,
  standardApplets,
} from '../../protocol/applets/index.ts';
import {sw} from '../../protocol/index.ts';
import {terminalAuthenticated} from '../os/access-rule.ts';
import type {CommandRow} from '../os/application.ts';
import {changeReferenceData} from '../os/commands/change-reference-data.ts';
import {getChallenge} from '../os/commands/get-challenge.ts';
import {addressed, readBinary} from '../os/commands/read-binary.ts';
import {select} from '../os/commands/select.ts';
import {verify} from '../os/commands/verify.ts';
import type {CardContext} from '../os/context.ts';
import {refuse} from '../os/refusal.ts';
import type {SecureMessaging} from '../os/secure-messaging.ts';
import {type AppletDefinition, emptyAppletState} from './applet.ts';
import {mutualAuthenticate} from './mutual-authenticate.ts';
import {serviceFiles} from './service-files.ts';
import {appletChannelOf, serviceMessaging} from './service-messaging.ts';
import {personaliseService, readBackId} from './service-personalisation.ts';

/** How the two types differ. */
interface ServiceType {
  readonly name: StandardAppletName;
  readonly secureMessaging?: SecureMessaging;
}

const serviceApplet = ({name, secureMessaging}: ServiceType): AppletDefinition => {
  const encrypted = secureMessaging !== undefined;
  return {
    ...standardApplets[name],
    install: ({parameters}) => (parameters.length === 0 ? emptyAppletState : refuse(sw.incorrectData)),
    shape: () => ({
      files: serviceFiles({confidentialId: !encrypted}),
      commands: [
        select,
        getChallenge,
        mutualAuthenticate((card, keys) => opened(card, keys, encrypted)),
        behindAuthentication(verify, encrypted),
        changeablePin(behindAuthentication(changeReferenceData, encrypted)),
        readId(encrypted),
      ],
      ...(secureMessaging ? {secureMessaging} : {}),
    }),
    storeData: personaliseService,
    readBack: readBackId,
  };
};

const opened = ({volatile}: CardContext, keys: KeyPairOfChannel, encrypted: boolean): void => {
  if (encrypted) {
    volatile.appletSession = new AppletChannel(keys);
  }
};

/** A stranger shall not use up a holder's tries; in type D a session that a reset ended is no authentication any more. */
const behindAuthentication = (row: CommandRow, encrypted: boolean): CommandRow => ({
  ...row,
  requires: terminalAuthenticated,
  run: (card, command) =>
    inSession(card, encrypted) ? row.run(card, command) : sw.securityStatusNotSatisfied,
});

const inSession = (card: CardContext, encrypted: boolean): boolean =>
  !encrypted || appletChannelOf(card) !== undefined;

const changeablePin = (row: CommandRow): CommandRow => ({
  ...row,
  run: (card, command) =>
    ((card.state.contents.get(f.options)?.[0] ?? 0) & appletOptions.pinChangeable) === 0
      ? sw.securityStatusNotSatisfied
      : row.run(card, command),
});

/** READ BINARY; the id asks for the PIN too where one was given. */
const readId = (encrypted: boolean): CommandRow => ({
  ...readBinary,
  run(card, command) {
    const {file} = addressed(card, command);
    const pinMissing = card.state.credentials.has(f.pin) && !card.volatile.verified.has(f.pin);
    return file.id === f.id && (pinMissing || !inSession(card, encrypted))
      ? sw.securityStatusNotSatisfied
      : readBinary.run(card, command);
  },
});

/** 業務タイプA: an id behind mutual authentication, and behind a PIN where one is given. */
export const serviceTypeA = serviceApplet({name: 'service-a'});

/** 業務タイプD: the same, and whatever is said behind the authentication is encrypted and has a MAC. */
export const serviceTypeD = serviceApplet({name: 'service-d', secureMessaging: serviceMessaging});
