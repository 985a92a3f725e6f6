import type {CommandModule} from 'yargs';
import {type CentreClientOptions, centreClient, centreClientOptions} from '../../centre/centre-client.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOption} from '../../language.ts';
import {print} from '../../output.ts';
import {wholeNumber} from '../../whole-number.ts';

interface Options extends CentreClientOptions {
  add: string | undefined;
  remove: string | undefined;
  ms: string | undefined;
  operation: string | undefined;
  party: string | undefined;
  serial: string | undefined;
  times: string | undefined;
  lang: string | undefined;
}

/** `kazasu centre rules`: what a running centre does wrong, and when. */
export const rulesCommand: CommandModule<object, Options> = {
  command: 'rules',
  describe: 'List the rules of misbehaviour of a running centre, add one or take one back',
  builder: (yargs) =>
    yargs
      .options(centreClientOptions)
      .option('add', {type: 'string', describe: 'Name of a misbehaviour to show from now on'})
      .option('ms', {type: 'string', describe: 'With --add: how long, for those that take a time'})
      .option('operation', {type: 'string', describe: 'With --add: only for this operation'})
      .option('party', {type: 'string', describe: 'With --add: only for this relying party'})
      .option('serial', {type: 'string', describe: 'With --add: only about this certificate'})
      .option('times', {type: 'string', describe: 'With --add: only so many times'})
      .option('remove', {type: 'string', describe: 'Number of a rule to take back', conflicts: 'add'})
      .options(languageOption)
      .epilogue(exitStatusHelp),
  async handler(options) {
    const ask = centreClient(options);
    const {add, remove, ms, times, operation, party, serial} = options;
    if (add !== undefined) {
      const json = {
        misbehaviour: add,
        operation,
        relyingParty: party,
        serialNumber: serial,
        ...(ms === undefined ? {} : {ms: wholeNumber('ms', ms, 0)}),
        ...(times === undefined ? {} : {times: wholeNumber('times', times, 1)}),
      };
      print(JSON.stringify(await ask('rules', {json})));
      return;
    }
    const answer =
      remove === undefined
        ? await ask('rules')
        : await ask(`rules/${wholeNumber('remove', remove, 1)}`, {method: 'DELETE'});
    print(JSON.stringify(answer, null, 2));
  },
};
