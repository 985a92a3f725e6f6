import type {CommandModule} from 'yargs';
import {cap} from './cap.ts';
import {deleteApplication} from './delete.ts';
import {install} from './install.ts';
import {appletList} from './list.ts';
import {lock, unlock} from './lock.ts';

/** `kazasu applet …`: applications that are put on a card later. */
export const applet: CommandModule = {
  command: 'applet',
  describe: 'Applications that are put on a card later: which there are, install and delete them, CAP files',
  builder: (yargs) =>
    yargs
      .command(appletList as CommandModule)
      .command(install as CommandModule)
      .command(deleteApplication as CommandModule)
      .command(lock as CommandModule)
      .command(unlock as CommandModule)
      .command(cap as CommandModule),
  handler: () => undefined,
};
