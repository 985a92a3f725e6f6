import type {Verdict} from '../verdict.ts';

/** First line of a record. Times below are nanoseconds after `origin`, on one monotonic clock. */
export interface RecordHeader {
  readonly type: 'record';
  readonly version: 1;
  readonly product: string;
  readonly origin: string;
  readonly clock: 'real' | 'virtual';
  readonly secrets: 'masked';
}

interface At {
  readonly at: number;
}

/** Power came, went, or the card was reset; `atr` is hex. */
export interface PowerEvent extends At {
  readonly type: 'power';
  readonly card: string;
  readonly state: 'on' | 'off' | 'reset';
  readonly atr?: string;
}

/** The card's link to its reader. */
export interface LinkEvent extends At {
  readonly type: 'link';
  readonly card: string;
  readonly state: 'connected' | 'lost';
}

/**
 * One command and its response, seen by the card or by the terminal. `at`: the command arrived (card) or was
 * sent (terminal); `end`: the response was ready or received. `modelled`: what the timing profile asked for, in
 * nanoseconds of the chip's work (`nvNs` of it for writing persistent memory, where it wrote) and of the bytes on
 * their way; absent where nothing is modelled.
 */
export interface ApduEvent extends At {
  readonly type: 'apdu';
  readonly side: 'card' | 'terminal';
  readonly card: string;
  readonly end: number;
  readonly command: string;
  readonly response: string;
  readonly modelled?: {readonly cardNs: number; readonly linkNs: number; readonly nvNs?: number};
}

/** Something in the card changed; `subject` names the file or credential. */
export interface CardStateEvent extends At {
  readonly type: 'card-state';
  readonly card: string;
  readonly change:
    | 'application-selected'
    | 'file-selected'
    | 'verified'
    | 'not-verified'
    | 'blocked'
    | 'changed'
    | 'unblocked'
    | 'updated'
    | 'key-generated'
    | 'key-renewed'
    | 'locked'
    | 'unlocked'
    | 'life-cycle';
  readonly subject: string;
  readonly triesLeft?: number;
}

/** A question to the centre and its answer. */
export interface CentreEvent extends At {
  readonly type: 'centre';
  readonly end: number;
  readonly operation: string;
  readonly outcome: string;
}

/** One step of a scenario. */
export interface StepEvent extends At {
  readonly type: 'step';
  readonly end: number;
  readonly scenario: string;
  readonly step: string;
  readonly actor: string;
}

/** A verdict with its reason. */
export interface VerdictEvent extends At {
  readonly type: 'verdict';
  readonly subject: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** An exception inside the bench, turned into 6F00 or an error verdict. */
export interface FaultEvent extends At {
  readonly type: 'fault';
  readonly where: string;
  readonly message: string;
}

export type RecordEvent =
  | PowerEvent
  | LinkEvent
  | ApduEvent
  | CardStateEvent
  | CentreEvent
  | StepEvent
  | VerdictEvent
  | FaultEvent;

/** Where events go. Whoever makes an event masks it first. */
export type Recorder = (event: RecordEvent) => void;
