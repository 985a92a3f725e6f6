import type {MessagePort} from 'node:worker_threads';
import type {InstallOrder, ReceivedCommand, StoredBlock} from './applet.ts';

/** What the thread of an applet is started with. */
export interface ThreadStart {
  readonly path: string;
  readonly port: MessagePort;
  /** Rises with every message of the thread. */
  readonly told: Int32Array;
}

/** To the thread. What an instance keeps and remembers travels as JSON text. */
export type ToThread = {readonly id: number} & (
  | {readonly kind: 'install'; readonly order: InstallOrder}
  | {readonly kind: 'personalise'; readonly state: string; readonly block: StoredBlock}
  | {
      readonly kind: 'process';
      /** Place in the table of instructions. */
      readonly instruction: number;
      readonly command: ReceivedCommand;
      readonly state: string;
      readonly session: string | undefined;
      readonly random: Uint8Array;
    }
);

/** From the thread, first of all (id 0) what the module says of itself, functions as the text `function`. */
export type FromThread = {readonly id: number} & (
  | {readonly kind: 'described'; readonly description: unknown}
  | {readonly kind: 'unloadable'; readonly why: string}
  | {readonly kind: 'state'; readonly state: string | undefined}
  | {readonly kind: 'answer'; readonly answer: ThreadAnswer}
  | {readonly kind: 'refused'; readonly sw: number}
  /** What was thrown, by its name and place. */
  | {readonly kind: 'threw'; readonly what: string}
  /** The thread ends, with nobody's order. */
  | {readonly kind: 'ended'}
);

/** An answer as it came out of the applet, not judged yet. */
export interface ThreadAnswer {
  readonly data: unknown;
  readonly sw: unknown;
  readonly state: string | undefined;
  readonly session: string | undefined;
}
