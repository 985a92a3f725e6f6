import type {CommandModule} from 'yargs';
import {exportTrace} from './export.ts';
import {show} from './show.ts';

/** What can be done with a record; a new subcommand is added here. */
const subcommands = [show, exportTrace] as const;

/** `kazasu trace …`: show and export what was recorded. */
export const trace: CommandModule = {
  command: 'trace <command>',
  describe: 'Show a record in words, or export it for other tools',
  builder: (yargs) => {
    for (const subcommand of subcommands) {
      yargs.command(subcommand as CommandModule);
    }
    return yargs.demandCommand(1).strict();
  },
  handler: () => undefined,
};
