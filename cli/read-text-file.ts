import {readFileSync} from 'node:fs';
import {UsageError} from './usage-error.ts';

/** The text of a file that the user named; a file that cannot be read is a usage error with the reason. */
export const readTextFile = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a file to read was expected at ${path}, but: ${why}`,
      ja: `${path} を読めません: ${why}`,
    });
  }
};
