import type {CentreEvent, PowerEvent, RecordEvent} from '../../protocol/index.ts';
import {attribute, centreEventsOf, type Interval, type PeoplesTime} from '../engine/attribution.ts';
import {betweenSteps} from '../engine/between-steps.ts';
import type {Parts} from '../engine/outcome.ts';
import {eachFigure} from '../engine/part-figures.ts';
import {basisOfWhole, type Circumstances, partsOf} from '../engine/parts.ts';
import type {Ending, Phase} from '../engine/scenario.ts';
import {type TimedExchange, timedExchanges} from '../engine/timed-exchanges.ts';
import {dialoguesOf} from './dialogues.ts';

/** One phase of one run. A phase that came several times in a run stands once, with its sums. */
export interface ProfiledPhase extends Phase {
  readonly parts: Parts;
}

/** One run of what is profiled, with all that a profile is made from. Times are nanoseconds of the record. */
export interface ProfiledRun {
  readonly ending: Ending;
  readonly interval: Interval;
  readonly total: Parts;
  readonly phases: readonly ProfiledPhase[];
  /** What was done between them; absent where nothing was. */
  readonly between?: Parts;
  readonly exchanges: readonly TimedExchange[];
  readonly powers: readonly PowerEvent[];
  readonly centre: readonly CentreEvent[];
  /** When people were at work, as far as the clock went on by it; where it did not, an interval of no length. */
  readonly people: readonly Interval[];
  /** The dialogue that each exchange belongs to, from 0. */
  readonly dialogues: readonly number[];
}

export interface RunToProfile {
  readonly ending: Ending;
  readonly interval: Interval;
  /** What was recorded during the run, and nothing of other runs. */
  readonly events: readonly RecordEvent[];
  readonly circumstances: Circumstances;
  /** What the reader stack takes for an exchange, where only the card was watched. */
  readonly stackNs?: number;
  /** The phases in which the run is told, with their place in time; worked out from the exchanges. */
  phasesOf(exchanges: readonly TimedExchange[]): readonly PhaseInTime[];
}

export interface PhaseInTime extends Phase {
  readonly interval: Interval;
  /** What people are reckoned to take in it. Default: nothing. */
  readonly people?: PeoplesTime;
}

/** A run taken apart. */
export const profiledRun = (run: RunToProfile): ProfiledRun => {
  const {ending, interval, events, circumstances} = run;
  const exchanges = timedExchanges(events, run.stackNs, interval.end).filter(
    ({at, end}) => at >= interval.at && end <= interval.end,
  );
  const centre = centreEventsOf(events);
  const of = (part: Interval, people?: PeoplesTime): Parts =>
    partsOf(attribute(exchanges, centre, part, people), circumstances);
  const phases = new Map<string, ProfiledPhase>();
  const inTime = run.phasesOf(exchanges);
  for (const {id, title, actor, interval: part, people} of inTime) {
    const before = phases.get(id);
    const parts = of(part, people);
    phases.set(id, {id, title, actor, parts: before ? sumOf(before.parts, parts, circumstances) : parts});
  }
  const powers = events.filter((event) => event.type === 'power');
  const people = inTime.flatMap(({interval: {at}, people: taken}) =>
    taken && taken.peopleNs > 0 ? [{at, end: at + taken.livedNs}] : [],
  );
  const total = of(interval, together(inTime));
  const between = betweenSteps(
    total,
    [...phases.values()].map(({parts}) => parts),
    circumstances,
  );
  return {
    ending,
    interval,
    total,
    phases: [...phases.values()],
    ...(between ? {between} : {}),
    exchanges,
    powers,
    centre,
    people,
    dialogues: dialoguesOf(exchanges, powers, people),
  };
};

const together = (phases: readonly PhaseInTime[]): PeoplesTime => ({
  peopleNs: phases.reduce((sum, {people}) => sum + (people?.peopleNs ?? 0), 0),
  livedNs: phases.reduce((sum, {people}) => sum + (people?.livedNs ?? 0), 0),
});

const sumOf = (a: Parts, b: Parts, circumstances: Circumstances): Parts => {
  const sum = eachFigure((figure) => a[figure] + b[figure]);
  return {
    ...sum,
    basis: {
      card: both(a.basis.card, b.basis.card),
      link: both(a.basis.link, b.basis.link),
      stack: both(a.basis.stack, b.basis.stack),
      whole: basisOfWhole(sum, circumstances),
    },
  };
};

const both = (a: Parts['basis']['card'], b: Parts['basis']['card']): Parts['basis']['card'] =>
  a === b ? a : 'mixed';
