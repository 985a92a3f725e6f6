import {KazasuError, nearest, readSettings, type Sentence} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import type {Parameter, ParameterTable, ParameterValue, ParameterValues} from './parameter.ts';
import {secretNames, valuesSchema} from './parameter-schema.ts';

/**
 * Values of `NAME=VALUE`, for these scenarios; a name counts for each of them that declares it, the last one wins.
 * @throws KazasuError `KZS-PARAMETER-SET`: another form, a name that none declares, a value that does not fit.
 */
export const readParameterWords = (
  words: readonly string[],
  scenarios: readonly Scenario[],
): ParameterValues => {
  const tables = scenarios.map(({parameters = {}}) => parameters);
  return Object.fromEntries(words.map((word) => valueIn(word, tables, scenarios)));
};

const errorId = 'KZS-PARAMETER-SET';

const valueIn = (
  word: string,
  tables: readonly ParameterTable[],
  scenarios: readonly Scenario[],
): readonly [name: string, value: ParameterValue] => {
  const [, name, text] = /^([^=]+)=([\s\S]*)$/.exec(word) ?? [];
  if (name === undefined || text === undefined) {
    // What stands there may be a secret without its name.
    throw new KazasuError(errorId, {
      en: 'a parameter is set as NAME=VALUE, but a word without "=" or without a name came',
      ja: 'パラメーターは NAME=VALUE の形で指定しますが、「=」または名前のない語が指定されました',
    });
  }
  const declared = tables.flatMap((table) => (Object.hasOwn(table, name) ? [table[name] as Parameter] : []));
  const [first] = declared;
  if (!first) {
    throw new KazasuError(errorId, unknownName(name, tables, scenarios));
  }
  const declaring = tables.filter((table) => Object.hasOwn(table, name));
  const read = readSettings<Readonly<Record<string, ParameterValue | undefined>>>(
    {
      errorId,
      title: {en: 'a value of a parameter', ja: 'パラメーターの値'},
      schema: valuesSchema(declaring),
      confidential: secretNames(declaring),
      placeless: true,
    },
    JSON.stringify({[name]: typed(text, first)}),
    `${name}=`,
  );
  return [name, read[name] ?? first.default];
};

/** The text as its parameter takes it; where it cannot be that, as it came, to be refused. */
const typed = (text: string, {type}: Parameter): ParameterValue => {
  if (type === 'number' && /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
};

const unknownName = (
  name: string,
  tables: readonly ParameterTable[],
  scenarios: readonly Scenario[],
): Sentence => {
  const names = [...new Set(tables.flatMap((table) => Object.keys(table)))];
  const ids = scenarios.map(({id}) => id).join(', ');
  if (names.length === 0) {
    return {
      en: `a parameter of ${ids} was expected, but "${name}" came and there is none`,
      ja: `「${name}」が指定されましたが、${ids} にパラメーターはありません`,
    };
  }
  const meant = nearest(name, names);
  return {
    en: `a parameter of ${ids} is one of ${names.join(', ')}, but "${name}" came${meant === undefined ? '' : `; "${meant}" may be meant`}`,
    ja: `${ids} のパラメーターは ${names.join('、')} のいずれかですが、「${name}」が指定されました${meant === undefined ? '' : `(「${meant}」でしょうか)`}`,
  };
};
