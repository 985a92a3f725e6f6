import type {CardImage, PullFault, TimingProfile, TimingSeed} from '../../emulator/index.ts';
import type {Clock, KazasuError, Random, Recorder, Sentence} from '../../protocol/index.ts';
import type {PcscPort} from '../../terminal/index.ts';

/** What a bench is asked for. */
export interface CardBenchOptions {
  readonly image: CardImage;
  /** Card file to keep up to date: it is locked, and read anew once it is ours. */
  readonly cardFile?: string;
  /** A timing profile, or the name of one that is built in. */
  readonly timing: string | TimingProfile;
  /** Seed of the spread around the profile's times; without one there is none. */
  readonly timingSeed?: TimingSeed;
  /** Where the card's keys and challenges come from, in the embedded reader. Default: the system. */
  readonly random?: Random;
  /** Modules of applets that the card can install and run besides those that are built in. */
  readonly applets?: readonly string[];
  /** The clock of the whole run: card, terminal and centre count from its origin. */
  readonly clock: Clock;
  readonly record?: Recorder;
  /** Name of the reader; pcscd appends a number. */
  readonly readerName?: string;
}

/** How terminal and card are connected, for reports. */
export interface BenchDescription {
  readonly link: 'pcsc' | 'in-process';
  readonly reader: string;
  readonly pcscd?: string;
  /** `netns`: vpcd is reachable by the bench alone; `none`: it listens on every interface, and why. */
  readonly isolation: {readonly kind: 'netns'} | {readonly kind: 'none'; readonly reason?: Sentence};
  readonly quickAck: boolean;
}

/** Hands at the plug of a reader. */
export interface ReaderPlug {
  /** Unplugs it when the n-th command from now on (from 1) comes, before it reaches the card; undefined: does not. */
  unplugAt(occurrence: number | undefined): Promise<void>;
  /** Plugs it in again, the card still in it. Nothing where it was not unplugged. */
  plugIn(): Promise<void>;
}

/** A card in a reader, ready to be connected to. */
export interface CardBench {
  readonly describe: BenchDescription;
  readonly clock: Clock;
  /** Environment variables by which a program finds the reader; empty where there is no daemon. */
  readonly environment: Readonly<Record<string, string>>;
  /** The PC/SC port of this process to the bench. */
  port(): Promise<PcscPort>;
  insert(): Promise<void>;
  remove(): Promise<void>;
  fault(fault: PullFault | undefined): Promise<void>;
  /** Absent where the reader cannot be unplugged. */
  readonly plug?: ReaderPlug;
  /** The card takes the times of this profile, or again those of the bench. Nobody may be connected to it. */
  keepTime(profile: TimingProfile | undefined): Promise<void>;
  /** The card as it is now. All events it recorded before have reached the recorder when this resolves. */
  snapshot(): Promise<CardImage>;
  /** Another card in an embedded reader of its own; absent where the bench has one place only. */
  another?(image: CardImage): Promise<CardBench>;
  close(): Promise<void>;
  /** Resolves when something the bench needs has died, with what; never when it is closed. */
  readonly broken: Promise<KazasuError>;
}
