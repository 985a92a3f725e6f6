import type {Parameter, ParameterTable, ParameterValue, ParameterValues} from './parameter.ts';

interface Parametrised {
  readonly parameters?: ParameterTable;
}

/** What stands for a value that nobody is to read. */
export const maskedValue = '***';

/** The values with which a scenario is played: what its parameters have as their default now. */
export const valuesOf = ({parameters = {}}: Parametrised): ParameterValues =>
  mapped(parameters, (parameter) => parameter.default);

/** The same for a result or a list: secret ones are masked. */
export const shownValues = ({parameters = {}}: Parametrised): ParameterValues =>
  mapped(parameters, shownDefault);

/** The default as people may see it. */
export const shownDefault = (parameter: Parameter): ParameterValue =>
  parameter.secret ? maskedValue : parameter.default;

/** A scenario that is played with these values. They were judged before; a name it does not declare is left out. */
export const withValues = <S extends Parametrised>(scenario: S, values: ParameterValues): S =>
  scenario.parameters === undefined
    ? scenario
    : {
        ...scenario,
        parameters: Object.fromEntries(
          Object.entries(scenario.parameters).map(([name, parameter]) => [
            name,
            Object.hasOwn(values, name) ? {...parameter, default: values[name]} : parameter,
          ]),
        ),
      };

const mapped = (
  parameters: ParameterTable,
  value: (parameter: Parameter) => ParameterValue,
): ParameterValues =>
  Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, value(parameter)]));
