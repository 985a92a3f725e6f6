import type {Parameter, ParameterTable, ParameterValue, ParameterValues} from './parameter.ts';

interface Parametrised {
  readonly parameters?: ParameterTable;
  /** Those of a variant, which count whatever was chosen. */
  readonly ownValues?: ParameterValues;
  /** Names of those for which another value was chosen than is usual. */
  readonly chosenOtherwise?: readonly string[];
}

/** What stands for a value that nobody is to read. */
export const maskedValue = '***';

/** The values that were chosen for a scenario: what its parameters have as their default now. */
export const chosenValues = ({parameters = {}}: Parametrised): ParameterValues =>
  mapped(parameters, (parameter) => parameter.default);

/** The values with which it is played: those that were chosen, and a variant's own before them. */
export const valuesOf = ({parameters = {}, ownValues = {}}: Parametrised): ParameterValues =>
  mapped(parameters, (parameter, name) => ownValues[name] ?? parameter.default);

/** The same for a result: secret ones are masked. */
export const shownValues = ({parameters = {}, ownValues = {}}: Parametrised): ParameterValues =>
  mapped(parameters, (parameter, name) =>
    parameter.secret ? maskedValue : (ownValues[name] ?? parameter.default),
  );

/** Names of the parameters for which a variant has another value than the one that was chosen. */
export const overriddenNames = (scenario: Parametrised): readonly string[] => {
  const [chosen, used] = [chosenValues(scenario), valuesOf(scenario)];
  return Object.keys(used).filter((name) => used[name] !== chosen[name]);
};

/** The default as people may see it. */
export const shownDefault = (parameter: Parameter): ParameterValue =>
  parameter.secret ? maskedValue : parameter.default;

/** A scenario that is played with these values. They were judged before; a name it does not declare is left out. */
export const withValues = <S extends Parametrised>(scenario: S, values: ParameterValues): S =>
  scenario.parameters === undefined
    ? scenario
    : {
        ...scenario,
        chosenOtherwise: Object.entries(scenario.parameters)
          .filter(([name, parameter]) => Object.hasOwn(values, name) && values[name] !== parameter.default)
          .map(([name]) => name),
        parameters: Object.fromEntries(
          Object.entries(scenario.parameters).map(([name, parameter]) => [
            name,
            Object.hasOwn(values, name) ? {...parameter, default: values[name]} : parameter,
          ]),
        ),
      };

const mapped = (
  parameters: ParameterTable,
  value: (parameter: Parameter, name: string) => ParameterValue,
): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, value(parameter, name)]));
