import type {CommandApdu, Random, Sentence} from '../../protocol/index.ts';
import type {ApplicationDefinition, CommandRow, Reply} from '../os/application.ts';
import type {CardContext} from '../os/context.ts';
import type {ApplicationState} from '../os/state.ts';

/** What an installed application is made of, as data. */
export type AppletShape = Pick<
  ApplicationDefinition,
  'files' | 'commands' | 'defaultKey' | 'secureMessaging' | 'afterUpdate' | 'proprietaryData' | 'takesPieces'
>;

/**
 * A program that installs from a load file of this package and module. What an instance keeps is its own
 * `ApplicationState`; whoever refuses throws by `refuse`, and then nothing has changed.
 */
export interface AppletDefinition {
  readonly title: Sentence;
  readonly packageAid: Uint8Array;
  readonly moduleAid: Uint8Array;
  /** What a new instance keeps. */
  install(order: AppletOrder): ApplicationState;
  /** Files and commands of an instance, which may depend on the parameters it was installed with. */
  shape(parameters: Uint8Array): AppletShape;
  /** One block of STORE DATA; all blocks come into force together with the last. Absent: 6985. */
  storeData?(state: ApplicationState, block: PersonalisationBlock): ApplicationState;
  /** What it tells its own security domain of a data object of STORE DATA; undefined: nothing. Never a PIN or key. */
  readBack?(state: ApplicationState, tag: number): Uint8Array | undefined;
}

/** How an instance was asked for. */
export interface AppletOrder {
  /** Value of C9 in INSTALL [for install]; kept with the instance. */
  readonly parameters: Uint8Array;
  /** Three bytes. */
  readonly privileges: number;
  readonly random: Random;
}

/** A block of personalisation, GlobalPlatform Card Specification 2.3.1 clause 11.11. */
export interface PersonalisationBlock {
  /** Encryption in b7-b6, structure in b5-b4. */
  readonly p1: number;
  readonly number: number;
  readonly last: boolean;
  readonly data: Uint8Array;
}

/** What a command of an applet leaves: an answer, and what the instance keeps from now on. */
export interface Processed {
  readonly reply: Reply;
  /** Absent: as before. */
  readonly next?: ApplicationState;
}

/** What a command of an applet may look at. */
export interface AppletContext {
  readonly state: ApplicationState;
  readonly random: Random;
  /** Session, verified credentials and the like. */
  readonly card: CardContext;
}

/** A command as a function from state to state: its changes come into force whole, before the answer, or not at all. */
export const appletCommand = ({
  process,
  ...row
}: Omit<CommandRow, 'run'> & {
  process(command: CommandApdu, context: AppletContext): Processed;
}): CommandRow => ({
  ...row,
  run(card, command) {
    const {name} = card.volatile.application;
    const {reply, next} = process(command, {state: card.state, random: card.random, card});
    if (next && next !== card.state) {
      card.commit({
        ...card.persistent,
        applications: new Map(card.persistent.applications).set(name, next),
      });
    }
    return reply;
  },
});

/** An instance that keeps nothing yet. */
export const emptyAppletState: ApplicationState = {
  contents: new Map(),
  records: new Map(),
  credentials: new Map(),
  privateKeys: new Map(),
  publicKeys: new Map(),
};
