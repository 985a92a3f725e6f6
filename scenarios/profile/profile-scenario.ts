import type {RecordEvent} from '../../protocol/index.ts';
import type {LinkFloor} from '../engine/outcome.ts';
import {type PlayOptions, playScenario} from '../engine/play-scenario.ts';
import {wholeOf} from '../engine/run-scenario.ts';
import type {Scenario} from '../engine/scenario.ts';
import {peoplesTimeOf} from '../engine/stage.ts';
import type {Profile, ProfileBuilder} from './profile.ts';
import {profiledRun} from './profiled-run.ts';

export interface ScenarioSeries extends Omit<PlayOptions, 'events'> {
  readonly runs: number;
  /** What the bench records; emptied between runs. */
  readonly events: RecordEvent[];
  /** Told when a run has ended, from 1; answer false to stop the series. */
  readonly after?: (number: number) => boolean;
}

/** Plays a scenario again and again, each time on a freshly powered card, and builds its profile. */
export const profileScenario = async (
  scenario: Scenario,
  builder: ProfileBuilder,
  {runs, after, ...options}: ScenarioSeries,
): Promise<{readonly profile: Profile; readonly linkFloor?: LinkFloor}> => {
  const {bench, events, record} = options;
  const circumstances = {virtual: bench.clock.kind === 'virtual'};
  let linkFloor: LinkFloor | undefined;
  for (let number = 1; number <= runs; number += 1) {
    events.length = 0;
    const play = await playScenario(scenario, {...options, floor: number === runs});
    linkFloor ??= play.linkFloor;
    const interval = wholeOf(play.steps);
    record({type: 'run', ...interval, number, what: scenario.id, outcome: play.ending.verdict});
    builder.add(
      profiledRun({
        ending: play.ending,
        interval,
        events,
        circumstances,
        phasesOf: () =>
          play.steps.map((step) => ({
            id: step.id,
            title: step.title,
            actor: step.actor,
            interval: {at: step.at, end: step.end},
            people: peoplesTimeOf([step]),
          })),
      }),
    );
    // A wrong PIN, repeated, would block the card.
    if (after?.(number) === false || play.ending.verdict !== 'pass') {
      break;
    }
  }
  return {profile: builder.profile(), ...(linkFloor ? {linkFloor} : {})};
};
