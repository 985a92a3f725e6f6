import {resolve} from 'node:path';
import type {CommandModule} from 'yargs';
import {KazasuError, nearest} from '../../../protocol/index.ts';
import {type FilePieces, writeAtomically} from '../../../reports/atomic-file.ts';
import {toChromeTrace} from '../../../reports/trace/chrome-trace.ts';
import {toOtlp} from '../../../reports/trace/otlp/to-otlp.ts';
import {type PcapngSide, toPcapng} from '../../../reports/trace/pcapng/to-pcapng.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {printPieces, remark} from '../../output.ts';
import {loadRecord, openRecord} from '../../record-source.ts';
import {UsageError} from '../../usage-error.ts';

interface Options {
  file: string;
  format: string;
  out: string;
  side: string | undefined;
  lang: string | undefined;
}

/** Formats by the name a user gives, and how each is opened. */
const formats = {
  pcapng: {
    opened: {en: 'wireshark FILE, or tshark -r FILE', ja: 'wireshark FILE または tshark -r FILE'},
    pieces: async ({file, side}: Options, language: Language): Promise<FilePieces> => {
      const sides = await sidesOf(file, side, language);
      const {header, events} = await openRecord(file, language);
      return toPcapng(header, events, {sides, language});
    },
  },
  'chrome-trace': {
    opened: {
      en: 'ui.perfetto.dev or chrome://tracing, which open the file in the browser',
      ja: 'ui.perfetto.dev または chrome://tracing で開きます',
    },
    pieces: async ({file}: Options, language: Language): Promise<FilePieces> => {
      const {header, events} = await loadRecord(file, language);
      return toChromeTrace(header, events, language);
    },
  },
  otlp: {
    opened: {
      en: 'any OTLP/HTTP receiver: curl -H "Content-Type: application/json" --data-binary @FILE http://HOST:4318/v1/traces',
      ja: 'OTLP/HTTP の受信側: curl -H "Content-Type: application/json" --data-binary @FILE http://HOST:4318/v1/traces',
    },
    pieces: async ({file}: Options, language: Language): Promise<FilePieces> => {
      const {header, events} = await loadRecord(file, language);
      return toOtlp(header, events, language);
    },
  },
} as const;

type Format = keyof typeof formats;

/** `kazasu trace export FILE`: a record for other tools. */
export const exportTrace: CommandModule<object, Options> = {
  command: 'export <file>',
  describe: 'Export a record for Wireshark, Perfetto or an OpenTelemetry receiver',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'Record (JSON Lines) of --trace'})
      .options(languageOption)
      .option('format', {
        type: 'string',
        demandOption: true,
        describe: `What to make: ${Object.keys(formats).join(', ')}`,
      })
      .option('out', {
        type: 'string',
        // Without it the parser takes a lone - for an argument of its own.
        nargs: 1,
        demandOption: true,
        describe: 'File to write, - for standard output',
      })
      .option('side', {
        choices: ['card', 'terminal', 'both'],
        describe:
          'pcapng: whose exchanges (default: the terminal’s, the card’s where the record has no other). With both, Wireshark may pair a response with the other side’s command',
      })
      .example('$0 trace export out/login.jsonl --format pcapng --out login.pcapng', 'For Wireshark')
      .epilogue(exitStatusHelp),
  async handler(options) {
    const language = languageOf(options.lang);
    const format = formatNamed(options.format);
    if (options.side !== undefined && format !== 'pcapng') {
      throw new UsageError({
        en: `--side goes with --format pcapng, but --format is ${format}, which holds both sides`,
        ja: `--side は --format pcapng と組み合わせますが、--format は両側を含む ${format} です`,
      });
    }
    const pieces = await formats[format].pieces(options, language);
    if (resolve(options.out) === resolve(options.file)) {
      throw new UsageError({
        en: `--out was expected to be another file than the record ${options.file}`,
        ja: `--out には記録 ${options.file} とは別のファイルを指定してください`,
      });
    }
    if (options.out === '-') {
      await printPieces(pieces);
      return;
    }
    await written(options.out, pieces);
    const opened = say(formats[format].opened, language).replaceAll('FILE', options.out);
    remark(say({en: `${options.out}: ${opened}`, ja: `${options.out}: ${opened}`}, language));
  },
};

const formatNamed = (name: string): Format => {
  const names = Object.keys(formats) as Format[];
  const found = names.find((known) => known === name);
  if (!found) {
    const near = nearest(name, names);
    throw new UsageError({
      en: `--format was expected to be one of ${names.join(', ')}, but is "${name}"${near ? `; did you mean "${near}"?` : ''}`,
      ja: `--format は ${names.join('、')} のいずれかですが、「${name}」です${near ? `(「${near}」ではありませんか)` : ''}`,
    });
  }
  return found;
};

/** The sides that were asked for; else one of them, which takes a look through the record. */
const sidesOf = async (file: string, side: string | undefined, language: Language): Promise<PcapngSide[]> => {
  if (side !== undefined) {
    return side === 'both' ? ['terminal', 'card'] : [side as PcapngSide];
  }
  // The remark on a record that was cut off belongs to the reading that is exported.
  const {events} = await openRecord(file, language, {quiet: true});
  for await (const event of events) {
    if (event.type === 'apdu' && event.side === 'terminal') {
      return ['terminal'];
    }
  }
  return ['card'];
};

const written = async (path: string, pieces: FilePieces): Promise<void> => {
  try {
    await writeAtomically(path, pieces);
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-CLI-EXPORT', {
      en: `the export was expected to be written to ${path}, but it cannot be: ${why}`,
      ja: `書き出し先 ${path} に書けません: ${why}`,
    });
  }
};
