import {z} from 'zod';
import {readSettings} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import {selects} from '../engine/selector.ts';
import type {ParameterTable, ParameterValues} from './parameter.ts';
import {secretNames, valuesSchema} from './parameter-schema.ts';

/** The values that are chosen for a scenario, or for a variant of one. */
export type ChosenValues = (scenario: Pick<Scenario, 'id'>) => ParameterValues;

const fileSchema = <T extends z.ZodType>(scenarios: T) =>
  z.strictObject({
    kind: z.literal('kazasu-parameters').describe('tells such a file from any other'),
    version: z.literal(1).describe('version of this format'),
    scenarios: scenarios.describe('values by the id of a scenario, or by a pattern with *'),
  });

/** The format, whatever scenarios there are: which names and values fit depends on them. */
export const parameterFileSchema = fileSchema(
  z.record(
    z.string().min(1),
    z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
      .describe('values by the name of a parameter'),
  ),
);

const errorId = 'KZS-PARAMETER-FILE';
const title = {en: 'a file of parameters', ja: 'パラメーターのファイル'};

/**
 * Values of parameters, YAML or JSON. Of entries that mean the same scenario, the later one wins.
 * @throws KazasuError `KZS-PARAMETER-FILE` with line and column: an unknown scenario or name, a value that does not fit.
 */
export const readParameters = (text: string, where: string, scenarios: readonly Scenario[]): ChosenValues => {
  const secrets = secretNames(scenarios.map(({parameters = {}}) => parameters));
  const {scenarios: entries} = readSettings<z.infer<typeof parameterFileSchema>>(
    {errorId, title, schema: parameterFileSchema, confidential: secrets},
    text,
    where,
  );
  readSettings(
    {errorId, title, schema: exactSchema(Object.keys(entries), scenarios), confidential: secrets},
    text,
    where,
  );
  return ({id}) =>
    Object.assign(
      {},
      ...Object.entries(entries)
        .filter(([selector]) => means(selector, id))
        .map(([, values]) => values),
    ) as ParameterValues;
};

/** With every id that there is, so that one that is misspelt finds its neighbour. */
const exactSchema = (selectors: readonly string[], scenarios: readonly Scenario[]) => {
  const ids = scenarios.map(({id}) => id);
  const shape = [...new Set([...selectors, ...ids])].flatMap((selector) => {
    const tables = tablesOf(selector, scenarios);
    return tables.length === 0 ? [] : [[selector, valuesSchema(tables).optional()] as const];
  });
  return fileSchema(z.strictObject(Object.fromEntries(shape)));
};

const tablesOf = (selector: string, scenarios: readonly Scenario[]): readonly ParameterTable[] =>
  scenarios
    .filter(({id, variants = []}) =>
      [id, ...variants.map((variant) => `${id}:${variant.id}`)].some((one) => means(selector, one)),
    )
    .map(({parameters = {}}) => parameters);

/** What is chosen for a scenario holds for its variants too. */
const means = (selector: string, id: string): boolean => {
  const [base = ''] = id.split(':');
  return selects(selector)(id) || selects(selector)(base);
};
