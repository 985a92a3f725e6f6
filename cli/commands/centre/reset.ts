import type {CommandModule} from 'yargs';
import {type CentreClientOptions, centreClient, centreClientOptions} from '../../centre/centre-client.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOption} from '../../language.ts';
import {print} from '../../output.ts';

/** `kazasu centre reset`: a clean slate between tests. */
export const resetCommand: CommandModule<object, CentreClientOptions> = {
  command: 'reset',
  describe: 'Clear the rules and the history of a running centre; certificates and relying parties stay',
  builder: (yargs) => yargs.options(centreClientOptions).options(languageOption).epilogue(exitStatusHelp),
  async handler(options) {
    print(JSON.stringify(await centreClient(options)('reset', {method: 'POST'})));
  },
};
