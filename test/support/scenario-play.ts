import {type CardImage, cardProfileNamed, personaNamed, secretsOf} from '../../emulator/index.ts';
import {type LifeCycle, type RecordEvent, virtualClock} from '../../protocol/index.ts';
import {
  type CardBench,
  type CardBenchOptions,
  createTestWorld,
  openInProcessBench,
  runScenario,
  type Scenario,
  type ScenarioOutcome,
  scenarios,
  scenariosMatching,
  type TestWorld,
  worldOf,
} from '../../scenarios/index.ts';
import {checkJapanese} from './japanese-words.ts';

/** The day on which everything is played. */
export const now = new Date('2026-11-23T00:00:00Z');

const ours: ReadonlySet<string> = new Set(scenarios.map(({id}) => id));

const made = new Map<string, Promise<CardImage>>();

const cardOf = (persona: string, profile: string, lifeCycle?: LifeCycle): Promise<CardImage> => {
  const key = `${persona}/${profile}/${lifeCycle}`;
  const one =
    made.get(key) ??
    createTestWorld({clock: virtualClock(now)}).cardFor(personaNamed(persona), undefined, lifeCycle, {
      profile: cardProfileNamed(profile),
    });
  made.set(key, one);
  return one;
};

export interface Played {
  readonly outcome: ScenarioOutcome;
  readonly events: readonly RecordEvent[];
  /** The card as it was left. */
  readonly image: CardImage;
}

export interface PlaySetting {
  readonly persona?: string;
  readonly misbehaviour?: string;
  readonly timing?: string;
  /** Puts something between the bench and the scenario, such as a card with a defect. */
  readonly bench?: (honest: CardBench) => CardBench;
  /** Makes the card and its reader; default: the card that is built in, in process. */
  readonly openBench?: (options: CardBenchOptions) => Promise<CardBench>;
  /** The same for what stands behind the counter. */
  readonly world?: (honest: TestWorld) => TestWorld;
}

/** Plays a scenario or variant in process on a virtual clock, with the card and the world its setting asks for. */
export const play = async (scenario: Scenario, given: PlaySetting = {}): Promise<Played> => {
  const {
    persona = given.persona ?? 'adult',
    cardProfile = 'my-number-card',
    lifeCycle,
    ...rest
  } = scenario.setting ?? {};
  const {timing = 'instant', misbehaviour, openBench = openInProcessBench} = given;
  const clock = virtualClock(now);
  const events: RecordEvent[] = [];
  const record = (event: RecordEvent): void => void events.push(event);
  const honestWorld = createTestWorld({
    clock,
    record,
    ...(misbehaviour === undefined ? {} : {misbehaviour}),
    ...worldOf(rest),
  });
  const world = given.world?.(honestWorld) ?? honestWorld;
  const image = await cardOf(persona, cardProfile, lifeCycle ?? scenario.lifeCycle);
  // Keys that are made on the card come from the seed: made once on a machine, and then there at once.
  const random = world.random('card');
  const honest = await openBench({image, timing, clock, record, random});
  const bench = given.bench?.(honest) ?? honest;
  try {
    const outcome = await runScenario(scenario, {
      bench,
      world,
      image,
      timing,
      secrets: secretsOf(image),
      events,
      record,
    });
    if (ours.has(scenario.id.split(':')[0] ?? '')) {
      checkJapanese(outcome);
    }
    return {outcome, events, image: await honest.snapshot()};
  } finally {
    await bench.close();
  }
};

/** How something ended, in the words of the pages. */
export const said = ({verdict, reasonId}: {readonly verdict: string; readonly reasonId?: string}): string =>
  `${verdict} ${reasonId}`;

export const scenarioCalled = (id: string): Scenario => {
  const [scenario] = scenariosMatching(id);
  if (!scenario) {
    throw new Error(`there is no scenario ${id}`);
  }
  return scenario;
};
