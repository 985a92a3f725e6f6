import {
  type ParameterValues,
  readParameters,
  readParameterWords,
  type Scenario,
  withValues,
} from '../../scenarios/index.ts';
import {readTextFile} from '../read-text-file.ts';
import {UsageError} from '../usage-error.ts';

/** Options by which `run` and `profile` choose what a scenario is played with. */
export const parameterOptions = {
  parameters: {
    type: 'string',
    requiresArg: true,
    describe: 'Values of the scenarios’ parameters, YAML or JSON; --list shows which there are',
  },
  set: {
    type: 'string',
    requiresArg: true,
    coerce: (given: string | readonly string[]): readonly string[] => [given].flat(),
    describe: 'NAME=VALUE of a parameter, before that of the file; the option again for more',
  },
} as const;

/** What those options leave. */
export interface ParameterChoice {
  readonly parameters?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/**
 * The chosen scenarios with the values that the options give. `all`: every scenario that the file may speak of.
 * @throws KazasuError `KZS-PARAMETER-FILE`, `KZS-PARAMETER-SET`, `KZS-CLI-USAGE`.
 */
export const withParameters = (
  chosen: readonly Scenario[],
  all: readonly Scenario[],
  {parameters: file, set = []}: ParameterChoice,
): readonly Scenario[] => {
  if (Array.isArray(file)) {
    throw new UsageError({
      en: '--parameters goes with one file, but it came more than once',
      ja: '--parameters のファイルは1つですが、複数回指定されました',
    });
  }
  const inFile =
    file === undefined ? (): ParameterValues => ({}) : readParameters(readTextFile(file), file, all);
  const given = readParameterWords(set, chosen);
  return chosen.map((scenario) => withValues(scenario, {...inFile(scenario), ...given}));
};
