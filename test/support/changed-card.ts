import type {AppletDefinition} from '../../emulator/applets/applet.ts';
import {issuerSecurityDomain} from '../../emulator/applications/issuer-security-domain.ts';
import {applicationsOf} from '../../emulator/card-from-image.ts';
import {instanceApplications} from '../../emulator/content-management/instance-applications.ts';
import {profileOfImage} from '../../emulator/images/profile-in-image.ts';
import {
  builtInApplets,
  Card,
  inlineRsaEngine,
  memoryStore,
  stateOf,
  timingProfileNamed,
  withState,
} from '../../emulator/index.ts';
import {type Application, application, type CommandRow} from '../../emulator/os/application.ts';
import type {SecureMessaging} from '../../emulator/os/secure-messaging.ts';
import {systemRandom} from '../../protocol/index.ts';
import type {CardBench, CardBenchOptions} from '../../scenarios/index.ts';
import {openInProcessPort} from '../../terminal/index.ts';

/** What is otherwise in a card: one of its applications or applets, or a command of its security domains. */
export interface CardChange {
  /** Of those that the card was made with. */
  readonly builtIn?: (honest: Application) => Application;
  readonly applet?: (honest: AppletDefinition) => AppletDefinition;
  readonly command?: (honest: CommandRow) => CommandRow;
  /** How its security domains lay protected commands open. */
  readonly messaging?: (honest: SecureMessaging) => SecureMessaging;
}

/** A bench whose card is the emulator's with one part changed. */
export const benchOf =
  ({
    builtIn = (one) => one,
    applet = (one) => one,
    command = (row) => row,
    messaging = (one) => one,
  }: CardChange) =>
  async ({image, timing, clock, record}: CardBenchOptions): Promise<CardBench> => {
    const reader = 'Changed Card 00 00';
    const applets = builtInApplets.map(applet);
    const changed = new WeakMap<Application, Application>();
    const withChange = (honest: Application): Application => {
      const made =
        changed.get(honest) ??
        application({
          ...honest,
          commands: honest.commands.map(command),
          ...(honest.secureMessaging ? {secureMessaging: messaging(honest.secureMessaging)} : {}),
        });
      changed.set(honest, made);
      return made;
    };
    const installed = instanceApplications(applets);
    const card = new Card(
      {
        id: image.id,
        profile: profileOfImage(image),
        applications: [issuerSecurityDomain(applets), ...applicationsOf(image).map(builtIn)],
        installed: (content) =>
          installed(content).map((one) => (content.domains.has(one.name) ? withChange(one) : one)),
        persistent: stateOf(image),
        timing: typeof timing === 'string' ? timingProfileNamed(timing) : timing,
      },
      {clock, random: systemRandom(), store: memoryStore, rsa: inlineRsaEngine, ...(record ? {record} : {})},
    );
    const port = openInProcessPort([{name: reader, card}]);
    return {
      describe: {link: 'in-process', reader, isolation: {kind: 'none'}, quickAck: false},
      clock,
      environment: {},
      port: async () => port,
      insert: async () => port.insert(reader, card),
      remove: async () => port.remove(reader),
      fault: () => Promise.reject(new Error('a changed card is not pulled')),
      keepTime: () => Promise.reject(new Error('a changed card keeps its times')),
      snapshot: async () => withState(image, card.persistent),
      close: () => port.close(),
      broken: new Promise(() => undefined),
    };
  };
