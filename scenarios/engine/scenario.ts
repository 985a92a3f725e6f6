import type {SlowChip} from '../../emulator/index.ts';
import {KazasuError, type LifeCycle, type Sentence, type Verdict} from '../../protocol/index.ts';
import type {BenchDescription} from '../bench/card-bench.ts';
import type {Budget} from '../budgets/budget.ts';
import type {ParameterTable, ParameterValues} from '../parameters/parameter.ts';
import type {Disturbance} from './disturbance.ts';
import type {Stage} from './stage.ts';

export type Title = Sentence;

/** Who does a step. `wait` is time in which nobody can do anything. */
export type Actor = 'card' | 'host' | 'centre' | 'operator' | 'holder' | 'wait';

/** A part of a dialogue that is timed by itself. */
export interface Phase {
  readonly id: string;
  readonly title: Title;
  readonly actor: Actor;
  /** How long people, or what nobody can hurry, take in it, ms: nobody is there, so it is reckoned. Default: 0. */
  readonly usualMs?: number;
}

/** How a scenario ended: a verdict, a stable id of the reason where it has one, and the reason as a sentence. */
export interface Ending {
  readonly verdict: Verdict;
  readonly reasonId?: string;
  readonly reason: Title;
}

/** What a run is documented to end in. A run that is held against it passes when it does. */
export interface Expectation {
  readonly verdict: Verdict;
  readonly reasonId: string;
  /** Tries that are lost on the way. Default: none. */
  readonly triesLost?: number;
  /** Places that may change, as `Scenario.changes`; every other side effect is a failure. Default: none. */
  readonly changes?: readonly string[];
  /** What comes of budgets of its scenario, by their ids; it is held against these. Default: against none. */
  readonly budgets?: Readonly<Record<string, 'met' | 'missed'>>;
}

/** What a scenario needs around it that is not as usual. */
export interface Setting {
  readonly persona?: string;
  readonly cardProfile?: string;
  /** Where the card stands when it begins, instead of where it does in the scenario. */
  readonly lifeCycle?: LifeCycle;
  /** What whoever answers about revocation does wrong, by name. */
  readonly misbehaviour?: string;
  /** The relying party asks a list where OCSP gives no answer, and what is wrong with that list. */
  readonly fallback?: {readonly misbehaviour?: string};
  /** How far the authorities' clock is ahead of the relying party's, minutes. */
  readonly aheadMinutes?: number;
  /** Whoever verifies does not know the authorities that issued the card's certificates. */
  readonly issuerUnknown?: boolean;
  /** The times the card takes, whatever profile the run was asked for. */
  readonly slowChip?: SlowChip;
  /** What goes wrong between card, terminal and centre, and where. */
  readonly disturbance?: Disturbance;
}

/** What must be so before a scenario begins. Establishing it is timed apart and judged by no budget. */
export interface Precondition {
  readonly id: string;
  readonly title: Title;
  /** Makes it so, with steps where it takes some. What it throws leaves the scenario inconclusive. */
  establish(stage: Stage): Promise<void>;
}

/** What must hold whatever happened. It is asked after a disturbance, and again after the recovery from it. */
export interface Invariant {
  readonly id: string;
  readonly title: Title;
  /** What is broken, as a sentence; undefined while it holds. */
  broken(stage: Stage): Promise<Sentence | undefined>;
}

/** How a scenario comes back from a disturbance. */
export interface Recovery {
  /** Steps of the recovery and of the second attempt, in order; those of the scenario may come again too. */
  readonly phases?: readonly Phase[];
  readonly invariants: readonly Invariant[];
  /** The card is in the reader and powered again, the link stands. Brings the dialogue to its end after all. */
  recover(stage: Stage): Promise<Ending>;
}

/** A scenario in which something goes otherwise, and what it is documented to end in. */
export interface Variant {
  /** Names it within its scenario. */
  readonly id: string;
  /** The row of the failure matrix it was generated from: docs/failure-matrix.md. */
  readonly failure?: string;
  readonly title: Title;
  readonly setting?: Setting;
  /** Values of parameters that make it this variant: they count whatever its user chose. */
  readonly values?: ParameterValues;
  readonly expected: Expectation;
  /** As `Scenario.onCardFile`; default: that of the scenario. */
  readonly onCardFile?: boolean;
  /** Default: those of the scenario. */
  readonly preconditions?: readonly Precondition[];
  /** Default: as the scenario. */
  run?(stage: Stage): Promise<Ending>;
}

/** A dialogue between card, terminal and centre, with its budgets. */
export interface Scenario {
  readonly id: string;
  readonly title: Title;
  readonly source: string;
  /** Every phase it may go through, in order. */
  readonly phases: readonly Phase[];
  readonly budgets: readonly Budget[];
  /** What its user may choose; a run is played with the defaults that stand here then. */
  readonly parameters?: ParameterTable;
  /** Of a variant: `Variant.values`. */
  readonly ownValues?: ParameterValues;
  /** Names of parameters for which another value was chosen than is usual. */
  readonly chosenOtherwise?: readonly string[];
  /** Names of the personas it is meant for: with their cards it passes. */
  readonly personas?: readonly string[];
  /** Where the card stands when it begins; default: where the persona's card does. */
  readonly lifeCycle?: LifeCycle;
  /** The links it can run over; default: every one. */
  readonly links?: readonly BenchDescription['link'][];
  /**
   * False: what it leaves on the card is of a later day than the run's, since people's time goes on in it; it is not
   * played with a card that is kept in a file, where it would not be believed. Bench-defined, D270
   */
  readonly onCardFile?: boolean;
  /** False: behind it the card or the centre stands where it cannot begin again, so no series is made of it. D271 */
  readonly repeatable?: boolean;
  /** False: no certificate is asked about, so whoever answers about revocation has no part in it. */
  readonly asksAboutRevocation?: boolean;
  readonly preconditions?: readonly Precondition[];
  /**
   * Places on the card and behind the counter that a passing run may change, `*` for any characters: see
   * `state-difference.ts`. A change elsewhere fails it. Left out, changes are told and not judged.
   */
  readonly changes?: readonly string[];
  /** With it, a disturbed run is recovered from and held against the invariants; without, it ends where it is cut. */
  readonly recovery?: Recovery;
  readonly variants?: readonly Variant[];
  readonly setting?: Setting;
  /** The run is held against it: the verdict says whether it ended so. */
  readonly expected?: Expectation;
  run(stage: Stage): Promise<Ending>;
}

/** A scenario stops here: the device did what it should not, or did not do what it should. The verdict is fail. */
export class Refused extends KazasuError {
  readonly reasonId: string | undefined;

  constructor(reason: Sentence, reasonId?: string) {
    super('KZS-SCENARIO-REFUSED', reason);
    this.name = 'Refused';
    this.reasonId = reasonId;
  }
}
