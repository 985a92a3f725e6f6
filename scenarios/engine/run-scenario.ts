import type {SlowChip} from '../../emulator/index.ts';
import type {CentreEvent} from '../../protocol/index.ts';
import type {Budget} from '../budgets/budget.ts';
import {aboutCentreAlone, centreTakesNone, countedPhases, heldFigures} from '../budgets/counted-phases.ts';
import {judgeBudget, nothingToJudge} from '../budgets/judge-budget.ts';
import {overriddenNames, shownValues} from '../parameters/parameter-values.ts';
import {attribute, centreEventsOf, type Interval} from './attribution.ts';
import {betweenSteps, reinsertionsBetween, together} from './between-steps.ts';
import {madeOf} from './budget-made-of.ts';
import type {BudgetOutcome, Parts, PhaseOutcome, ScenarioOutcome} from './outcome.ts';
import {eachFigure, type PartFigures} from './part-figures.ts';
import {basisOfWhole, partsOf} from './parts.ts';
import {type Play, type PlayOptions, playScenario} from './play-scenario.ts';
import type {Ending, Scenario, Title} from './scenario.ts';
import {type DoneStep, peoplesTimeOf} from './stage.ts';
import {timedExchanges} from './timed-exchanges.ts';

export interface RunOptions extends PlayOptions {
  /** Name of the timing profile the card keeps to. */
  readonly timing: string;
  /** The card is kept in a file, and played with again. Default: it is gone behind the run. */
  readonly cardFile?: boolean;
  /** What else a reader of the result should know. */
  readonly notes?: readonly Title[];
}

/** What an interval was made of, in which these steps were done. */
type PartsOf = (interval: Interval, done: readonly DoneStep[]) => Parts;

/** Plays a scenario on a bench and says what came of it. It rejects for nothing: what breaks is a verdict. */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<ScenarioOutcome> => {
  const {bench, events, notes = []} = options;
  const {slowChip} = scenario.setting ?? {};
  const timing = slowChip?.profile ?? options.timing;
  const virtual = bench.clock.kind === 'virtual';
  const measure = (): PartsOf => {
    const [exchanges, centre] = [timedExchanges(events), centreEventsOf(events)];
    return (interval, done) =>
      partsOf(attribute(exchanges, centre, interval, peoplesTimeOf(done)), {virtual});
  };
  const unplayable = whyNotPlayed(scenario, options);
  const play = unplayable
    ? {ending: unplayable, completed: false, preparation: [], steps: []}
    : await playScenario(scenario, {
        ...options,
        floor: true,
        budgetsOf: (done) =>
          scenario.budgets.map((budget) =>
            judged(budget, {completed: true, steps: done}, measure(), {timing, virtual}),
          ),
      });
  const {ending, steps, linkFloor}: Play = play;
  const of = measure();
  const phaseOf = (step: DoneStep): PhaseOutcome => ({
    id: step.id,
    title: step.title,
    actor: step.actor,
    ...of(step, [step]),
  });
  const total = of(wholeOf(steps), steps);
  const phases = steps.map(phaseOf);
  const reinsertion = together(
    reinsertionsBetween(play.reinsertions ?? [], steps).map((interval) => of(interval, [])),
    {virtual},
  );
  const between = betweenSteps(total, reinsertion ? [...phases, reinsertion] : phases, {virtual});
  // What is documented of a budget is in the verdict: whoever must miss it fails nothing by missing it.
  const budgets = scenario.expected?.budgets ? [] : scenario.budgets;
  return {
    id: scenario.id,
    title: scenario.title,
    ...ending,
    ...(scenario.expected
      ? {documented: {verdict: scenario.expected.verdict, reasonId: scenario.expected.reasonId}}
      : {}),
    ...(scenario.parameters ? {parameters: shownValues(scenario)} : {}),
    durationMs: total.ms,
    budgets: budgets.map((budget) => judged(budget, play, of, {timing, virtual})),
    preparation: play.preparation.map(phaseOf),
    phases,
    ...(reinsertion ? {reinsertion} : {}),
    ...(between ? {between} : {}),
    total,
    ...(play.changes ? {changes: play.changes} : {}),
    ...(linkFloor ? {linkFloor} : {}),
    notes: [
      ...notes,
      ...(play.notes ?? []),
      ...overridden(scenario),
      ...budgets.flatMap((budget) => {
        const counted = countedPhases(budget, steps);
        return counted.length === 0
          ? play.completed
            ? [nothingToJudge(budget)]
            : []
          : madeOf(budget, heldAgainst(budget, steps, of), {virtual});
      }),
      ...budgets.flatMap((budget) =>
        virtual && aboutCentreAlone(budget, countedPhases(budget, steps)) ? [centreTakesNone(budget)] : [],
      ),
      ...unaffected(scenario, options, centreEventsOf(events)),
      ...(slowChip ? [slowed(slowChip)] : []),
      ...(timing === 'instant' ? [noModelledTime] : []),
      ...(virtual ? [virtualTime] : []),
    ],
  };
};

/** Parameters whose value is the variant's own, where another was chosen or is usual; the values are in the result. */
const overridden = (scenario: Scenario): readonly Title[] => {
  const names = overriddenNames(scenario);
  return names.length === 0
    ? []
    : [
        {
          en: `${names.join(', ')}: as this variant has it, whatever was chosen.`,
          ja: `${names.join('、')}: この変種が定める値です(指定より優先されます)。`,
        },
      ];
};

/** Said before anything is touched; undefined where the scenario can be played. */
const whyNotPlayed = (
  {links, setting, onCardFile = true}: Scenario,
  {bench, cardFile = false}: RunOptions,
): Ending | undefined => {
  const {link} = bench.describe;
  if (links && !links.includes(link)) {
    return {
      verdict: 'not-applicable',
      reasonId: 'link',
      reason: {
        en: `it runs over ${links.join(' or ')}, and this bench is ${link}`,
        ja: `${links.join('・')} で実行するシナリオですが、この接続は ${link} です`,
      },
    };
  }
  if (setting?.disturbance?.what === 'reader-unplugged' && !bench.plug) {
    return readerStays(link);
  }
  return cardFile && !onCardFile ? laterThanToday : undefined;
};

const readerStays = (link: string): Ending => ({
  verdict: 'not-applicable',
  reasonId: 'link',
  reason: {
    en: `the reader of this bench (${link}) cannot be unplugged; in-process has one that can`,
    ja: `この接続(${link})のリーダーは取り外せません。in-process では取り外せます`,
  },
});

const laterThanToday: Ending = {
  verdict: 'inconclusive',
  reasonId: 'card-file',
  reason: {
    en: 'it goes on into later hours or days and would leave a certificate on the card that nobody believes today; it is not played with a card file, which was not touched: leave out --card',
    ja: '後の時刻または日付まで進むシナリオで、当日には信頼されない証明書がカードに残ります。カードファイルでは実行しません(ファイルは変更していません)。--card を外してください',
  },
};

/** From the beginning of the first step to the end of the last. */
export const wholeOf = (steps: readonly Interval[]): Interval => ({
  at: steps[0]?.at ?? 0,
  end: steps.at(-1)?.end ?? 0,
});

export const noModelledTime: Title = {
  en: 'No card time is modelled: these durations are the emulator’s own, faster than any real card, so budgets are not judged.',
  ja: 'カードの時間をモデル化していません。実カードより速いエミュレーター自身の時間のため、予算は判定しません。',
};

export const virtualTime: Title = {
  en: 'The clock is virtual: only modelled time passes, host and centre take none.',
  ja: '仮想時計です。モデル時間だけが進み、ホストとセンターの時間は0になります。',
};

const slowed = ({profile, times}: SlowChip): Title => ({
  en: `The chip takes ${times} times as long as ${profile} says, whatever times the run was asked for.`,
  ja: `チップの時間を ${profile} の${times}倍にしています(実行時の指定によりません)。`,
});

/** A misbehaviour that nobody met must not look like one that was withstood. */
const unaffected = (
  scenario: Scenario,
  {world}: RunOptions,
  centre: readonly CentreEvent[],
): readonly Title[] => {
  const {misbehaviour} = world;
  return misbehaviour === undefined || centre.some(({operation}) => operation.startsWith('revocation'))
    ? []
    : [
        {
          en: `${misbehaviour} had no part in ${scenario.id}: no question about revocation was asked.`,
          ja: `${misbehaviour} は ${scenario.id} に関係しませんでした(失効の問い合わせは行われていません)。`,
        },
      ];
};

const judged = (
  budget: Budget,
  {completed, steps}: Pick<Play, 'completed' | 'steps'>,
  of: PartsOf,
  {timing, virtual}: {readonly timing: string; readonly virtual: boolean},
): BudgetOutcome => {
  const counted = countedPhases(budget, steps);
  const held = heldAgainst(budget, steps, of);
  const judgeable = completed && timing !== 'instant' && !(virtual && aboutCentreAlone(budget, counted));
  return judgeBudget(budget, counted.length === 0 ? [] : [held.ms], {
    judgeable,
    basis: basisOfWhole(held, {virtual}),
    reckonedMs: held.peopleMs,
  });
};

/** The figures that a budget is held against: of the whole, or of the steps that it counts. */
const heldAgainst = (budget: Budget, steps: readonly DoneStep[], of: PartsOf): PartFigures => {
  if (!budget.phases && !budget.actors) {
    return of(wholeOf(steps), steps);
  }
  const counted = countedPhases(budget, steps).map((step) => heldFigures(budget, of(step, [step])));
  return eachFigure((figure) => counted.reduce((sum, one) => sum + one[figure], 0));
};
