import type {CardImage} from '../../emulator/index.ts';
import {KazasuError, type RecordEvent, type Recorder} from '../../protocol/index.ts';
import {type CardConnection, PinBlocked, UnexpectedStatus, WrongPin} from '../../terminal/index.ts';
import type {CardBench} from '../bench/card-bench.ts';
import type {TestWorld} from '../world/test-world.ts';
import {type Attribution, attribute} from './attribution.ts';
import {measureLinkFloor} from './link-floor.ts';
import type {Basis, BudgetOutcome, Parts, ScenarioOutcome} from './outcome.ts';
import {type Budget, type Ending, Refused, type Scenario, type Title} from './scenario.ts';
import {type DoneStep, type Stage, stageClockwork} from './stage.ts';

export interface RunOptions {
  readonly bench: CardBench;
  readonly world: TestWorld;
  readonly image: CardImage;
  readonly timing: string;
  readonly secrets: Stage['secrets'];
  /** Everything the bench recorded so far, and goes on recording; the scenario's own events go there too. */
  readonly events: readonly RecordEvent[];
  readonly record: Recorder;
  /** What else a reader of the result should know. */
  readonly notes?: readonly Title[];
}

/** Plays a scenario on a bench and says what came of it. It rejects for nothing: what breaks is a verdict. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<ScenarioOutcome> => {
  const {bench, record, events} = options;
  const clockwork = stageClockwork(scenario.id, bench.clock, record);
  let connection: CardConnection | undefined;
  let ending: Ending;
  let linkFloor: ScenarioOutcome['linkFloor'];
  try {
    options.world.recognise(options.image);
    // Trust anchors are made from the seed when first used: not in the time of a log-in.
    await options.world.centre.trustAnchors();
    const port = await bench.port();
    connection = await port.connect(bench.describe.reader);
    const stage: Stage = {
      ...clockwork,
      clock: bench.clock,
      record,
      connection,
      capabilities: port.capabilities,
      cardId: options.image.id,
      world: options.world,
      secrets: options.secrets,
    };
    ending = await Promise.race([scenario.run(stage), bench.broken.then((error) => Promise.reject(error))]);
    if (bench.clock.kind === 'real') {
      linkFloor = await measureLinkFloor(
        connection,
        bench.clock,
        () => bench.snapshot(),
        events,
        record,
        options.image.id,
      );
    }
  } catch (error) {
    ending = endingOf(error);
  }
  await connection?.disconnect('unpower').catch(() => undefined);
  await bench.snapshot().catch(() => undefined);
  record({
    type: 'verdict',
    at: bench.clock.now(),
    subject: scenario.id,
    verdict: ending.verdict,
    reason: ending.reason.en,
  });
  return outcome(scenario, ending, clockwork.done, linkFloor, options);
};

/** What a card or centre refused is a verdict on it; anything else is the bench's own trouble. */
const endingOf = (error: unknown): Ending => {
  const refused = [Refused, UnexpectedStatus, WrongPin, PinBlocked].some((kind) => error instanceof kind);
  const why = error instanceof Error ? error.message : String(error);
  const reason = error instanceof KazasuError ? error.sentence : {en: why, ja: why};
  return {verdict: refused ? 'fail' : 'error', reason};
};

const outcome = (
  scenario: Scenario,
  ending: Ending,
  steps: readonly DoneStep[],
  linkFloor: ScenarioOutcome['linkFloor'],
  {bench, events, timing, notes = []}: RunOptions,
): ScenarioOutcome => {
  const virtual = bench.clock.kind === 'virtual';
  const partsOf = (interval: {at: number; end: number}): Parts => parts(attribute(events, interval), virtual);
  const whole = {at: steps[0]?.at ?? 0, end: steps.at(-1)?.end ?? 0};
  const total = partsOf(whole);
  return {
    id: scenario.id,
    title: scenario.title,
    ...ending,
    durationMs: total.ms,
    budgets: scenario.budgets.map((budget) => judged(budget, steps, total, ending, timing)),
    phases: steps.map((step) => ({id: step.id, title: step.title, actor: step.actor, ...partsOf(step)})),
    total,
    ...(linkFloor ? {linkFloor} : {}),
    notes: [...notes, ...(timing === 'instant' ? [noModelledTime] : []), ...(virtual ? [virtualTime] : [])],
  };
};

const noModelledTime = {
  en: 'No card time is modelled: these durations are the emulator’s own, faster than any real card, so budgets are not judged.',
  ja: 'カードの時間をモデル化していません。実カードより速いエミュレーター自身の時間のため、予算は判定しません。',
};

const virtualTime = {
  en: 'The clock is virtual: only modelled time passes, host and centre take none.',
  ja: '仮想時計です。モデル時間だけが進み、ホストとセンターの時間は0になります。',
};

const parts = (found: Attribution, virtual: boolean): Parts => {
  const ms = (ns: number): number => ns / 1e6;
  return {
    ms: ms(found.cardNs + found.linkNs + found.hostNs + found.centreNs),
    cardMs: ms(found.cardNs),
    linkMs: ms(found.linkNs),
    hostMs: ms(found.hostNs),
    centreMs: ms(found.centreNs),
    modelledCardMs: ms(found.modelledCardNs),
    modelledLinkMs: ms(found.modelledLinkNs),
    basis: basisOf(found, virtual),
    apdus: found.apdus,
  };
};

/** Beyond this share of a part, what the machine added to the profile's time is worth a mark of its own. */
const negligible = 0.01;

const basisOf = (found: Attribution, virtual: boolean): Parts['basis'] => {
  if (virtual) {
    return {card: 'modelled', link: 'modelled', whole: 'modelled'};
  }
  const part = (ns: number, modelledNs: number): Basis =>
    modelledNs === 0 ? 'measured' : ns - modelledNs <= ns * negligible ? 'modelled' : 'mixed';
  const modelledNs = found.modelledCardNs + found.modelledLinkNs;
  return {
    card: part(found.cardNs, found.modelledCardNs),
    link: part(found.linkNs, found.modelledLinkNs),
    whole: modelledNs === 0 ? 'measured' : 'mixed',
  };
};

const judged = (
  budget: Budget,
  steps: readonly DoneStep[],
  total: Parts,
  ending: Ending,
  timing: string,
): BudgetOutcome => {
  const {steps: counted, ...said} = budget;
  const actualMs = counted
    ? steps.filter(({id}) => counted.includes(id)).reduce((sum, {at, end}) => sum + (end - at) / 1e6, 0)
    : total.ms;
  const basis: Basis = total.basis.whole;
  const judgeable = ending.verdict === 'pass' && timing !== 'instant';
  return {
    ...said,
    actualMs,
    basis,
    verdict: !judgeable ? 'not-judged' : actualMs <= budget.maxMs ? 'met' : 'missed',
  };
};
