import {type Clock, type RecordEvent, virtualClock} from '../../protocol/index.ts';

/** The clock of one scenario of a run, and its events as they stand in a record of the whole run. */
export interface ScenarioClock {
  readonly clock: Clock;
  inRun(event: RecordEvent): RecordEvent;
}

/**
 * One after the other. A virtual clock begins anew with each scenario: each starts on the day of the run, however many
 * days those before it took, and no count of nanoseconds grows beyond what a number holds exactly.
 */
export const scenarioClocks = (ofRun: Clock): (() => ScenarioClock) => {
  if (ofRun.kind === 'real') {
    return () => ({clock: ofRun, inRun: (event) => event});
  }
  let passedNs = 0;
  let last: Clock | undefined;
  return () => {
    passedNs += last?.now() ?? 0;
    const clock = virtualClock(ofRun.wall());
    const beginsNs = passedNs;
    last = clock;
    return {clock, inRun: (event) => later(event, beginsNs)};
  };
};

/** The same for scenarios that are over, told in the order of the run: their events, and where their clock stood. */
export const runEvents = (): ((events: readonly RecordEvent[], endNs: number) => readonly RecordEvent[]) => {
  let passedNs = 0;
  return (events, endNs) => {
    const beginsNs = passedNs;
    passedNs += endNs;
    return events.map((event) => later(event, beginsNs));
  };
};

const later = (event: RecordEvent, ns: number): RecordEvent => ({
  ...event,
  at: event.at + ns,
  ...('end' in event ? {end: event.end + ns} : {}),
});
