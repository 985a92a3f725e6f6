import {readFileSync} from 'node:fs';
import {UsageError} from './usage-error.ts';

/** The bytes of a file that the user named; a file that cannot be read is a usage error with the reason. */
export const readBytes = (path: string): Uint8Array => {
  try {
    return readFileSync(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a file to read was expected at ${path}, but: ${why}`,
      ja: `${path} を読めません: ${why}`,
    });
  }
};
