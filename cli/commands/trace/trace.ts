import type {CommandModule} from 'yargs';
import {exportTrace} from './export.ts';
import {importCommand} from './import.ts';
import {replay} from './replay.ts';
import {show} from './show.ts';

/** What can be done with a record; a new subcommand is added here. */
const subcommands = [show, exportTrace, importCommand, replay] as const;

/** `kazasu trace …`: show, export and replay what was recorded. */
export const trace: CommandModule = {
  command: 'trace',
  describe: 'Show a record in words, export it for other tools, replay it, or make one from a log',
  builder: (yargs) => {
    for (const subcommand of subcommands) {
      yargs.command(subcommand as CommandModule);
    }
    return yargs.demandCommand(1);
  },
  handler: () => undefined,
};
