import {mkdirSync, writeFileSync} from 'node:fs';
import {publishedSchemas, schemaFile, schemaText} from './published-schemas.ts';

/** `npm run schemas`: writes the published schemas from the code, below the current directory. */
mkdirSync('schemas', {recursive: true});
for (const schema of publishedSchemas) {
  writeFileSync(schemaFile(schema), schemaText(schema));
}
