import {type Sentence, type Verdict, worstVerdict} from '../../protocol/index.ts';
import type {Budget} from '../budgets/budget.ts';
import {aboutCentreAlone, countedPhases} from '../budgets/counted-phases.ts';
import {judgeBudget, statisticOf} from '../budgets/judge-budget.ts';
import type {BudgetOutcome} from '../engine/outcome.ts';
import {eachFigure, type PartFigures} from '../engine/part-figures.ts';
import {basisOfWhole} from '../engine/parts.ts';
import type {Ending, Phase} from '../engine/scenario.ts';
import {type Advice, adviceCollector} from './advice/catalogue.ts';
import {exchangeSeries, type ProfiledExchange} from './exchange-series.ts';
import {type ExchangeCost, type Floor, floorOf} from './floor.ts';
import {type Needed, neededOf} from './needed.ts';
import {noParts, type PartSeries, type ProfiledPart, partSeries} from './part-series.ts';
import type {ProfiledRun} from './profiled-run.ts';
import {summaryOf} from './summary.ts';

/** How closely modelled delays were kept: what the card took beyond what was asked for, microseconds. */
export interface DelayAccuracy {
  readonly p50Us: number;
  readonly p99Us: number;
  readonly maxUs: number;
  readonly samples: number;
}

/** What a series of runs came to. */
export interface Profile {
  readonly runs: number;
  readonly passed: number;
  readonly verdict: Verdict;
  readonly reason: Sentence;
  readonly total: ProfiledPart;
  readonly phases: readonly (Phase & ProfiledPart)[];
  /** What is done between the phases; absent where no run did anything there. */
  readonly between?: ProfiledPart;
  readonly exchanges: readonly ProfiledExchange[];
  readonly floor?: Floor;
  readonly needed: readonly Needed[];
  readonly advice: readonly Advice[];
  readonly budgets: readonly BudgetOutcome[];
  readonly delays?: DelayAccuracy;
  /** Every run’s milliseconds, in order: the whole, and each phase by its id. */
  readonly samples: {
    readonly total: readonly number[];
    readonly phases: Readonly<Record<string, readonly number[]>>;
  };
}

export interface ProfileOptions {
  readonly budgets: readonly Budget[];
  /** Whether the durations say something of a real card: something was modelled, or the card was real. */
  readonly judgeable: boolean;
  /** On a virtual clock the centre takes no time, so a budget on the centre alone says nothing. Default: false. */
  readonly virtual?: boolean;
  /** Absent where no timing profile says what an exchange costs. */
  readonly cost?: ExchangeCost;
}

/** A profile in the making. Runs are taken in one at a time and not kept. */
export interface ProfileBuilder {
  add(run: ProfiledRun): void;
  profile(): Profile;
}

export const profileBuilder = ({
  budgets,
  judgeable,
  virtual = false,
  cost,
}: ProfileOptions): ProfileBuilder => {
  const endings: Ending[] = [];
  const total = partSeries();
  const between = partSeries();
  let somethingBetween = false;
  const phases = new Map<string, PhaseSeries>();
  const exchanges = exchangeSeries();
  const floors: Floor[] = [];
  const needs: (readonly Needed[])[] = [];
  const lates: number[] = [];
  const collector = adviceCollector();
  return {
    add(run) {
      endings.push(run.ending);
      if (run.ending.verdict !== 'pass') {
        return;
      }
      total.add(run.total);
      between.add(run.between ?? noParts);
      somethingBetween ||= run.between !== undefined;
      for (const {id, title, actor} of run.phases) {
        if (!phases.has(id)) {
          const late = partSeries();
          // The runs before it went without: every series has a figure for every run.
          for (let i = 1; i < total.ms().length; i += 1) {
            late.add(noParts);
          }
          phases.set(id, {phase: {id, title, actor}, series: late, ran: new Set()});
        }
      }
      for (const [id, known] of phases) {
        const own = run.phases.find((phase) => phase.id === id);
        known.series.add(own?.parts ?? noParts);
        if (own) {
          known.ran.add(total.ms().length - 1);
        }
      }
      exchanges.add(run);
      lates.push(
        ...run.exchanges
          .filter(({modelledCardNs}) => modelledCardNs > 0)
          .map(
            ({cardNs, linkNs, modelledCardNs, modelledLinkNs}) =>
              cardNs + linkNs - modelledCardNs - modelledLinkNs,
          ),
      );
      collector.add(run);
      if (needs.length === 0) {
        needs.push(neededOf(run.exchanges));
        floors.push(...(cost ? [floorOf(run.exchanges, cost)] : []));
      }
    },
    profile() {
      const passed = endings.filter(({verdict}) => verdict === 'pass').length;
      const whole = total.part();
      const [floor] = floors;
      const delays = whole.parts.basis.stack === 'modelled' ? undefined : accuracy(lates);
      return {
        runs: endings.length,
        passed,
        ...endingOf(endings),
        total: whole,
        phases: [...phases.values()].map(({phase, series: one}) => ({...phase, ...one.part()})),
        ...(somethingBetween ? {between: between.part()} : {}),
        exchanges: exchanges.exchanges(),
        ...(floor ? {floor} : {}),
        needed: needs[0] ?? [],
        advice: collector.advice(),
        budgets: budgets.map((budget) => {
          const held = heldIn(budget, total, phases);
          const median = eachFigure((figure) =>
            statisticOf(
              held.map((run) => run[figure]),
              'p50',
            ),
          );
          return judgeBudget(
            budget,
            held.map(({ms}) => ms),
            {
              judgeable: judgeable && passed === endings.length && !(virtual && centresAlone(budget, phases)),
              basis: basisOfWhole(median, {virtual}),
              reckonedMs: median.peopleMs,
            },
          );
        }),
        ...(delays ? {delays} : {}),
        samples: {
          total: total.ms(),
          phases: Object.fromEntries([...phases].map(([id, {series: one}]) => [id, one.ms()])),
        },
      };
    },
  };
};

interface PhaseSeries {
  readonly phase: Phase;
  /** One figure for each run, also where the phase did not come. */
  readonly series: PartSeries;
  /** The runs in which it came, from 0. */
  readonly ran: Set<number>;
}

/** What a budget is held against, run by run: the whole, or the sum of its phases, and of its actors' phases. */
const heldIn = (
  budget: Budget,
  total: PartSeries,
  phases: ReadonlyMap<string, PhaseSeries>,
): readonly PartFigures[] => {
  if (!budget.phases && !budget.actors) {
    return total.held(budget);
  }
  // A run that never came to these phases meets no limit on them.
  const counted = countedIn(budget, phases);
  const parts = counted.map(({series}) => series.held(budget));
  return total
    .ms()
    .flatMap((_, i) =>
      counted.some(({ran}) => ran.has(i))
        ? [eachFigure((figure) => parts.reduce((sum, runs) => sum + (runs[i]?.[figure] ?? 0), 0))]
        : [],
    );
};

const countedIn = (budget: Budget, phases: ReadonlyMap<string, PhaseSeries>): readonly PhaseSeries[] => {
  const all = [...phases.values()];
  const counted = countedPhases(
    budget,
    all.map(({phase}) => phase),
  );
  return all.filter(({phase}) => counted.includes(phase));
};

const centresAlone = (budget: Budget, phases: ReadonlyMap<string, PhaseSeries>): boolean =>
  aboutCentreAlone(
    budget,
    countedIn(budget, phases).map(({phase}) => phase),
  );

const accuracy = (lateNs: readonly number[]): DelayAccuracy | undefined => {
  if (lateNs.length === 0) {
    return undefined;
  }
  const {p50, p99, max} = summaryOf(lateNs);
  return {p50Us: p50 / 1000, p99Us: p99 / 1000, maxUs: max / 1000, samples: lateNs.length};
};

/** The verdict of all runs: the worst, with the reason of the first run that had it. */
const endingOf = (endings: readonly Ending[]): Ending => {
  const verdict = worstVerdict(endings.map((ending) => ending.verdict));
  const worst = endings.filter((ending) => ending.verdict === verdict);
  const [first] = worst;
  const reason = first?.reason ?? {en: 'nothing was run', ja: '実行されませんでした'};
  return verdict === 'pass' || endings.length === 1
    ? {verdict, reason}
    : {
        verdict,
        reason: {
          en: `${worst.length} of ${endings.length} runs: ${reason.en}`,
          ja: `${endings.length} 回中 ${worst.length} 回: ${reason.ja}`,
        },
      };
};
