import type {CommandModule} from 'yargs';
import {importCommand} from './import.ts';
import {replay} from './replay.ts';

/** `kazasu trace …`: what to do with records. */
export const trace: CommandModule<object, object> = {
  command: 'trace <command>',
  describe: 'Records: import them from logs, replay them',
  builder: (yargs) =>
    yargs
      .command(importCommand as CommandModule)
      .command(replay as CommandModule)
      .demandCommand(1),
  handler: () => undefined,
};
