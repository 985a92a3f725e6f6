import {KazasuError, nearest, type Sentence} from '../../protocol/index.ts';
import type {Scenario} from '../engine/scenario.ts';
import type {Parameter, ParameterTable, ParameterValue, ParameterValues, TextParameter} from './parameter.ts';
import {longestText, valueSchema} from './parameter-schema.ts';

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
  const value = typed(text, first);
  const refusing = declared.find((parameter) => !valueSchema(parameter).safeParse(value).success);
  if (refusing) {
    throw new KazasuError(errorId, misfit(name, text, refusing));
  }
  return [name, value];
};

const misfit = (name: string, text: string, parameter: Parameter): Sentence => {
  const {en, ja} = expectedOf(parameter);
  const near = parameter.type === 'choice' ? nearest(text, parameter.choices) : undefined;
  const came = parameter.secret
    ? {en: 'another value', ja: '別の値'}
    : text === ''
      ? {en: 'nothing', ja: '空の値'}
      : {en: `"${text.slice(0, 60)}"`, ja: `「${text.slice(0, 60)}」`};
  return {
    en: `${name} was expected to be ${en}, but ${came.en} came${near === undefined ? '' : `; "${near}" may be meant`}`,
    ja: `${name} には${ja}が必要ですが、${came.ja}が指定されました${near === undefined ? '' : `(「${near}」でしょうか)`}`,
  };
};

/** What a value of a parameter must be, in words. */
const expectedOf = (parameter: Parameter): Sentence => {
  switch (parameter.type) {
    case 'number': {
      const {min, max, whole, unit} = parameter;
      const [en, ja] = whole ? ['a whole number', '整数'] : ['a number', '数値'];
      const range =
        min === undefined
          ? max === undefined
            ? {en: '', ja: ''}
            : {en: ` up to ${max}`, ja: `${max} 以下の`}
          : max === undefined
            ? {en: ` from ${min} on`, ja: `${min} 以上の`}
            : {en: ` from ${min} to ${max}`, ja: `${min}~${max} の`};
      const of = unit === undefined ? {en: '', ja: ''} : {en: ` (${unit})`, ja: `(${unit})`};
      return {en: `${en}${range.en}${of.en}`, ja: `${range.ja}${ja}${of.ja}`};
    }
    case 'boolean':
      return {en: 'true or false', ja: 'true または false '};
    case 'choice':
      return {
        en: `one of ${parameter.choices.join(', ')}`,
        ja: `${parameter.choices.join('、')} のいずれか`,
      };
    default:
      return textExpected(parameter);
  }
};

const textExpected = ({minLength, maxLength, pattern}: TextParameter): Sentence => {
  const lengths =
    minLength === undefined && maxLength === undefined
      ? undefined
      : {
          en: ` of ${minLength ?? 0} to ${maxLength ?? longestText} characters`,
          ja: `${minLength ?? 0}~${maxLength ?? longestText} 文字の`,
        };
  return {
    en: `a text${lengths?.en ?? ''}${pattern === undefined ? '' : ` that fits ${pattern}`}`,
    ja: `${pattern === undefined ? '' : `${pattern} に合う`}${lengths?.ja ?? ''}文字列`,
  };
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
