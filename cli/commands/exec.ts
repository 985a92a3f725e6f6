import {basename} from 'node:path';
import type {CommandModule} from 'yargs';
import {type AppletChoice, appletOption} from '../applet-option.ts';
import {cardOptions} from '../card-options.ts';
import {interruptedStatus} from '../interruption.ts';
import {languageOf, languageOption} from '../language.ts';
import {runProgram} from '../run-program.ts';
import {withServedCard} from '../served-card.ts';
import {traceOption} from '../trace-option.ts';
import {UsageError} from '../usage-error.ts';

interface Options extends AppletChoice {
  persona: string | undefined;
  'card-profile': string | undefined;
  card: string | undefined;
  timing: string;
  'timing-seed': string;
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
      .options(appletOption)
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
    await withServedCard(options, language, async ({bench, interruptions, record}) => {
      const at = bench.clock.now();
      const status = interruptions.came
        ? interruptedStatus(interruptions.came)
        : await runProgram([program, ...args], {bench, interruptions, language});
      await bench.snapshot();
      const what = basename(program);
      record?.({type: 'run', at, end: bench.clock.now(), number: 1, what, outcome: `exit status ${status}`});
      process.exitCode = status;
    });
  },
};
