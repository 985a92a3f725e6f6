import type {Spread} from '../../scenarios/simulation/draw-durations.ts';
import {limits as simulationLimits} from '../../scenarios/simulation/limits.ts';
import {UsageError} from '../usage-error.ts';
import {numberWithin, wholeWithin} from './numbers.ts';

/** Options about how cards differ. */
export const spreadOptions = {
  cv: {
    type: 'string',
    default: '0',
    describe: 'Standard deviation of a step as a share of its mean, such as 0.2; lognormal',
  },
  runs: {type: 'string', default: '60', describe: 'How many runs, where durations are drawn'},
  seed: {type: 'string', default: '1', describe: 'Seed of the draws; the same cards for every plan'},
  retries: {
    type: 'string',
    default: '0',
    describe: 'Share of touches in which something has to be done again (30 s), such as 0.02',
  },
  walk: {
    type: 'string',
    default: '0',
    describe: 'Seconds an operator needs to get to a terminal, before every touch',
  },
} as const;

export interface SpreadChoice {
  cv: string;
  runs: string;
  seed: string;
  retries: string;
  walk: string;
}

export interface ChosenSpread {
  readonly spread: Spread;
  /** 0 where nothing is drawn. */
  readonly runs: number;
  readonly seed: string;
}

/** What doing something again takes. Bench-defined, W7. */
const retryMs = 30_000;

export const chosenSpread = (options: SpreadChoice, cards: number): ChosenSpread => {
  const cv = numberWithin('cv', options.cv, [0, simulationLimits.cv]);
  const retries = numberWithin('retries', options.retries, [0, simulationLimits.retryShare]);
  const walkMs = Math.round(1000 * numberWithin('walk', options.walk, [0, simulationLimits.walkSeconds]));
  const asked = wholeWithin('runs', options.runs, [1, simulationLimits.runs]);
  const runs = cv > 0 || retries > 0 ? asked : 0;
  if (runs * cards > simulationLimits.cardsInAll) {
    throw new UsageError({
      en: `--runs times --cards, over all plans compared, was expected to be ${simulationLimits.cardsInAll} at most, but ${runs} times ${cards} came`,
      ja: `--runs と --cards の積(比較する計画の合計)は ${simulationLimits.cardsInAll} までですが、${runs} × ${cards} が指定されました`,
    });
  }
  return {spread: {cv, retries, retryMs, walkMs}, runs, seed: options.seed};
};
