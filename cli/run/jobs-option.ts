import {availableParallelism} from 'node:os';
import type {Sentence} from '../../protocol/index.ts';
import type {BenchChoice} from '../bench-options.ts';
import type {CardChoice} from '../card-options.ts';
import {UsageError} from '../usage-error.ts';
import {wholeNumber} from '../whole-number.ts';
import type {OwnScenarioChoice} from './own-scenarios.ts';

/** By which `run` is told how many scenarios it plays at once. */
export const jobsOption = {
  jobs: {
    type: 'string',
    requiresArg: true,
    describe:
      'How many scenarios are played at once, on threads; by default as many as there are processors, where the clock is virtual and there are enough of them',
  },
} as const;

/** What that option leaves. */
export interface JobsChoice {
  readonly jobs?: string | undefined;
}

/** More threads than any machine has processors for only cost memory. */
const mostJobs = 256;

/**
 * A thread loads the product before it plays, which takes as long as so many scenarios: each has to be given some more
 * than these, or the run would have been over sooner without it. Bench-defined, D295
 */
export const fewestOfThread = 40;

/**
 * How many threads play so many scenarios; 1 is the thread of the command itself.
 * @throws KazasuError `KZS-CLI-USAGE` where more were asked for than can be.
 */
export const chosenJobs = (
  {jobs, ...options}: JobsChoice & BenchChoice & CardChoice & OwnScenarioChoice,
  count: number,
  processors: number = availableParallelism(),
): number => {
  const asked = jobs === undefined ? undefined : wholeNumber('jobs', jobs, 1, mostJobs);
  const why = whyInTurn(options);
  if (why && asked !== undefined && asked > 1) {
    throw new UsageError({
      en: `--jobs was expected to be 1, but ${asked} came: ${why.en}`,
      ja: `--jobs には 1 を指定してください(${asked} が指定されました): ${why.ja}`,
    });
  }
  if (why) {
    return 1;
  }
  return Math.max(1, Math.min(asked ?? Math.floor(count / fewestOfThread), asked ?? processors, count));
};

/** Why scenarios have to be played one after the other; undefined where they need not. */
const whyInTurn = ({
  clock,
  card,
  scenarios = [],
  timeout,
}: BenchChoice & CardChoice & OwnScenarioChoice): Sentence | undefined => {
  if (clock !== 'virtual') {
    return {
      en: 'on a real clock scenarios would take time from each other; --clock virtual has none to take',
      ja: '実時計では同時に実行すると互いの時間に影響します(--clock virtual なら可能です)',
    };
  }
  if (card !== undefined) {
    return {
      en: 'they share the one card of --card',
      ja: '--card の1枚のカードを共用します',
    };
  }
  if (scenarios.length > 0) {
    return {
      en: 'a module of --scenarios is loaded once, and may remember from one scenario to the next',
      ja: '--scenarios のモジュールは1回だけ読み込まれ、状態を引き継ぐことがあります',
    };
  }
  return timeout === undefined
    ? undefined
    : {
        en: 'only what runs on the command’s own thread can be broken off by --timeout',
        ja: '--timeout で打ち切れるのはコマンド自身のスレッドだけです',
      };
};
