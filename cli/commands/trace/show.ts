import type {CommandModule} from 'yargs';
import {wantsColour} from '../../../reports/text/lines.ts';
import {type Selection, selectionOf} from '../../../reports/trace/selection.ts';
import {showTrace} from '../../../reports/trace/show.ts';
import {exchangeJson} from '../../../reports/trace/show-json.ts';
import {type Sides, type TimelineEntry, timeline} from '../../../reports/trace/timeline.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption} from '../../language.ts';
import {printPieces} from '../../output.ts';
import {loadRecord} from '../../record-source.ts';
import {UsageError} from '../../usage-error.ts';

interface Options {
  file: string;
  side: string | undefined;
  only: string | undefined;
  bytes: boolean;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu trace show FILE`: a record in words. */
export const show: CommandModule<object, Options> = {
  command: 'show <file>',
  describe: 'Show a record in words: times, what each command meant, and what came of it',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'Record (JSON Lines) of --trace'})
      .options(languageOption)
      .option('side', {
        choices: ['card', 'terminal', 'both'],
        describe: 'Show what this side saw (default: both sides of an exchange in one line)',
      })
      .option('only', {
        type: 'string',
        describe: 'failed, an application (jpki), or a command (VERIFY, SELECT, "READ BINARY", "INS CA")',
      })
      .option('bytes', {type: 'boolean', default: false, describe: 'Command and response as hex below each'})
      .option('json', {type: 'boolean', default: false, describe: 'One JSON object per exchange'})
      .example('$0 trace show out/login.jsonl --only failed', 'What the card refused')
      .epilogue(`Times are in ms. ${exitStatusHelp}`),
  async handler(options) {
    const language = languageOf(options.lang);
    const only = options.only === undefined ? undefined : chosen(options.only);
    const {header, events} = await loadRecord(options.file, language);
    const entries = timeline(events, (options.side ?? 'joined') as Sides);
    await printPieces(
      options.json
        ? jsonLines(entries, only, language)
        : showTrace(header, entries, {
            language,
            bytes: options.bytes,
            colour: wantsColour(process.stdout, process.env),
            ...(only ? {only} : {}),
          }),
    );
  },
};

const jsonLines = function* (
  entries: readonly TimelineEntry[],
  only: Selection | undefined,
  language: Language,
): Generator<string> {
  for (const entry of entries) {
    if (entry.type === 'exchange' && (only?.(entry) ?? true)) {
      yield `${exchangeJson(entry, language)}\n`;
    }
  }
};

const chosen = (wanted: string): Selection =>
  selectionOf(
    wanted,
    (near) =>
      new UsageError({
        en: `--only was expected to be failed, an application or a command, but is "${wanted}"${near ? `; did you mean "${near}"?` : ''}`,
        ja: `--only には failed、アプリケーション名、コマンド名のいずれかが必要ですが、「${wanted}」です${near ? `(「${near}」ではありませんか)` : ''}`,
      }),
  );
