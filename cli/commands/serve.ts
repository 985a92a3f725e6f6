import type {CommandModule} from 'yargs';
import type {CardBench} from '../../scenarios/index.ts';
import {type AppletChoice, appletOption} from '../applet-option.ts';
import {cardOptions} from '../card-options.ts';
import {type Language, languageOf, languageOption, say} from '../language.ts';
import {print, remark} from '../output.ts';
import {withServedCard} from '../served-card.ts';
import {traceOption} from '../trace-option.ts';

interface Options extends AppletChoice {
  persona: string | undefined;
  'card-profile': string | undefined;
  card: string | undefined;
  timing: string;
  'timing-seed': string;
  trace: string | undefined;
  reader: string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu serve`: a reader with a card in it, until Ctrl-C. */
export const serve: CommandModule<object, Options> = {
  command: 'serve',
  describe: 'Bring up a reader with a card in it, until Ctrl-C',
  builder: (yargs) =>
    yargs
      .options(cardOptions)
      .options(appletOption)
      .options(languageOption)
      .options(traceOption)
      .option('reader', {type: 'string', describe: 'Name of the reader; pcscd appends a number'})
      .option('json', {type: 'boolean', default: false, describe: 'Print the environment as JSON'})
      .example(
        '$0 serve --persona adult',
        'Then, in another terminal: the export line it prints, and any PC/SC program',
      )
      .epilogue(
        'Exit status: 0 ended by Ctrl-C, 2 wrong usage, 3 PC/SC or the machine, 4 a defect of kazasu.',
      ),
  async handler(options) {
    const language = languageOf(options.lang);
    await withServedCard(options, language, async ({bench, interruptions}) => {
      tell(bench, options, language);
      const stopped = await Promise.race([interruptions.first.then(() => undefined), bench.broken]);
      if (stopped) {
        throw stopped;
      }
    });
  },
};

/** What a program needs to find the reader: export lines, or one JSON object. */
const tell = (
  {describe: {reader, isolation}, environment}: CardBench,
  {json}: Options,
  language: Language,
): void => {
  if (json) {
    print(JSON.stringify({environment, reader, isolation}));
    return;
  }
  print(
    Object.entries(environment)
      .map(([name, value]) => `export ${name}='${value}'`)
      .join('\n'),
  );
  remark(
    say(
      {
        en: `The card is in "${reader}". Set the variable above in the program's shell. Ctrl-C takes the card out.`,
        ja: `カードは「${reader}」に入っています。プログラムを実行するシェルで上の変数を設定してください。Ctrl-Cで終了します。`,
      },
      language,
    ),
  );
  if (isolation.kind === 'none' && isolation.reason) {
    remark(say(isolation.reason, language));
  }
};
