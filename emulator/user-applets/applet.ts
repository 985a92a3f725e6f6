import type {Sentence} from '../../protocol/index.ts';

/** What JSON can say: what an applet keeps, and what it remembers in a session. */
export type Json = null | boolean | number | string | readonly Json[] | {readonly [name: string]: Json};

/**
 * An applet of your own: what a module exports under the name `applet`. It runs in a thread apart, is given copies and
 * gives back what shall be; it changes nothing in place. An error with a number `sw` is that status word; any other
 * one, and an answer that is none, is 6F00; nothing has changed then. `State` and `Session` are what JSON can say.
 */
export interface Applet<State = Json, Session = Json> {
  readonly title: Sentence;
  /** Hex, 5 to 16 bytes; those that begin with F are free for anybody. */
  readonly packageAid: string;
  readonly moduleAid: string;
  /** What a new instance keeps; an error refuses the installation. */
  install(order: InstallOrder): State;
  /** STORE DATA for an instance; all blocks come into force together with the last. Absent: 6985. */
  personalise?(state: State, block: StoredBlock): State;
  readonly commands: readonly AppletInstruction<State, Session>[];
}

export interface InstallOrder {
  /** Value of C9 in INSTALL [for install]. */
  readonly parameters: Uint8Array;
  /** 32 fresh bytes. */
  readonly random: Uint8Array;
}

export interface StoredBlock {
  readonly data: Uint8Array;
  readonly number: number;
  readonly last: boolean;
}

/** One instruction. SELECT is the card's own; every other one without a row is 6D00. */
export interface AppletInstruction<State = Json, Session = Json> {
  /** As records and timing profiles call it. */
  readonly name: string;
  /** 00 (ISO/IEC 7816-4) or 80 (your own). */
  readonly cla: 0x00 | 0x80;
  readonly ins: number;
  process(
    command: ReceivedCommand,
    context: InstructionContext<State, Session>,
  ): AppletAnswer<State, Session> | Promise<AppletAnswer<State, Session>>;
}

export interface ReceivedCommand {
  readonly cla: number;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Uint8Array;
  /** Bytes asked for: 0 to 65536. */
  readonly ne: number;
}

export interface InstructionContext<State = Json, Session = Json> {
  /** What the instance keeps. */
  readonly state: State;
  /** What was remembered since SELECT; undefined behind it. */
  readonly session: Session | undefined;
  /** 32 fresh bytes. */
  readonly random: Uint8Array;
}

/** What a command leaves. `{}` is a plain 9000. */
export interface AppletAnswer<State = Json, Session = Json> {
  /** With 9000, 61xx, 62xx or 63xx only. */
  readonly data?: Uint8Array;
  /** 6100 to 6FFF, or 9000 (default). */
  readonly sw?: number;
  /** What the instance keeps from now on, whatever the status word; absent: as before. */
  readonly state?: State;
  /** What is remembered until another SELECT, a reset or power-off; absent: as before. */
  readonly session?: Session;
}
