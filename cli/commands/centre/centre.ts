import type {CommandModule} from 'yargs';
import {UsageError} from '../../usage-error.ts';
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
  handler() {
    throw new UsageError({
      en: 'kazasu centre was expected with one of serve, party, rules, history, reset, but nothing came',
      ja: 'kazasu centre には serve、party、rules、history、reset のいずれかが必要ですが、ありません',
    });
  },
};
