import type {CommandModule} from 'yargs';
import {historyCommand} from './history.ts';
import {partyCommand} from './party.ts';
import {resetCommand} from './reset.ts';
import {rulesCommand} from './rules.ts';
import {serveCommand} from './serve.ts';

/** `kazasu centre …`: the centre over HTTP, and what its registrar does with a running one. */
export const centre: CommandModule = {
  command: 'centre',
  describe: 'Serve the test centre over HTTP; register relying parties, rule misbehaviour, read its history',
  builder: (yargs) =>
    yargs
      .command(serveCommand as CommandModule)
      .command(partyCommand as unknown as CommandModule)
      .command(rulesCommand as unknown as CommandModule)
      .command(historyCommand as unknown as CommandModule)
      .command(resetCommand as unknown as CommandModule),
  handler: () => undefined,
};
