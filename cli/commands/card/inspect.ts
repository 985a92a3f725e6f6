import type {CommandModule} from 'yargs';
import {inspectCard, readCardFile} from '../../../emulator/index.ts';
import {cardTree} from '../../card/card-tree.ts';
import {treeText} from '../../card/tree.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOf, languageOption} from '../../language.ts';
import {print} from '../../output.ts';
import {terminalWidth} from '../../terminal-width.ts';

interface Options {
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
      .option('json', {type: 'boolean', default: false, describe: 'Print the same as JSON'})
      .epilogue(`An EF named in a rule is one of the same application. ${exitStatusHelp}`),
  handler(options) {
    const view = inspectCard(readCardFile(options.file));
    print(
      options.json
        ? JSON.stringify(view, null, 2)
        : treeText(cardTree(view, languageOf(options.lang)), terminalWidth(110, 110)),
    );
  },
};
