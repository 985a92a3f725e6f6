import {z} from 'zod';
import {cardImageSchema, cardProfileSettings, timingProfileFileSchema} from '../../emulator/index.ts';
import {recordLineSchema} from '../../protocol/index.ts';
import {kazasuLoadSchema} from '../../reports/load/load-result.ts';
import {kazasuProfileSchema} from '../../reports/profile/profile-result.ts';
import {kazasuResultSchema} from '../../reports/result.ts';
import {kazasuSimulationSchema} from '../../reports/simulation/simulation-result.ts';
import {budgetFileSchema} from '../../scenarios/budgets/budget-file.ts';
import {scenarios} from '../../scenarios/catalogue/catalogue.ts';
import {parameterFileSchema} from '../../scenarios/parameters/parameter-file.ts';
import {dialoguePhaseIds} from '../../scenarios/profile/dialogue-phases.ts';
import {stepsFileSchema} from '../../scenarios/simulation/steps-file.ts';

/** A file format of ours that others may read or write. */
export interface PublishedSchema {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Major version of the format; part of the schema's address. */
  readonly version: number;
  readonly source: z.ZodType;
}

/** Phases of every scenario and of programs: which of them a file may name depends on what is profiled. */
const allPhases = [
  ...new Set([...scenarios.flatMap(({phases}) => phases.map(({id}) => id)), ...dialoguePhaseIds]),
] as [string, ...string[]];

/** All of them, by the name under which `kazasu schema` prints them. */
export const publishedSchemas: readonly PublishedSchema[] = [
  {
    name: 'card-image',
    title: 'Kazasu card image',
    description:
      'A test card as a file: everything that survives without power. It holds the card’s secrets in the clear.',
    version: 1,
    source: cardImageSchema,
  },
  {
    name: 'result',
    title: 'Kazasu result',
    description: 'What came of one run: result.json, from which every other report is made.',
    version: 1,
    source: kazasuResultSchema,
  },
  {
    name: 'profile',
    title: 'Kazasu profile',
    description: 'What a series of runs came to: profile.json, which a later series can be compared with.',
    version: 1,
    source: kazasuProfileSchema,
  },
  {
    name: 'record',
    title: 'One line of a Kazasu record',
    description:
      'A record is JSON Lines: a header in the first line, then one event a line, each written when it has ended.',
    version: 1,
    source: recordLineSchema,
  },
  {
    name: 'card-profile',
    title: 'Kazasu card profile file',
    description: 'A make of card, as it differs from a built-in one. YAML or JSON.',
    version: 1,
    source: cardProfileSettings,
  },
  {
    name: 'timing-profile',
    title: 'Kazasu timing profile file',
    description: 'How long a card and its link take. YAML or JSON.',
    version: 1,
    source: timingProfileFileSchema,
  },
  {
    name: 'budgets',
    title: 'Kazasu budget file',
    description: 'Limits of time for kazasu profile. YAML or JSON.',
    version: 1,
    source: budgetFileSchema(allPhases),
  },
  {
    name: 'parameters',
    title: 'Kazasu parameter file',
    description: 'Values of parameters of scenarios, for kazasu run and profile. YAML or JSON.',
    version: 1,
    source: parameterFileSchema,
  },
  {
    name: 'load',
    title: 'Kazasu load',
    description: 'What kazasu load came to: what was asked for, how log-ins ended, and who waited how long.',
    version: 1,
    source: kazasuLoadSchema,
  },
  {
    name: 'simulation',
    title: 'Kazasu simulation',
    description: 'What kazasu simulate came to: plan, steps, makespan, bound, and what else was asked for.',
    version: 1,
    source: kazasuSimulationSchema,
  },
  {
    name: 'steps',
    title: 'Kazasu steps file',
    description: 'What setting and pre-install of a card consist of, for kazasu simulate. YAML or JSON.',
    version: 1,
    source: stepsFileSchema,
  },
];

/** Where a schema is published in the package. */
export const schemaFile = ({name}: PublishedSchema): string => `schemas/${name}.schema.json`;

/** The name is under .example (RFC 2606): an address that stays ours and never leads anywhere. */
const addressOf = ({name, version}: PublishedSchema): string =>
  `https://kazasu.example/schemas/${name}-${version}.json`;

/** JSON Schema 2020-12 of what a reader accepts, as text. */
export const schemaText = (schema: PublishedSchema): string => {
  const {$schema, ...rest} = z.toJSONSchema(schema.source, {
    io: 'input',
    // That our code does not change what it read is nobody else's concern.
    override: ({jsonSchema}) => {
      delete jsonSchema.readOnly;
    },
  });
  const {title, description} = schema;
  return `${JSON.stringify({$schema, $id: addressOf(schema), title, description, ...rest}, null, 2)}\n`;
};
