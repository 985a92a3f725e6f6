import {performance} from 'node:perf_hooks';
import {
  type Arrangement,
  arrangementsOf,
  defaultSteps,
  lineOf,
  outcomeOf,
  spreadOfRuns,
  sweep,
} from '../../scenarios/index.ts';
import type {Measurement} from './measurement.ts';

const yokohama: Arrangement = {
  layout: 'pipelined',
  terminals: {setting: 40, preInstall: 30},
  linked: true,
  operators: 13,
  cards: 3222,
  policy: 'look-ahead',
};

/** A day of the largest city, many draws of a small one, and a sweep over a million cards. */
export const measureWorkload = (): Measurement[] => {
  const table = defaultSteps();
  const day = seconds(() => void outcomeOf(lineOf(yokohama, table), {}));
  const small: Arrangement = {
    ...yokohama,
    terminals: {setting: 1, preInstall: 1},
    operators: 1,
    cards: 90,
  };
  const spread = {cv: 0.2, retries: 0.02, retryMs: 30_000, walkMs: 2000};
  const draws = seconds(() => void spreadOfRuns(lineOf(small, table), {spread, seed: '1', runs: 1000}));
  const plans = arrangementsOf({...small, cards: 31_250}, {terminals: [1, 8], operators: [1, 4]});
  const million = seconds(() => void sweep(plans, table, {}));
  return [
    {
      name: 'simulation of 3,222 cards, 40+30 terminals, 13 operators',
      value: `${day.toFixed(2)} s`,
      aim: '≤ 2 s',
      met: day <= 2,
    },
    {
      name: 'simulation of 90 cards with drawn durations, 1,000 runs',
      value: `${draws.toFixed(2)} s`,
      aim: '≤ 10 s',
      met: draws <= 10,
    },
    {
      name: `sweep of ${plans.length} plans, a million cards in all`,
      value: `${million.toFixed(1)} s`,
      aim: '≤ 60 s',
      met: million <= 60,
    },
  ];
};

const seconds = (work: () => void): number => {
  const at = performance.now();
  work();
  return (performance.now() - at) / 1000;
};
