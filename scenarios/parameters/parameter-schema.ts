import {z} from 'zod';
import type {Parameter, ParameterTable, ParameterValue} from './parameter.ts';

/** What a value must be for each of these tables that declares its name; every name may be left out. */
export const valuesSchema = (tables: readonly ParameterTable[]) => {
  const names = new Set(tables.flatMap((table) => Object.keys(table)));
  return z.strictObject(
    Object.fromEntries(
      [...names].map((name) => [name, valueForAll(tables.flatMap((table) => table[name] ?? [])).optional()]),
    ),
  );
};

/** Names of parameters whose values no error may repeat. */
export const secretNames = (tables: readonly ParameterTable[]): readonly string[] =>
  tables.flatMap((table) =>
    Object.entries(table)
      .filter(([, {secret}]) => secret)
      .map(([name]) => name),
  );

/** What a value of this parameter must be. */
export const valueSchema = (parameter: Parameter): z.ZodType<ParameterValue> => {
  switch (parameter.type) {
    case 'number': {
      const {min = -Number.MAX_VALUE, max = Number.MAX_VALUE, whole} = parameter;
      return (whole ? z.int() : z.number()).min(min).max(max);
    }
    case 'text': {
      const {minLength = 0, maxLength = longestText, pattern} = parameter;
      const text = z.string().min(minLength).max(maxLength);
      return pattern === undefined ? text : text.regex(new RegExp(`^(?:${pattern})$`, 'u'));
    }
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.enum(parameter.choices as [string, ...string[]]);
  }
};

/** Characters of a text that says nothing about its length. */
export const longestText = 10_000;

const valueForAll = (parameters: readonly Parameter[]): z.ZodType<ParameterValue> =>
  parameters
    .map(valueSchema)
    .reduce((all, one) => z.intersection(all, one) as unknown as z.ZodType<ParameterValue>);
