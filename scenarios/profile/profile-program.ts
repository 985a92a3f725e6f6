import type {RecordEvent, Recorder} from '../../protocol/index.ts';
import type {CardBench} from '../bench/card-bench.ts';
import {measureLinkFloor} from '../engine/link-floor.ts';
import type {LinkFloor} from '../engine/outcome.ts';
import type {Ending} from '../engine/scenario.ts';
import {dialoguePhases} from './dialogue-phases.ts';
import type {Profile, ProfileBuilder} from './profile.ts';
import {profiledRun} from './profiled-run.ts';

export interface ProgramSeries {
  readonly runs: number;
  readonly bench: CardBench;
  /** What the bench records; emptied between runs. */
  readonly events: RecordEvent[];
  readonly record: Recorder;
  /** Names the card in the record. */
  readonly card: string;
  /** Name of the program, for the record. */
  readonly what: string;
  /** Runs the program to its end. */
  start(number: number): Promise<Ending>;
  /** Told when a run has ended, from 1; answer false to stop the series. */
  readonly after?: (number: number) => boolean;
}

/**
 * Runs somebody else's program again and again, each time on a freshly powered card. Only the card's side is seen, so
 * what the reader stack takes is reckoned from the link floor, measured first on the same bench.
 */
export const profileProgram = async (
  builder: ProfileBuilder,
  {runs, bench, events, record, card, what, start, after}: ProgramSeries,
): Promise<{readonly profile: Profile; readonly linkFloor: LinkFloor}> => {
  const connection = await (await bench.port()).connect(bench.describe.reader);
  const linkFloor = await measureLinkFloor({
    connection,
    clock: bench.clock,
    settle: () => bench.snapshot(),
    events,
    record,
    card,
  });
  await connection.disconnect('unpower');
  const stackNs = 1000 * (linkFloor.afterWaitP50Us ?? linkFloor.backToBackP50Us);
  for (let number = 1; number <= runs; number += 1) {
    await bench.remove();
    await bench.insert();
    await bench.snapshot();
    events.length = 0;
    const at = bench.clock.now();
    const ending = await start(number);
    const end = bench.clock.now();
    await bench.snapshot();
    record({type: 'run', at, end, number, what, outcome: ending.verdict});
    const interval = {at, end};
    builder.add(
      profiledRun({
        ending,
        interval,
        events,
        circumstances: {virtual: false, stackEstimated: true},
        stackNs,
        phasesOf: (exchanges) => dialoguePhases(exchanges, interval),
      }),
    );
    // A wrong PIN, repeated, would block the card.
    if (after?.(number) === false || ending.verdict !== 'pass') {
      break;
    }
  }
  return {profile: builder.profile(), linkFloor};
};
