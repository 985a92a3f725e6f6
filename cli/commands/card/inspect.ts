import type {CommandModule} from 'yargs';
import {type AppletTitle, inspectCard, readCardFile} from '../../../emulator/index.ts';
import {type AppletChoice, appletOption} from '../../applet-option.ts';
import {cardTree} from '../../card/card-tree.ts';
import {treeText} from '../../card/tree.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption} from '../../language.ts';
import {print} from '../../output.ts';
import {terminalWidth} from '../../terminal-width.ts';

interface Options extends AppletChoice {
  file: string;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu card inspect FILE`: what is on a card, without its secrets. */
export const inspect: CommandModule<object, Options> = {
  command: 'inspect <file>',
  describe: 'Show what is on a card: applications, files, tries left, certificates; no secret',
  builder: (yargs) =>
    yargs
      .positional('file', {type: 'string', demandOption: true, describe: 'Card image file'})
      .options(languageOption)
      .options(appletOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the same as JSON'})
      .epilogue(`An EF named in a rule is one of the same application. ${exitStatusHelp}`),
  async handler(options) {
    const image = readCardFile(options.file);
    const view = inspectCard(image, await titlesOf(options.applet));
    print(
      options.json
        ? JSON.stringify(view, null, 2)
        : treeText(cardTree(view, languageOf(options.lang)), terminalWidth(110, 110)),
    );
  },
};

/** Modules are run only where some were named. */
const titlesOf = async (paths: readonly string[] = []): Promise<readonly AppletTitle[]> =>
  paths.length === 0 ? [] : (await import('../../applet/applet-definition.ts')).appletsInModules(paths);
