import type {KazasuSimulation} from '../../reports/index.ts';
import {quietFrom, systemEndOf} from '../../scenarios/simulation/card-management.ts';
import {comparedLines, comparePlans} from '../../scenarios/simulation/compare.ts';
import {curveCounts} from '../../scenarios/simulation/curve-counts.ts';
import {planDays} from '../../scenarios/simulation/day-plan.ts';
import {limits as simulationLimits} from '../../scenarios/simulation/limits.ts';
import {type Arrangement, addedJob, lineOf} from '../../scenarios/simulation/line.ts';
import {outcomeOf} from '../../scenarios/simulation/outcome.ts';
import {spreadOfRuns} from '../../scenarios/simulation/spread-of-runs.ts';
import type {StepTable} from '../../scenarios/simulation/step-table.ts';
import {sweep} from '../../scenarios/simulation/sweep.ts';
import {curveOf, timelineOf} from '../../scenarios/simulation/timeline.ts';
import {productName, productVersion} from '../product.ts';
import {UsageError} from '../usage-error.ts';
import {type ArrangementChoice, chosenArrangement, chosenSteps} from './arrangement-options.ts';
import {chosenDay, type DayChoice} from './day-options.ts';
import {chosenSpread, type SpreadChoice} from './spread-options.ts';
import {sweptArrangements} from './sweep-option.ts';

export interface SimulationChoice extends ArrangementChoice, SpreadChoice, DayChoice {
  compare: boolean;
  sweep: string | undefined;
  svg: string | undefined;
}

/** How much of the work a picture shows, ms. */
const picturedMs = 30 * 60_000;

/** Everything the options ask for, simulated; by other steps than theirs where a table is given. */
export const simulation = (
  options: SimulationChoice,
  table: StepTable = chosenSteps(options),
): KazasuSimulation => {
  const arrangement = chosenArrangement(options);
  const {startMs, shifts, congestion, quietSetting} = chosenDay(options);
  const {spread, runs, seed} = chosenSpread(
    options,
    arrangement.cards * (options.compare ? 1 + comparedLines : 1),
  );
  const swept =
    options.sweep === undefined ? undefined : bounded(sweptArrangements(arrangement, options.sweep));
  const {walkMs} = spread;
  const busyFrom = (at: number) => ({
    ...(congestion.length > 0 ? {systemEnd: systemEndOf(congestion, at)} : {}),
    ...(quietSetting ? {beginsAt: quietFrom(congestion, at)} : {}),
  });
  const busy = busyFrom(startMs);
  const mean = {walkMs, ...busy};
  const days = shifts && {shifts, walkMs, busyFrom};
  const draws = runs > 0 ? {...busy, spread, seed, runs} : undefined;
  const line = lineOf(arrangement, table);
  return {
    kind: 'kazasu-simulation',
    version: 1,
    product: {name: productName, version: productVersion},
    arrangement,
    outcome: outcomeOf(line, mean),
    steps: {setting: table.setting, preInstall: addedJob(table, arrangement.linked)},
    conditions: {
      walkMs,
      startMs,
      congestion,
      quietSetting,
      cv: spread.cv,
      retries: spread.retries,
      retryMs: spread.retryMs,
      seed,
    },
    ...(draws ? {spread: spreadOfRuns(line, draws)} : {}),
    ...(days ? {days: planDays(line, days)} : {}),
    ...(options.compare
      ? {comparison: comparePlans(arrangement, table, {...mean, ...(draws ? {draws} : {})})}
      : {}),
    ...(swept ? {sweep: sweep(swept, table, {...mean, ...(days ? {days} : {})})} : {}),
    ...(options.svg === undefined
      ? {}
      : {
          timeline: timelineOf(arrangement, table, {...mean, untilMs: picturedMs}),
          curve: curveOf(arrangement, table, {
            ...mean,
            counts: curveCounts(arrangement, table),
          }),
        }),
  };
};

const bounded = (plans: readonly Arrangement[]): readonly Arrangement[] => {
  const cards = plans.reduce((sum, plan) => sum + plan.cards, 0);
  if (cards > simulationLimits.cardsInAll) {
    throw new UsageError({
      en: `--sweep was expected to come to ${simulationLimits.cardsInAll} cards at most, but its ${plans.length} plans come to ${cards}`,
      ja: `--sweep のカードは合計 ${simulationLimits.cardsInAll} 枚までですが、${plans.length} 件の計画で ${cards} 枚になります`,
    });
  }
  return plans;
};
