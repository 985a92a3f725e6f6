import type {CardImage} from '../../emulator/index.ts';
import {KazasuError, type RecordEvent, type Recorder} from '../../protocol/index.ts';
import {type CardConnection, PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/index.ts';
import type {CardBench} from '../bench/card-bench.ts';
import {valuesOf} from '../parameters/parameter-values.ts';
import type {TestWorld} from '../world/test-world.ts';
import {judgeExpectation} from './judge-expectation.ts';
import {measureLinkFloor} from './link-floor.ts';
import type {LinkFloor} from './outcome.ts';
import {type Ending, Refused, type Scenario} from './scenario.ts';
import {type DoneStep, type Stage, stageClockwork} from './stage.ts';

export interface PlayOptions {
  readonly bench: CardBench;
  readonly world: TestWorld;
  readonly image: CardImage;
  readonly secrets: Stage['secrets'];
  /** Everything the bench recorded so far, and goes on recording; the scenario's own events go there too. */
  readonly events: readonly RecordEvent[];
  readonly record: Recorder;
}

/** One play of a scenario: how it ended, and its steps as they were done. */
export interface Play {
  readonly ending: Ending;
  /** The dialogue came to its own end, whatever it is held against. */
  readonly completed: boolean;
  readonly steps: readonly DoneStep[];
  readonly linkFloor?: LinkFloor;
}

/**
 * Plays a scenario once, on a card that is powered for it and left without power. It rejects for nothing: what breaks
 * is a verdict. With `floor`, the link's own cost is measured behind it, on the same connection.
 */
export const playScenario = async (
  scenario: Scenario,
  {floor = false, ...options}: PlayOptions & {readonly floor?: boolean},
): Promise<Play> => {
  const {bench, record, events, image} = options;
  const clockwork = stageClockwork(scenario.id, bench.clock, record);
  let connection: CardConnection | undefined;
  let ending: Ending;
  let linkFloor: LinkFloor | undefined;
  let before: CardImage | undefined;
  const from = events.length;
  try {
    before = scenario.expected && (await bench.snapshot());
    options.world.recognise(image);
    // Keys are made from the seed when first used: not in the time of a log-in.
    await options.world.centre.ready();
    const port = await bench.port();
    connection = await port.connect(bench.describe.reader);
    const stage: Stage = {
      ...clockwork,
      clock: bench.clock,
      record,
      connection,
      capabilities: port.capabilities,
      cardId: image.id,
      world: options.world,
      image,
      seen: () => events.slice(from),
      secrets: options.secrets,
      parameters: valuesOf(scenario),
    };
    ending = await Promise.race([scenario.run(stage), bench.broken.then((error) => Promise.reject(error))]);
    if (floor && bench.clock.kind === 'real') {
      linkFloor = await measureLinkFloor({
        connection,
        clock: bench.clock,
        settle: () => bench.snapshot(),
        events,
        record,
        card: image.id,
      });
    }
  } catch (error) {
    ending = endingOf(error);
  }
  await connection?.disconnect('unpower').catch(() => undefined);
  const after = await bench.snapshot().catch(() => undefined);
  const completed = ending.verdict === 'pass';
  if (scenario.expected) {
    ending = judgeExpectation(ending, scenario.expected, before, after);
  }
  record({
    type: 'verdict',
    at: bench.clock.now(),
    subject: scenario.id,
    verdict: ending.verdict,
    reason: ending.reason.en,
  });
  return {ending, completed, steps: clockwork.done, ...(linkFloor ? {linkFloor} : {})};
};

/** Whom a card or centre refused with, by the id of the reason. */
const refusals = [
  [UnexpectedStatus, 'card-status'],
  [WrongPin, 'wrong-pin'],
  [PinBlocked, 'pin-blocked'],
] as const;

/** What a card or centre refused is a verdict on it; anything else is the bench's own trouble. */
const endingOf = (error: unknown): Ending => {
  const why = error instanceof Error ? error.message : String(error);
  const reason = error instanceof KazasuError ? error.sentence : {en: why, ja: why};
  const reasonId =
    error instanceof Refused ? error.reasonId : refusals.find(([kind]) => error instanceof kind)?.[1];
  const refused = error instanceof Refused || reasonId !== undefined;
  return {verdict: refused ? 'fail' : 'error', ...(reasonId === undefined ? {} : {reasonId}), reason};
};
