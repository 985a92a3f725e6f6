import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import * as nodeModule from 'node:module';
import {basename, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {placeInModule} from '../../protocol/index.ts';

/** A module that did not load. `place`: `gate.js:3:7`, where the engine tells. */
export interface Unloadable {
  readonly why: string;
  readonly place?: string;
}

/**
 * Loads the module at a path. To it, `kazasu` is the program that runs, wherever the module lies: a refusal of its own
 * is then one that the engine knows.
 */
export const importModule = async (
  path: string,
): Promise<{readonly exported: Readonly<Record<string, unknown>>} | Unloadable> => {
  openDoor();
  process.setSourceMapsEnabled(true);
  try {
    return {exported: {...((await import(pathToFileURL(resolve(path)).href)) as Record<string, unknown>)}};
  } catch (error) {
    const place = placeOf(path, error);
    return {why: whyOf(error), ...(place === undefined ? {} : {place})};
  }
};

interface Context {
  readonly parentURL?: string;
}

type Resolve = (
  specifier: string,
  context: Context,
  next: (specifier: string, context: Context) => unknown,
) => unknown;

/** Inside its own package, a package is found by its name. */
const inside = import.meta.url;

let open = false;

/** Node has the second way since release 22.15; there the first is on its way out. */
const openDoor = (): void => {
  if (open) {
    return;
  }
  open = true;
  const {registerHooks} = nodeModule as {registerHooks?: (hooks: {resolve: Resolve}) => void};
  if (registerHooks) {
    registerHooks({
      resolve: (specifier, context, next) =>
        next(specifier, /^kazasu(\/|$)/.test(specifier) ? {...context, parentURL: inside} : context),
    });
    return;
  }
  const hook = `export const resolve = (specifier, context, next) =>
    next(specifier, /^kazasu(\\/|$)/.test(specifier) ? {...context, parentURL: ${JSON.stringify(inside)}} : context);`;
  nodeModule.register(`data:text/javascript,${encodeURIComponent(hook)}`);
};

/** One line of it. */
const whyOf = (error: unknown): string => {
  if (!(error instanceof Error)) {
    return `it threw something that is no Error (${typeof error})`;
  }
  const [line = ''] = error.message.split('\n');
  return `${error.name}: ${line}`;
};

const placeOf = (path: string, error: unknown): string | undefined => {
  if (!(error instanceof Error)) {
    return undefined;
  }
  const stack = error.stack ?? '';
  return (
    markedPlace(stack) ??
    placeInModule(path, stack) ??
    (error instanceof SyntaxError ? syntaxPlace(path) : undefined)
  );
};

/** Where Node shows the line with a mark below, as it does of an import that is not there. */
const markedPlace = (text: string): string | undefined => {
  const [, where = '', line, before = ''] = /^(?:file:\/\/)?(\S+):(\d+)\n[^\n]*\n( *)\^/m.exec(text) ?? [];
  return line === undefined ? undefined : `${basename(where)}:${line}:${before.length + 1}`;
};

const longestCheckMs = 60_000;

/** Of a syntax error the loader tells no place; Node's own check of the text does. */
const syntaxPlace = (path: string): string | undefined => {
  const {stderr} = spawnSync(process.execPath, ['--input-type=module', '--check', '-'], {
    input: readFileSync(path),
    encoding: 'utf8',
    timeout: longestCheckMs,
  });
  return markedPlace(stderr)?.replace('[stdin]', basename(path));
};
