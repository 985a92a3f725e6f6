import {type CardImage, secretsOf, slowerChip} from '../../emulator/index.ts';
import {KazasuError, type RecordEvent, type Recorder} from '../../protocol/index.ts';
import type {CardConnection} from '../../terminal/index.ts';
import type {CardBench} from '../bench/card-bench.ts';
import {valuesOf} from '../parameters/parameter-values.ts';
import type {TestWorld} from '../world/test-world.ts';
import type {Interval} from './attribution.ts';
import {armedDisturbance, disturbances, notDisturbed} from './disturbance.ts';
import {endingOfDisturbedRun, endingOfError, endingOfPrecondition} from './ending-of-error.ts';
import {type Aftermath, judgeChanges, judgeExpectation} from './judge-expectation.ts';
import {measureLinkFloor} from './link-floor.ts';
import type {BudgetOutcome, LinkFloor} from './outcome.ts';
import {recover} from './recover.ts';
import {restoredTries} from './restored-tries.ts';
import type {Ending, Scenario, Title} from './scenario.ts';
import {type DoneStep, type Stage, stageClockwork} from './stage.ts';
import {type Change, differences, type State, stateOfCard, stateOfCentre} from './state-difference.ts';

export interface PlayOptions {
  readonly bench: CardBench;
  readonly world: TestWorld;
  readonly image: CardImage;
  readonly secrets: Stage['secrets'];
  /** Everything the bench recorded so far, and goes on recording; the scenario's own events go there too. */
  readonly events: readonly RecordEvent[];
  readonly record: Recorder;
}

/** What a play is for, besides its ending. */
export interface PlayedFor {
  readonly floor?: boolean;
  /** What came of the budgets, by the steps that were done: asked of a run that came to its end. */
  readonly budgetsOf?: (steps: readonly DoneStep[]) => readonly BudgetOutcome[];
}

/** One play of a scenario: how it ended, and its steps as they were done. */
export interface Play {
  readonly ending: Ending;
  /** The dialogue came to its own end, whatever it is held against. */
  readonly completed: boolean;
  /** Those of the preconditions. */
  readonly preparation: readonly DoneStep[];
  readonly steps: readonly DoneStep[];
  /** When the card was taken out and put in again, in a step or between them. */
  readonly reinsertions?: readonly Interval[];
  /** What is otherwise than after the preconditions; undefined where the card could not be seen. */
  readonly changes?: readonly Change[];
  readonly linkFloor?: LinkFloor;
  /** What the scenario told besides. */
  readonly notes?: readonly Title[];
}

/**
 * Plays a scenario once, on a card that is powered for it and left without power. It rejects for nothing: what breaks
 * is a verdict. With `floor`, the link's own cost is measured behind it, on the same connection.
 */
export const playScenario = async (
  scenario: Scenario,
  {floor = false, budgetsOf, ...options}: PlayOptions & PlayedFor,
): Promise<Play> => {
  const {bench, world, record, events, image} = options;
  const {disturbance, slowChip} = scenario.setting ?? {};
  const armed = armedDisturbance(bench, disturbance);
  let [preparing, preparedAt] = [true, 0];
  const clockwork = stageClockwork({
    scenario: scenario.id,
    clock: bench.clock,
    record,
    moveCalendarMs: world.moveCalendarMs,
    disturbed: async (step, work) => (preparing ? work() : armed.disturbed(step, work)),
  });
  const from = events.length;
  let [preparation, linkFloor, before]: [readonly DoneStep[], LinkFloor?, State?] = [[]];
  const lying = cardInReader(bench);
  const others: CardBench[] = [];
  const notes: Title[] = [];
  const reinsertions: Interval[] = [];
  let ending: Ending;
  try {
    world.recognise(image);
    // Keys are made from the seed when first used: not in the time of a log-in.
    await world.centre.ready();
    if (slowChip) {
      await bench.keepTime(slowerChip(slowChip));
    }
    const stage = await stageOf(options, {
      ...clockwork,
      lying,
      others,
      reinsertions,
      seen: () => events.slice(from),
      note: (said) => void notes.push(said),
      parameters: valuesOf(scenario),
    });
    const unprepared = await prepare(scenario, stage);
    preparation = clockwork.done.splice(0);
    [preparing, preparedAt] = [false, bench.clock.now()];
    before = await stateNow(options);
    ending = unprepared ?? (await runDisturbed(scenario, stage, armed, bench));
    // Behind a cut there may be nothing to measure.
    if (floor && bench.clock.kind === 'real' && !disturbance) {
      linkFloor = await measureLinkFloor({
        connection: lying.connection(),
        clock: bench.clock,
        settle: () => bench.snapshot(),
        events,
        record,
        card: image.id,
      });
    }
  } catch (error) {
    ending = endingOfError(error);
  }
  const refusal = clockwork.refusal();
  ending = refusal ? endingOfError(refusal) : ending;
  await lying.leave();
  for (const another of others) {
    await another.close();
  }
  await putBack(bench, slowChip !== undefined);
  const after = await stateNow(options).catch(() => undefined);
  const changes = before && after && differences(before, after);
  const completed = ending.verdict === 'pass';
  const restored = restoredTries(events.slice(from), preparedAt);
  ending = scenario.expected
    ? judgeExpectation(ending, scenario.expected, {
        changes,
        restored,
        budgets: completed && scenario.expected.budgets ? budgetsOf?.(clockwork.done) : undefined,
        ...chosenOtherwise(scenario),
      })
    : scenario.changes && changes
      ? judgeChanges(ending, scenario.changes, changes, restored)
      : ending;
  record({
    type: 'verdict',
    at: bench.clock.now(),
    subject: scenario.id,
    verdict: ending.verdict,
    reason: ending.reason.en,
  });
  return {
    ending,
    completed,
    preparation,
    steps: clockwork.done,
    reinsertions,
    ...(changes ? {changes} : {}),
    ...(linkFloor ? {linkFloor} : {}),
    notes,
  };
};

/** The card as it lies in the reader, connected to anew when it was taken out. */
const cardInReader = (bench: CardBench) => {
  let connection: CardConnection | undefined;
  return {
    connection(): CardConnection {
      if (!connection) {
        throw new Error('a scenario used the card before it was connected to');
      }
      return connection;
    },
    async connect(): Promise<void> {
      const port = await bench.port();
      connection = await port.connect(bench.describe.reader);
    },
    async leave(): Promise<void> {
      await connection?.disconnect('unpower').catch(() => undefined);
    },
  };
};

/** What a stage shares with those of other cards in the same scenario. */
interface Shared extends Pick<Stage, 'step' | 'seen' | 'note' | 'parameters'> {
  /** Benches of other cards, closed behind the scenario. */
  readonly others: CardBench[];
  /** Grows with each time a card was put in again. */
  readonly reinsertions: Interval[];
}

const stageOf = async (
  options: PlayOptions,
  shared: Shared & {readonly lying: ReturnType<typeof cardInReader>},
): Promise<Stage> => {
  const {bench, world, record, image, secrets} = options;
  const {step, lying, seen, note, parameters, others, reinsertions} = shared;
  await lying.connect();
  const {capabilities} = await bench.port();
  return {
    step,
    clock: bench.clock,
    record,
    get connection() {
      return lying.connection();
    },
    capabilities,
    cardId: image.id,
    world,
    image,
    seen,
    note,
    secrets,
    parameters,
    snapshot: () => bench.snapshot(),
    connectBeside: async () => (await bench.port()).connect(bench.describe.reader),
    async reinsert() {
      const at = bench.clock.now();
      await lying.leave();
      await bench.plug?.plugIn();
      await bench.remove();
      await bench.insert();
      await lying.connect();
      reinsertions.push({at, end: bench.clock.now()});
    },
    async insertAnother(anotherImage) {
      const another = (await bench.another?.(anotherImage)) ?? oneReader(bench);
      others.push(another);
      return stageOf(
        {...options, bench: another, image: anotherImage, secrets: secretsOf(anotherImage)},
        {...shared, lying: cardInReader(another)},
      );
    },
  };
};

const oneReader = ({describe: {link}}: CardBench): never => {
  throw new KazasuError('KZS-SCENARIO-ONE-READER', {
    en: `a scenario with two cards needs a second reader, but this bench (${link}) has one`,
    ja: `2枚のカードを使うシナリオにはリーダーが2台必要ですが、このベンチ(${link})は1台です`,
  });
};

const prepare = async ({preconditions = []}: Scenario, stage: Stage): Promise<Ending | undefined> => {
  for (const {title, establish} of preconditions) {
    try {
      await establish(stage);
    } catch (error) {
      return endingOfPrecondition(error, title);
    }
  }
  return undefined;
};

/** The dialogue, and where it was cut on purpose and can be recovered from, the recovery. */
const runDisturbed = async (
  scenario: Scenario,
  stage: Stage,
  armed: {readonly struck: boolean},
  {broken}: CardBench,
): Promise<Ending> => {
  const orBroken = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, broken.then((error) => Promise.reject(error))]);
  const disturbance = scenario.setting?.disturbance;
  if (!disturbance) {
    return orBroken(scenario.run(stage));
  }
  let ending: Ending;
  try {
    ending = await orBroken(scenario.run(stage));
  } catch (error) {
    ending = endingOfDisturbedRun(error, disturbance, scenario.phases);
  }
  if (!armed.struck) {
    return {verdict: 'inconclusive', reasonId: 'not-disturbed', reason: notDisturbed(disturbance)};
  }
  const {recovery} = scenario;
  return recovery && disturbances[disturbance.what].cuts
    ? orBroken(recover(recovery, ending, stage))
    : ending;
};

/** The reader as it was before, with the card in it and the times of the bench. */
const putBack = async ({plug, keepTime}: CardBench, slowed: boolean): Promise<void> => {
  await plug?.plugIn();
  if (slowed) {
    await keepTime(undefined);
  }
};

const stateNow = async ({bench, world}: Pick<PlayOptions, 'bench' | 'world'>): Promise<State> =>
  new Map([...stateOfCard(await bench.snapshot()), ...stateOfCentre(world.state())]);

/** Parameters that were chosen otherwise and that the variant does not set itself; seconds change no course. */
const chosenOtherwise = ({
  parameters = {},
  ownValues = {},
  chosenOtherwise: names = [],
}: Scenario): Pick<Aftermath, 'otherCourse' | 'otherTimes'> => {
  const otherTimes = names.filter((name) => !Object.hasOwn(ownValues, name));
  const otherCourse = otherTimes.filter((name) => {
    const parameter = parameters[name];
    return !(parameter?.type === 'number' && parameter.unit === 's');
  });
  return {otherCourse, otherTimes};
};
