import type {CardStateEvent, Random} from '../../protocol/index.ts';
import type {CardProfile} from '../profiles/card-profile.ts';
import type {RsaEngine} from '../rsa/engine.ts';
import type {Application} from './application.ts';
import type {FileDefinition} from './file.ts';
import type {ApplicationState, PersistentState, VolatileState} from './state.ts';

/** What a command handler may see and do. */
export interface CardContext {
  readonly profile: CardProfile;
  readonly random: Random;
  readonly rsa: RsaEngine;
  /** What can be selected, the issuer security domain first: what the card was made with, then what was installed. */
  readonly applications: readonly Application[];
  readonly volatile: VolatileState;
  readonly persistent: PersistentState;
  /** What the selected application keeps. */
  readonly state: ApplicationState;
  /** Content of a transparent EF of the selected application, padded to its allocated size. */
  content(file: FileDefinition): Uint8Array;
  /** Makes an application current, with no EF; the profile says what becomes of the security status. */
  selectApplication(application: Application): void;
  selectFile(file: FileDefinition): void;
  /** Puts a new persistent state on disk, then in force. A failing store is refused with 6581, nothing changed. */
  commit(next: PersistentState): void;
  /** Tells the record about a change. */
  note(change: Pick<CardStateEvent, 'change' | 'subject' | 'triesLeft'>): void;
}
