import {spawn} from 'node:child_process';
import {constants} from 'node:os';
import type {CommandModule} from 'yargs';
import {KazasuError, type RecordEvent, realClock} from '../../protocol/index.ts';
import {createTestWorld, openPcscBench} from '../../scenarios/index.ts';
import {cardOptions, chooseCard} from '../card-options.ts';
import {exitStatus} from '../exit-status.ts';
import {untilInterrupted} from '../interruption.ts';
import {languageOf, languageOption} from '../language.ts';
import {printError} from '../output.ts';
import {openRecordFile} from '../record-file.ts';
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
      .option('trace', {type: 'string', describe: 'Write the record of the card (JSON Lines) to this file'})
      .example(
        '$0 exec -- pkcs11-tool --module /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so --login --pin 1234 --test',
        'Test the card through OpenSC',
      )
      .epilogue(
        'Exit status: that of the program; 2 wrong usage, 3 PC/SC or the machine, 128 + n on signal n.',
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
    const clock = realClock();
    const world = createTestWorld({clock});
    const trace = options.trace === undefined ? undefined : openRecordFile(options.trace, clock);
    const {image, file} = await chooseCard(world, options, language);
    const bench = await openPcscBench({
      image,
      clock,
      timing: options.timing,
      ...(file === undefined ? {} : {cardFile: file}),
      ...(trace ? {record: (event: RecordEvent) => trace.write(event)} : {}),
    });
    try {
      const child = spawn(program, args, {stdio: 'inherit', env: {...process.env, ...bench.environment}});
      const ended = new Promise<number>((resolve, reject) => {
        child.on('error', (error) => reject(programNotStarted(program, error)));
        child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
      });
      const interruption = untilInterrupted((signal) => child.kill(signal));
      let dead: KazasuError | undefined;
      void bench.broken.then((error) => {
        dead = error;
        printError(error, language);
        child.kill('SIGTERM');
      });
      const status = await ended;
      process.exitCode = dead ? exitStatus.environment : status;
      interruption.end();
    } finally {
      await bench.close();
      trace?.close();
    }
  },
};

const programNotStarted = (program: string, error: Error): KazasuError =>
  new KazasuError('KZS-CLI-PROGRAM', {
    en: `the program ${program} could not be started: ${error.message}`,
    ja: `プログラム ${program} を起動できません: ${error.message}`,
  });
