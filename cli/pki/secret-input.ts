import {readFileSync} from 'node:fs';
import {createInterface} from 'node:readline';
import {Writable} from 'node:stream';
import type {Sentence} from '../../protocol/index.ts';
import {type Language, say} from '../language.ts';
import {UsageError} from '../usage-error.ts';

/** The option by which a secret is given; never the secret itself, which the list of processes would show. */
export const passwordFileOption = (describe: string) =>
  ({
    'password-file': {
      type: 'string',
      describe: `${describe}: first line of this file; else asked for at the terminal`,
    },
  }) as const;

/**
 * A secret from the first line of a file, or typed at the terminal without an echo.
 * @throws UsageError where there is neither, with no part of the secret.
 */
export const secretFrom = async (
  file: string | undefined,
  what: Sentence,
  language: Language,
): Promise<string> => {
  if (file !== undefined) {
    return firstLine(file);
  }
  if (!process.stdin.isTTY) {
    throw new UsageError({
      en: `${what.en} was expected in the file of --password-file, or typed at a terminal, but there is neither`,
      ja: `${what.ja}は --password-file のファイルか端末から入力しますが、どちらもありません`,
    });
  }
  return typed(`${say(what, language)}: `);
};

const firstLine = (file: string): string => {
  try {
    const [line = ''] = readFileSync(file, 'utf8').split(/\r?\n/);
    return line;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a file with a secret in its first line was expected at ${file}, but: ${why}`,
      ja: `${file} を読めません: ${why}`,
    });
  }
};

const typed = (question: string): Promise<string> => {
  const silence = new Writable({write: (_, __, done) => done()});
  const terminal = createInterface({input: process.stdin, output: silence, terminal: true});
  process.stderr.write(question);
  return new Promise((resolve, reject) => {
    terminal.once('SIGINT', () => {
      terminal.close();
      process.stderr.write('\n');
      reject(
        new UsageError({
          en: 'a secret was expected, but the entry was broken off',
          ja: '入力が中断されました',
        }),
      );
    });
    terminal.question('', (answer) => {
      terminal.close();
      process.stderr.write('\n');
      resolve(answer);
    });
  });
};
