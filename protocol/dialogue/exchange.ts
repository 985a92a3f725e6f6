import type {CommandApdu} from '../apdu/command.ts';
import type {StatusWord} from '../apdu/status-word.ts';
import type {ApduEvent} from '../record/event.ts';
import type {KnownApplication} from './known-applications.ts';

/** An application as a dialogue selected it: by name where it is known, and by what SELECT carried, as hex. */
export interface SelectedApplication {
  readonly name: KnownApplication | undefined;
  readonly aid: string;
}

/** An EF: its application, and its identifier or short identifier (0 where nobody can tell). */
export interface SelectedFile {
  readonly application: SelectedApplication | undefined;
  readonly id: number;
}

/** What a command meant where it stood. */
export type Operation =
  | {readonly kind: 'select-application'; readonly application: SelectedApplication; readonly again: boolean}
  | {readonly kind: 'select-file'; readonly file: SelectedFile; readonly again: boolean}
  /** `length`: bytes that came. */
  | {readonly kind: 'read'; readonly file: SelectedFile; readonly offset: number; readonly length: number}
  | {
      readonly kind: 'read-record';
      readonly file: SelectedFile;
      readonly record: number;
      readonly length: number;
    }
  | {readonly kind: 'query'; readonly credential: SelectedFile}
  /** `again`: it had been verified already. */
  | {readonly kind: 'verify'; readonly credential: SelectedFile; readonly again: boolean}
  | {readonly kind: 'change'; readonly credential: SelectedFile}
  | {readonly kind: 'sign'; readonly key: SelectedFile}
  | {readonly kind: 'other'};

/** One exchange of a dialogue, with what stood before it. */
export interface Exchange {
  /** Place in the dialogue, from 0. */
  readonly index: number;
  readonly event: ApduEvent;
  /** `READ BINARY`, as `commandName` says. */
  readonly name: string;
  readonly command: CommandApdu | undefined;
  readonly sw: StatusWord | undefined;
  /** SW1 is 90, 61 or 62: it was carried out. */
  readonly succeeded: boolean;
  readonly operation: Operation;
  /** Current application and EF when it had ended. */
  readonly application: SelectedApplication | undefined;
  readonly file: SelectedFile | undefined;
  /** Exchanges without which it would not have come to the same: those that selected and verified for it. */
  readonly needs: readonly number[];
}
