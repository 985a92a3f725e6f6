import type {CommandModule} from 'yargs';
import {dialogueMs, dialogues} from '../../emulator/timing/dialogues.ts';
import {timingProfileText} from '../../emulator/timing/profile-text.ts';
import {timingProfiles} from '../../emulator/timing/profiles.ts';
import type {ApduEvent} from '../../protocol/index.ts';
import {exitStatusHelp} from '../exit-status.ts';
import {type Language, languageOf, languageOption} from '../language.ts';
import {print, remark} from '../output.ts';
import {fitRecords, fitReport} from '../timing/fit-record.ts';
import {profileList, profileTable} from '../timing/profile-table.ts';
import {timingProfileFor} from '../timing/timing-option.ts';
import {UsageError} from '../usage-error.ts';

interface ShowOptions {
  profile: string | undefined;
  json: boolean;
  yaml: boolean;
  lang: string | undefined;
}

interface FitOptions {
  record: string[];
  out: string | undefined;
  name: string;
  side: ApduEvent['side'] | undefined;
  json: boolean;
  lang: string | undefined;
}

const show: CommandModule<object, ShowOptions> = {
  command: 'show [profile]',
  describe:
    'A timing profile: its figures, their sources, and what dialogues cost; without a name, which there are',
  builder: (yargs) =>
    yargs
      .positional('profile', {type: 'string', describe: 'Name or file of a timing profile'})
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print JSON'})
      .option('yaml', {
        type: 'boolean',
        default: false,
        describe: 'Print the profile as a file to begin one’s own with',
      })
      .example('$0 timing show contactless-106', 'Every number, and how well it is known')
      .epilogue(exitStatusHelp),
  handler: ({profile, json, yaml, lang}) => {
    const language = languageOf(lang);
    if (profile === undefined) {
      if (yaml) {
        throw new UsageError({
          en: '--yaml prints one profile, but none was named',
          ja: '--yaml にはプロファイルの名前が必要です',
        });
      }
      print(json ? jsonText(Object.keys(timingProfiles).map(described)) : profileList(language));
      return;
    }
    const chosen = timingProfileFor(profile);
    print(
      json
        ? jsonText(described(profile))
        : yaml
          ? timingProfileText({...chosen, name: `my-${chosen.name}`})
          : profileTable(chosen, language),
    );
  },
};

const fit: CommandModule<object, FitOptions> = {
  command: 'fit <record..>',
  describe: 'Fit a timing profile from records (JSON Lines) of a card, a real one or any other',
  builder: (yargs) =>
    yargs
      .positional('record', {type: 'string', array: true, demandOption: true, describe: 'Records'})
      .options(languageOption)
      .option('out', {type: 'string', describe: 'File for the profile (YAML); default: standard output'})
      .option('name', {type: 'string', default: 'fitted', describe: 'Name of the profile'})
      .option('side', {
        choices: ['terminal', 'card'] as const,
        describe: 'Whose account of an exchange counts; default: the terminal’s, where there is one',
      })
      .option('json', {
        type: 'boolean',
        default: false,
        describe: 'Print profile, goodness of fit and warnings',
      })
      .example('$0 timing fit mine.jsonl --name mine --out mine.yaml', 'Then: kazasu run --timing mine.yaml')
      .epilogue(exitStatusHelp),
  async handler({record, out, name, side, json, lang}) {
    const language = languageOf(lang);
    const fitted = await fitRecords({records: record, name, side, out, language});
    const {profile, goodness, warnings, text} = fitted;
    if (json) {
      print(jsonText({profile, goodness, warnings}));
    } else if (out === undefined) {
      print(text);
      remark(fitReport(fitted, language));
    } else {
      print(`${fitReport(fitted, language)}\n${saidWhere(out, language)}`);
    }
  },
};

/** `kazasu timing`: what the timing profiles say, and profiles of one's own. */
export const timing: CommandModule = {
  command: 'timing',
  describe: 'Show timing profiles, or fit one from a record',
  builder: (yargs) =>
    yargs
      .command(show as CommandModule)
      .command(fit as CommandModule)
      .demandCommand(1)
      .example('$0 timing show', 'The profiles there are')
      .epilogue(exitStatusHelp),
  handler: () => undefined,
};

const described = (nameOrFile: string): object => {
  const profile = timingProfileFor(nameOrFile);
  return {
    ...profile,
    dialogues: dialogues.map((dialogue) => ({
      id: dialogue.id,
      title: dialogue.title,
      ...dialogueMs(dialogue, profile),
    })),
  };
};

const jsonText = (value: unknown): string => JSON.stringify(value, null, 2);

const saidWhere = (path: string, language: Language): string =>
  language === 'ja' ? `${path} に書きました` : `written to ${path}`;
