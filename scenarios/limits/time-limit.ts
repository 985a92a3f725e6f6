import {KazasuError, type Sentence} from '../../protocol/index.ts';
import type {Ending, Scenario} from '../engine/scenario.ts';
import type {Stage} from '../engine/stage.ts';
import {watchdog} from './watchdog.ts';

/** How long a scenario of a user may take where nobody says, seconds. Bench-defined, D246 */
export const usualTimeoutSeconds = 600;

/** The scenario with its variants, given up after so many seconds of the machine's clock: the verdict is then an error. */
export const withTimeLimit = (scenario: Scenario, seconds: number): Scenario => {
  const {variants} = scenario;
  const limited =
    (run: Run): Run =>
    (stage) =>
      within(
        () => run(stage),
        seconds * 1000,
        () => {
          throw new KazasuError('KZS-SCENARIO-TIMEOUT', givenUp(scenario.id, seconds));
        },
      );
  return {
    ...scenario,
    ...(variants
      ? {
          variants: variants.map((variant) =>
            variant.run ? {...variant, run: limited((stage) => (variant.run as Run)(stage))} : variant,
          ),
        }
      : {}),
    run: limited((stage) => scenario.run(stage)),
  };
};

type Run = (stage: Stage) => Promise<Ending>;

const givenUp = (id: string, seconds: number): Sentence => ({
  en: `${id} was expected to end within ${seconds} s (--timeout), but it did not`,
  ja: `${id} は ${seconds} 秒以内(--timeout)に終わるはずでしたが、終わりませんでした`,
});

/**
 * What the work comes to, or what `late` makes of it where it takes longer. Work that never lets go of the thread is
 * ended from outside, wherever it is; work that waits is left to itself.
 */
export const within = async <T>(work: () => Promise<T>, ms: number, late: () => T): Promise<T> => {
  const dog = await watchdog();
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), ms);
  });
  dog.watch(ms);
  try {
    const first = await Promise.race([apart(work).then((value) => ({value})), limit]);
    return first === 'late' ? late() : first.value;
  } finally {
    dog.rest();
    clearTimeout(timer);
  }
};

/** Begins the work as a microtask: what is broken off there takes no caller and no callback of Node's with it. */
const apart = async <T>(work: () => Promise<T>): Promise<T> => {
  await undefined;
  return work();
};
