import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import type {CommandModule} from 'yargs';
import {KazasuError} from '../../protocol/index.ts';
import type {CardBench} from '../../scenarios/index.ts';
import {cardOptions} from '../card-options.ts';
import {exitStatus} from '../exit-status.ts';
import {type Interruptions, interruptedStatus} from '../interruption.ts';
import {type Language, languageOf, languageOption} from '../language.ts';
import {printError} from '../output.ts';
import {withServedCard} from '../served-card.ts';
import {traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

interface Options {
  persona: string;
  card: string | undefined;
  timing: string;
  trace: string | undefined;
  lang: string | undefined;
  '--'?: string[];
}

/** `kazasu exec -- COMMAND …`: a program with a card in its reader. */
export const exec: CommandModule<object, Options> = {
  command: 'exec',
  describe: 'Run a program with a card in a reader of its own',
  builder: (yargs) =>
    yargs
      .options(cardOptions)
      .options(languageOption)
      .options(traceOption)
      .example(
        '$0 exec -- pkcs11-tool --module /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so --login --pin 1234 --test',
        'Test the card through OpenSC',
      )
      .epilogue(
        'Exit status: that of the program; 2 wrong usage, 3 PC/SC or the machine, 4 a defect of kazasu, 128 + n on signal n.',
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const [program, ...args] = options['--'] ?? [];
    if (program === undefined) {
      throw new UsageError({
        en: 'kazasu exec expects the program to run behind --, but nothing came',
        ja: 'kazasu exec には -- の後に実行するプログラムが必要ですが、ありません',
      });
    }
    await withServedCard(options, language, async (bench, interruptions) => {
      process.exitCode = interruptions.came
        ? interruptedStatus(interruptions.came)
        : await runProgram(program, args, bench, interruptions, language);
    });
  },
};

/** How long a program may take to end once its reader is gone. */
const graceMs = 5_000;

/** Runs the program to its end and answers its exit status; 3 when its reader died under it. */
const runProgram = async (
  program: string,
  args: readonly string[],
  bench: CardBench,
  interruptions: Interruptions,
  language: Language,
): Promise<number> => {
  const child = spawn(program, args, {stdio: 'inherit', env: {...process.env, ...bench.environment}});
  interruptions.answer((signal) => child.kill(signal));
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', (error) => reject(programNotStarted(program, error)));
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  let dead = false;
  void bench.broken.then((error) => {
    dead = true;
    printError(error, language);
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  });
  const status = await ended;
  return dead ? exitStatus.environment : status;
};

const programNotStarted = (program: string, error: Error): KazasuError =>
  new KazasuError('KZS-CLI-PROGRAM', {
    en: `the program ${program} could not be started: ${error.message}`,
    ja: `プログラム ${program} を起動できません: ${error.message}`,
  });
