import {
  scenarios as builtIn,
  loadScenarios,
  type Scenario,
  usualTimeoutSeconds,
  withTimeLimit,
} from '../../scenarios/index.ts';
import {leaveBehind} from '../left-running.ts';
import {UsageError} from '../usage-error.ts';

/** Options by which `run` and `profile` are told of scenarios of users, and how long one may take. */
export const ownScenarioOptions = {
  scenarios: {
    type: 'string',
    requiresArg: true,
    coerce: (given: string | readonly string[]): readonly string[] =>
      [given].flat().flatMap((one) => one.split(',')),
    describe: 'JavaScript modules of scenarios of your own (docs/scenarios.md), with commas between',
  },
  timeout: {
    type: 'number',
    requiresArg: true,
    describe: `Seconds after which a scenario is given up; ${usualTimeoutSeconds} for those of your own, no limit for the others`,
  },
} as const;

/** What those options leave. */
export interface OwnScenarioChoice {
  readonly scenarios?: readonly string[] | undefined;
  readonly timeout?: number | undefined;
}

const mostSeconds = 2_000_000;

/**
 * Every scenario there is, those of these modules behind ours, each with its limit of time.
 * @throws KazasuError `KZS-SCENARIO-MODULE`, `KZS-CLI-USAGE`.
 */
export const allScenarios = async ({
  scenarios: paths = [],
  timeout,
}: OwnScenarioChoice): Promise<readonly Scenario[]> => {
  if (timeout !== undefined && !(timeout > 0 && timeout <= mostSeconds)) {
    throw new UsageError({
      en: `--timeout is a number of seconds up to ${mostSeconds}, but ${timeout} came`,
      ja: `--timeout は ${mostSeconds} までの秒数ですが、${timeout} が指定されました`,
    });
  }
  if (paths.length > 0) {
    leaveBehind();
  }
  const own = await loadScenarios(paths);
  return [
    ...builtIn.map((scenario) => (timeout === undefined ? scenario : withTimeLimit(scenario, timeout))),
    ...own.map((scenario) => withTimeLimit(scenario, timeout ?? usualTimeoutSeconds)),
  ];
};
