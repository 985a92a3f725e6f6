import type {CommandModule} from 'yargs';
import {cap} from './cap.ts';
import {appletList} from './list.ts';

/** `kazasu applet …`: applications that are put on a card later. */
export const applet: CommandModule = {
  command: 'applet',
  describe: 'Load files of applications that are put on a card later, and which there are',
  builder: (yargs) => yargs.command(appletList as CommandModule).command(cap as CommandModule),
  handler: () => undefined,
};
