import {existsSync, statSync} from 'node:fs';
import {parse} from 'node:path';
import type {Sentence} from '../errors.ts';

/** Why a file that a person named cannot be loaded as a module; undefined where it can be tried. */
export const moduleFileTrouble = (file: string): Sentence | undefined => {
  if (!existsSync(file) || !statSync(file).isFile()) {
    return {en: 'there is no ordinary file', ja: '通常のファイルがありません'};
  }
  return /\.[cm]?tsx?$/.test(file) && !runsTypeScript()
    ? {
        en: `it is TypeScript, which Node ${process.version} does not run as it is; compile it and name the .js file`,
        ja: `TypeScriptです。Node ${process.version} はそのまま実行できないため、コンパイルした .js ファイルを指定してください`,
      }
    : undefined;
};

/** Of this Node, since release 22: `strip` or `transform` where it runs TypeScript as it is. */
const runsTypeScript = (): boolean =>
  Boolean((process.features as {readonly typescript?: string | false}).typescript);

/** A place inside a module, as `stamp-card.js:12:5`, out of a stack; where it has a source map, of its source. */
export const placeInModule = (path: string, stack: string): string | undefined => {
  const {name} = parse(path);
  const line = stack.split('\n').find((one) => one.includes(`/${name}.`));
  return line?.match(/([^/\s()]+:\d+:\d+)\)?$/)?.[1];
};
