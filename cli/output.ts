import {once} from 'node:events';
import {KazasuError} from '../protocol/errors.ts';
import {type FilePieces, gathered} from '../reports/atomic-file.ts';
import {exitStatus} from './exit-status.ts';
import {type Language, say} from './language.ts';

let broken: NodeJS.ErrnoException | undefined;

/** A reader that has had enough (`| head`) ends nothing; a full disk behind the output is told at the end. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      broken ??= error;
    }
  });
}

/** Results go to standard output. */
export const print = (text: string): void => {
  process.stdout.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** A long result, piece by piece, as fast as it is taken; it ends early when nobody takes it any more. */
export const printPieces = async (pieces: FilePieces): Promise<void> => {
  const {stdout} = process;
  for await (const piece of gathered(pieces)) {
    if (stdout.destroyed || broken) {
      return;
    }
    if (!stdout.write(piece)) {
      const settled = new AbortController();
      const {signal} = settled;
      await Promise.race([once(stdout, 'drain', {signal}), once(stdout, 'close', {signal})]).catch(
        () => undefined,
      );
      settled.abort();
    }
  }
};

/** What a person should know besides the result goes to standard error. */
export const remark = (text: string): void => {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`);
};

/** Says so, and gives the exit status for it, when output was lost on its way. */
export const reportLostOutput = (language: Language): void => {
  if (broken) {
    printError(
      new KazasuError('KZS-CLI-OUTPUT', {
        en: `standard output was expected to take the result, but it cannot: ${broken.message}`,
        ja: `標準出力に結果を書けません: ${broken.message}`,
      }),
      language,
    );
    process.exitCode = exitStatus.environment;
  }
};

/** An error as one sentence with its id; the stack only of a defect, where it helps to report it. */
export const printError = (error: unknown, language: Language): void => {
  if (error instanceof KazasuError) {
    remark(`kazasu: ${error.id}: ${say(error.sentence, language)}`);
    return;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const head = {
    en: 'kazasu: KZS-DEFECT: something went wrong inside kazasu; please report this:',
    ja: 'kazasu: KZS-DEFECT: kazasu内部で問題が発生しました。次の内容を報告してください:',
  };
  remark(`${say(head, language)}\n${what}`);
};
