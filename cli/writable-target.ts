import {KazasuError} from '../protocol/errors.ts';
import {checkWritable} from '../reports/atomic-file.ts';

/**
 * Refuses, before the work begins, a file that an option asks for and that cannot be written.
 * @throws KazasuError `KZS-CLI-OUT`, as other commands refuse such a file
 */
export const checkTarget = async (option: string, path: string): Promise<void> => {
  try {
    await checkWritable(path);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-CLI-OUT', {
      en: `--${option} was expected to name a place that can be written to, but ${path} is none: ${why}`,
      ja: `--${option} には書き込める場所を指定してください。${path} には書けません: ${why}`,
    });
  }
};
