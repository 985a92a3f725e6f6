import type {Sentence} from '../../../protocol/index.ts';
import type {ProfiledRun} from '../profiled-run.ts';

/** Time of one run that could be spared, for one reason at one place. */
export interface Waste {
  /** Tells places of one rule apart. */
  readonly place: string;
  /** What is done needlessly, and how often in this run. */
  readonly title: Sentence;
  readonly count: number;
  /** Nanoseconds that leaving it out would spare. */
  readonly savedNs: number;
}

/** A rule of thrift: it finds waste in a run. */
export interface Rule {
  readonly id: string;
  /** What to do instead. */
  readonly remedy: Sentence;
  /** `spent` holds the exchanges that other rules have claimed, by their place in the run; a rule adds its own. */
  find(run: ProfiledRun, spent: Set<number>): readonly Waste[];
}
