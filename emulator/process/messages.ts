import type {ClockOrigin, RecordEvent, Sentence} from '../../protocol/index.ts';
import type {PullFault} from '../faults/pull.ts';
import type {CardImage} from '../images/card-image.ts';
import type {RecordedDialogue} from '../replay/recorded-card.ts';
import type {TimingSeed} from '../timing/spread.ts';
import type {TimingProfile} from '../timing/timing-profile.ts';

/** Where a card process finds its reader, and how it counts time. */
export interface LinkSetup {
  readonly host: string;
  readonly port: number;
  readonly origin: ClockOrigin;
  /** Off only to measure what TCP_QUICKACK saves. */
  readonly quickAck?: boolean;
  /** Whether it tells events. */
  readonly recorded: boolean;
}

/** What a card process is started with. */
export interface CardSetup extends LinkSetup {
  readonly image: CardImage;
  /** Card file to keep instead: it is read anew once it is ours. None keeps changes in memory only. */
  readonly file?: string;
  /** A profile, or the name of one that is built in. */
  readonly timing: string | TimingProfile;
  readonly timingSeed?: TimingSeed;
  /** Modules of applets that the card can install and run besides those that are built in. */
  readonly applets?: readonly string[];
}

/** What it is started with to answer out of a record. */
export interface ReplaySetup extends LinkSetup {
  readonly replay: RecordedDialogue;
}

/** From the host to the card process. Each carries an id that its answer repeats. */
export type ToCardProcess = {readonly id: number} & (
  | {readonly kind: 'start'; readonly setup: CardSetup | ReplaySetup}
  | {readonly kind: 'insert'}
  | {readonly kind: 'remove'}
  | {readonly kind: 'fault'; readonly fault: PullFault | undefined}
  | {readonly kind: 'snapshot'}
  | {readonly kind: 'keep-time'; readonly profile: TimingProfile | undefined}
);

/** From the card process to its host. */
export type FromCardProcess =
  | {readonly kind: 'event'; readonly event: RecordEvent}
  | {readonly kind: 'done'; readonly id: number; readonly image?: CardImage}
  | {readonly kind: 'failed'; readonly id: number; readonly errorId: string; readonly sentence: Sentence};
