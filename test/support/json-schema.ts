/** A JSON Schema as far as ours use it. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

type Check = (schema: JsonSchema, value: unknown, at: string) => string[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
};

const fail = (good: boolean, at: string, what: string): string[] => (good ? [] : [`${at}: ${what}`]);
const schemasOf = (value: unknown): JsonSchema[] => value as JsonSchema[];

/** Keywords of JSON Schema 2020-12; each judges only values of the type it is about. */
const keywords: Readonly<Record<string, Check>> = {
  type: ({type}, value, at) => fail(types[String(type)]?.(value) ?? false, at, `not of type ${type}`),
  const: (schema, value, at) => fail(value === schema['const'], at, `not ${schema['const']}`),
  enum: (schema, value, at) => fail((schema['enum'] as unknown[]).includes(value), at, 'none of the values'),
  pattern: ({pattern}, value, at) =>
    fail(
      typeof value !== 'string' || new RegExp(String(pattern), 'u').test(value),
      at,
      `not like ${pattern}`,
    ),
  minLength: ({minLength}, value, at) =>
    fail(typeof value !== 'string' || value.length >= Number(minLength), at, `shorter than ${minLength}`),
  maxLength: ({maxLength}, value, at) =>
    fail(typeof value !== 'string' || value.length <= Number(maxLength), at, `longer than ${maxLength}`),
  minItems: ({minItems}, value, at) =>
    fail(!Array.isArray(value) || value.length >= Number(minItems), at, `fewer than ${minItems} items`),
  maxItems: ({maxItems}, value, at) =>
    fail(!Array.isArray(value) || value.length <= Number(maxItems), at, `more than ${maxItems} items`),
  minimum: ({minimum}, value, at) =>
    fail(typeof value !== 'number' || value >= Number(minimum), at, `below ${minimum}`),
  maximum: ({maximum}, value, at) =>
    fail(typeof value !== 'number' || value <= Number(maximum), at, `above ${maximum}`),
  required: ({required}, value, at) =>
    isObject(value)
      ? (required as string[]).flatMap((name) => fail(Object.hasOwn(value, name), at, `${name} is missing`))
      : [],
  properties: ({properties}, value, at) =>
    isObject(value)
      ? Object.entries(properties as Record<string, JsonSchema>).flatMap(([name, schema]) =>
          Object.hasOwn(value, name) ? objections(schema, value[name], `${at}/${name}`) : [],
        )
      : [],
  additionalProperties: ({additionalProperties, properties = {}}, value, at) =>
    Object.entries(isObject(value) ? value : {})
      .filter(([name]) => !Object.hasOwn(properties as object, name))
      .flatMap(([name, one]) =>
        additionalProperties === false
          ? [`${at}: ${name} is too much`]
          : objections(additionalProperties as JsonSchema, one, `${at}/${name}`),
      ),
  propertyNames: ({propertyNames}, value, at) =>
    Object.keys(isObject(value) ? value : {}).flatMap((name) =>
      objections(propertyNames as JsonSchema, name, `${at}/${name} as a name`),
    ),
  prefixItems: ({prefixItems}, value, at) =>
    schemasOf(prefixItems).flatMap((schema, i) =>
      Array.isArray(value) && i < value.length ? objections(schema, value[i], `${at}/${i}`) : [],
    ),
  items: ({items, prefixItems = []}, value, at) =>
    (Array.isArray(value) ? value.slice(schemasOf(prefixItems).length) : []).flatMap((one, i) =>
      items === false ? [`${at}: too many items`] : objections(items as JsonSchema, one, `${at}/${i}`),
    ),
  anyOf: ({anyOf}, value, at) =>
    fail(
      schemasOf(anyOf).some((one) => objections(one, value, at).length === 0),
      at,
      'none of anyOf fits',
    ),
  oneOf: ({oneOf}, value, at) =>
    fail(
      schemasOf(oneOf).filter((one) => objections(one, value, at).length === 0).length === 1,
      at,
      'not one of oneOf fits',
    ),
};

/** What says nothing about a value; `format` is a note unless a validator is told otherwise. */
const notes = ['$schema', '$id', 'title', 'description', 'format', 'contentEncoding'];

/**
 * Why a value does not fit a JSON Schema; empty when it does. A judge that shares no code with what made the schema.
 * A keyword it does not know is an objection too.
 */
export const objections = (schema: JsonSchema, value: unknown, at = ''): string[] =>
  Object.keys(schema)
    .filter((keyword) => !notes.includes(keyword))
    .flatMap((keyword) => keywords[keyword]?.(schema, value, at) ?? [`${at}: unknown keyword ${keyword}`]);
