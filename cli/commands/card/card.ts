import type {CommandModule} from 'yargs';
import {create} from './create.ts';
import {inspect} from './inspect.ts';
import {personaList} from './personas.ts';
import {profileList} from './profiles.ts';

/** `kazasu card …`: card files, and what they are made from. */
export const card: CommandModule = {
  command: 'card',
  describe: 'Make card files, look into them, list personas and card profiles',
  builder: (yargs) =>
    yargs
      .command(create as CommandModule)
      .command(inspect as CommandModule)
      .command(personaList as CommandModule)
      .command(profileList as CommandModule),
  handler: () => undefined,
};
