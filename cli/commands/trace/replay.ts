import type {CommandModule} from 'yargs';
import {readRecord} from '../../../protocol/index.ts';
import {cardOptions} from '../../card-options.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption} from '../../language.ts';
import {readTextFile} from '../../read-text-file.ts';
import {replayAsCard} from '../../replay/replay-as-card.ts';
import {replayAsTerminal} from '../../replay/replay-as-terminal.ts';
import type {ReplayOptions} from '../../replay/replay-options.ts';
import {UsageError} from '../../usage-error.ts';

/** `kazasu trace replay FILE`: the recorded card answers a program, or the recorded terminal drives a card. */
export const replay: CommandModule<object, ReplayOptions> = {
  command: 'replay <file>',
  describe:
    'Let the recorded card answer a program, or the recorded terminal drive a card, and tell differences',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'The record (JSON Lines)'})
      .option('as', {
        choices: ['card', 'terminal'] as const,
        demandOption: true,
        describe: 'card: it answers the program behind --; terminal: its commands are sent to a card',
      })
      .option('recorded', {type: 'string', describe: 'Which card of the record, where it has several'})
      .option('instant', {
        type: 'boolean',
        default: false,
        describe: '--as card: answer at once instead of after the recorded time',
      })
      .options({...cardOptions, persona: {type: 'string', describe: cardOptions.persona.describe}})
      .option('link', {
        choices: ['pcsc', 'in-process'] as const,
        default: 'in-process' as const,
        describe: '--as terminal: pcsc goes through pcscd and vpcd, in-process is the embedded reader',
      })
      .option('reader', {
        type: 'string',
        describe: '--as terminal: the card in this PC/SC reader (any beginning of its name)',
      })
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the result as JSON'})
      .example('$0 trace replay record.jsonl --as card -- pkcs15-tool -D', 'Does OpenSC still say the same?')
      .example(
        '$0 trace replay record.jsonl --as terminal --persona adult',
        'Does the card still answer the same?',
      )
      .epilogue(
        `A difference is 1; the program's own exit status is passed on when there is none. ${exitStatusHelp}`,
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    const program = options['--'] ?? [];
    if (options.as === 'card' && program.length === 0) {
      throw new UsageError({
        en: '--as card expects the program to answer behind --, but nothing came',
        ja: '--as card には -- の後に実行するプログラムが必要ですが、ありません',
      });
    }
    const record = readRecord(readTextFile(options.file), options.file);
    await (options.as === 'card' ? replayAsCard : replayAsTerminal)(record, options, language);
  },
};
