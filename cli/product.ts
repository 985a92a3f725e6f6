import {readFileSync} from 'node:fs';

/** package.json lies two folders above the compiled file. */
const description = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  name: string;
  version: string;
};

export const productName = description.name;
export const productVersion = description.version;
