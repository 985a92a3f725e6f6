import {rmSync, writeFileSync} from 'node:fs';
import type {CommandModule} from 'yargs';
import {type CentreClientOptions, centreClient, centreClientOptions} from '../../centre/centre-client.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {languageOption} from '../../language.ts';
import {print} from '../../output.ts';
import {UsageError} from '../../usage-error.ts';

interface Options extends CentreClientOptions {
  name: string;
  'key-file': string;
}

/** `kazasu centre party NAME`: registers a relying party and keeps its key in a file. */
export const partyCommand: CommandModule<object, Options> = {
  command: 'party <name>',
  describe: 'Register a relying party with a running centre; its key goes into a file',
  builder: (yargs) =>
    yargs
      .positional('name', {type: 'string', demandOption: true, describe: 'Its name'})
      .options(centreClientOptions)
      .option('key-file', {
        type: 'string',
        demandOption: true,
        describe: 'File for its key, which must not be there yet',
      })
      .options(languageOption)
      .epilogue(exitStatusHelp),
  async handler(options) {
    const file = options['key-file'];
    // The place is taken before the key is made: a key that is told once must not be lost.
    writeNew(file, '');
    try {
      const {key, ...party} = await centreClient(options)('relying-parties', {json: {name: options.name}});
      writeFileSync(file, `${String(key)}\n`);
      print(JSON.stringify({...party, keyFile: file}));
    } catch (error) {
      rmSync(file, {force: true});
      throw error;
    }
  },
};

const writeNew = (file: string, text: string): void => {
  try {
    writeFileSync(file, text, {mode: 0o600, flag: 'wx'});
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError({
      en: `a new file for the key was expected at ${file}, but: ${why}`,
      ja: `鍵を書く新しいファイル ${file} を作れません: ${why}`,
    });
  }
};
