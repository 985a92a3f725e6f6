import type {CommandModule} from 'yargs';
import type {RecordEvent} from '../../../protocol/index.ts';
import {type ImportedLog, importLog, type LogFormat, logFormats} from '../../../terminal/index.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {writeImportedRecord} from '../../imported-record.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print, remark} from '../../output.ts';
import {readTextFile} from '../../read-text-file.ts';
import {UsageError} from '../../usage-error.ts';

interface Options {
  file: string;
  format: LogFormat | undefined;
  out: string;
  lang: string | undefined;
}

/** `kazasu trace import FILE`: a log of another program becomes a record. */
export const importCommand: CommandModule<object, Options> = {
  command: 'import <file>',
  describe:
    'Make a record of a log that pcscd or pcsc-spy wrote; PINs and the 個人番号 are masked on the way',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'The log'})
      .options(languageOption)
      .option('format', {choices: logFormats, describe: 'What wrote the log (default: told by its lines)'})
      .option('out', {type: 'string', demandOption: true, describe: 'The record to write (JSON Lines)'})
      .example(
        '$0 trace import pcscd.log --out record.jsonl',
        'After: pcscd --foreground --debug --apdu > pcscd.log',
      )
      .epilogue(exitStatusHelp),
  handler({file, format, out, lang}) {
    const language = languageOf(lang);
    if (file === out) {
      throw new UsageError({
        en: `the log and --out were expected to be two files, but both are ${file}`,
        ja: `ログと --out は別のファイルにしてください(どちらも ${file} です)`,
      });
    }
    const log = importLog(readTextFile(file), file, format);
    writeImportedRecord(out, log);
    for (const sentence of log.remarks) {
      remark(say(sentence, language));
    }
    print(summary(out, log, language));
  },
};

const summary = (out: string, {source, events}: ImportedLog, language: Language): string => {
  const exchanges = new Map<string, number>();
  for (const event of events.filter(isApdu)) {
    exchanges.set(event.card, (exchanges.get(event.card) ?? 0) + 1);
  }
  const cards = [...exchanges].map(([card, n]) => `${card} ${n}`).join(', ');
  return say(
    {
      en: `wrote ${out} from a log of ${source}; exchanges by card: ${cards}`,
      ja: `${source} のログから ${out} を作成しました。カードごとのコマンド数: ${cards}`,
    },
    language,
  );
};

const isApdu = (event: RecordEvent): event is Extract<RecordEvent, {type: 'apdu'}> => event.type === 'apdu';
