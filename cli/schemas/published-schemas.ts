import {z} from 'zod';
import {cardImageSchema} from '../../emulator/index.ts';
import {kazasuResultSchema} from '../../reports/index.ts';

/** A file format of ours that others may read or write. */
export interface PublishedSchema {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Major version of the format; part of the schema's address. */
  readonly version: number;
  readonly source: z.ZodType;
}

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
