import type {CommandModule} from 'yargs';
import {KazasuError} from '../../protocol/index.ts';
import {columnsText} from '../columns.ts';
import {exitStatusHelp} from '../exit-status.ts';
import {languageOption} from '../language.ts';
import {print} from '../output.ts';
import {publishedSchemas, schemaText} from '../schemas/published-schemas.ts';

interface Options {
  name: string | undefined;
  lang: string | undefined;
}

/** `kazasu schema [NAME]`: the formats of our files as JSON Schemas. */
export const schema: CommandModule<object, Options> = {
  command: 'schema [name]',
  describe: 'Print the JSON Schema of a file format, or list the formats',
  builder: (yargs) =>
    yargs
      .positional('name', {type: 'string', describe: 'Name of the schema'})
      .options(languageOption)
      .example('$0 schema card-image > card-image.schema.json', 'For an editor or a validator')
      .epilogue(exitStatusHelp),
  handler({name}) {
    print(name === undefined ? list() : schemaText(named(name)));
  },
};

const list = (): string => columnsText(publishedSchemas.map(({name, description}) => [name, description]));

const named = (name: string): (typeof publishedSchemas)[number] => {
  const found = publishedSchemas.find((one) => one.name === name);
  if (!found) {
    const names = publishedSchemas.map((one) => one.name).join(', ');
    throw new KazasuError('KZS-CLI-SCHEMA-UNKNOWN', {
      en: `a schema is one of ${names}, but "${name}" was asked for`,
      ja: `スキーマは ${names} のいずれかですが、「${name}」が指定されました`,
    });
  }
  return found;
};
