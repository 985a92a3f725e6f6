import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {publishedSchemas, schemaFile, schemaText} from '../../cli/schemas/published-schemas.ts';
import {personaNamed} from '../../emulator/index.ts';
import {realClock} from '../../protocol/index.ts';
import {createTestWorld} from '../../scenarios/index.ts';
import {budget, runOf, scenarioResult} from '../reports/sample-result.ts';
import {type JsonSchema, objections} from '../support/json-schema.ts';
import {kazasu, ownDirectory} from '../support/kazasu.ts';

const schemas = new Map(
  publishedSchemas.map((one): [string, JsonSchema] => [one.name, JSON.parse(schemaText(one)) as JsonSchema]),
);
const schemaNamed = (name: string): JsonSchema => schemas.get(name) ?? {};

const result = runOf(scenarioResult({budgets: [budget('missed', 2100)]}), scenarioResult());

const card = await createTestWorld({clock: realClock()}).cardFor(personaNamed('adult'));

for (const schema of publishedSchemas) {
  test(`${schemaFile(schema)} is what the code says; npm run schemas writes it`, (t) => {
    t.is(readFileSync(schemaFile(schema), 'utf8'), schemaText(schema));
  });

  test(`${schema.name}: the schema has an address of its own, and describes every field`, (t) => {
    const whole = schemaNamed(schema.name);
    t.is(whole['$id'], `https://kazasu.example/schemas/${schema.name}-${schema.version}.json`);
    t.is(whole['$schema'], 'https://json-schema.org/draft/2020-12/schema');
    t.deepEqual(undescribed(whole, ''), []);
  });
}

test('nothing else is published', (t) => {
  t.deepEqual(readdirSync('schemas').sort(), publishedSchemas.map((one) => schemaFile(one).slice(8)).sort());
  const {files} = JSON.parse(readFileSync('package.json', 'utf8')) as {files: string[]};
  t.true(files.includes('schemas'));
});

/** Places of properties without a description. */
const undescribed = (schema: JsonSchema, at: string): string[] =>
  Object.entries(schema).flatMap(([keyword, value]) => {
    if (keyword === 'properties') {
      return Object.entries(value as Record<string, JsonSchema>).flatMap(([name, one]) => [
        ...(one['description'] ? [] : [`${at}/${name}`]),
        ...undescribed(one, `${at}/${name}`),
      ]);
    }
    const inner = Array.isArray(value) ? value : [value];
    return inner.flatMap((one) =>
      typeof one === 'object' && one !== null ? undescribed(one as JsonSchema, `${at}/${keyword}`) : [],
    );
  });

test('a real card and a real result fit their schemas', (t) => {
  t.deepEqual(objections(schemaNamed('card-image'), JSON.parse(JSON.stringify(card))), []);
  t.deepEqual(objections(schemaNamed('result'), JSON.parse(JSON.stringify(result))), []);
});

const broken: Record<
  string,
  readonly [change: (image: Record<string, unknown>) => unknown, objection: RegExp]
> = {
  'another kind': [(image) => ({...image, kind: 'kazasu-result'}), /^\/kind: not kazasu-card$/],
  'a newer version': [(image) => ({...image, version: 2}), /^\/version: not 1$/],
  'no id': [(image) => ({...image, id: ''}), /^\/id: shorter than 1$/],
  'a field nobody knows': [(image) => ({...image, colour: 'pink'}), /colour is too much$/],
  'a tag in small letters': [(image) => ({...image, cardData: {'00f0': ''}}), /00f0 as a name: not like/],
  'content that is no base64': [(image) => ({...image, cardData: {'00F0': '?'}}), /00F0: not like/],
  'no issuer': [({issuer, ...image}) => image, /issuer is missing$/],
};

for (const [what, [change, objection]] of Object.entries(broken)) {
  test(`the schema of a card image refuses ${what}`, (t) => {
    const [first, ...more] = objections(schemaNamed('card-image'), change(JSON.parse(JSON.stringify(card))));
    t.regex(first ?? 'no objection', objection);
    t.deepEqual(more, []);
  });
}

/** A second judge, where the machine has one. */
const judge = `
import json, sys, jsonschema
schema, good = (json.load(open(name)) for name in sys.argv[1:])
jsonschema.Draft202012Validator.check_schema(schema)
jsonschema.validate(good, schema)
`;
const hasJudge = spawnSync('python3', ['-c', 'import jsonschema']).status === 0;

const byJsonschema = (t: ExecutionContext, name: string, value: unknown): void => {
  const file = join(ownDirectory(t), 'value.json');
  writeFileSync(file, JSON.stringify(value));
  const {status, stderr} = spawnSync('python3', ['-c', judge, `schemas/${name}.schema.json`, file], {
    encoding: 'utf8',
  });
  t.is(status, 0, stderr);
};

(hasJudge ? test : test.skip)('Python’s jsonschema agrees (skipped without it)', (t) => {
  byJsonschema(t, 'card-image', card);
  byJsonschema(t, 'result', result);
});

test('kazasu schema lists the schemas and prints one', async (t) => {
  const [list, one, none] = await Promise.all([
    kazasu(t, ['schema']),
    kazasu(t, ['schema', 'card-image']),
    kazasu(t, ['schema', 'card']),
  ]);
  t.regex(list.stdout, /^card-image +A test card/m);
  t.is(one.stdout, readFileSync('schemas/card-image.schema.json', 'utf8'));
  t.is(none.status, 2);
  t.regex(none.stderr, /KZS-CLI-SCHEMA-UNKNOWN: .*card-image, result.*"card"/);
});
