import type {CommandModule} from 'yargs';
import {
  behaviourNamed,
  behaviourNames,
  behaviourOf,
  type CardProfile,
  cardProfiles,
} from '../../../emulator/index.ts';
import {type Sentence, toHex} from '../../../protocol/index.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

/** `kazasu card profiles`: the makes of card there are, and how well each behaviour is known. */
export const profileList: CommandModule<object, Options> = {
  command: 'profiles',
  describe: 'List the makes of card: ATR, and each behaviour with its evidence',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .epilogue(
        `Behind each behaviour: what this make does, how well that is known, and what a card profile file may choose instead. D… and S… are numbers in docs/deviations.md and docs/sources.md. ${exitStatusHelp}`,
      ),
  handler(options) {
    const all = Object.values(cardProfiles).map(listed);
    const language = languageOf(options.lang);
    print(
      options.json
        ? JSON.stringify({profiles: all}, null, 2)
        : all.map((profile) => text(profile, language)).join('\n\n'),
    );
  },
};

interface ListedOption {
  readonly value: string;
  readonly title: Sentence;
  readonly evidence: string;
  readonly reference: string;
}

interface ListedBehaviour extends ListedOption {
  readonly name: string;
  readonly about: Sentence;
  readonly alternatives: readonly ListedOption[];
}

interface ListedProfile {
  readonly name: string;
  readonly title: Sentence;
  /** Hex. */
  readonly atr: string;
  readonly applications: readonly string[];
  readonly behaviour: readonly ListedBehaviour[];
}

const listed = ({name, title, atr, applications, behaviour}: CardProfile): ListedProfile => ({
  name,
  title,
  atr: toHex(atr),
  applications,
  behaviour: behaviourNames.map((of) => ({about: behaviourNamed(of).title, ...behaviourOf(behaviour, of)})),
});

const text = ({name, title, atr, applications, behaviour}: ListedProfile, language: Language): string =>
  [
    `${name}  ${say(title, language)}`,
    `ATR ${atr}  ${applications.join(', ')}`,
    columnsText(
      behaviour.map(({about, title: chosen, evidence, reference, alternatives}) => [
        `  ${say(about, language)}`,
        say(chosen, language),
        `${evidence} (${reference})`,
        alternatives.map(({value}) => value).join(', '),
      ]),
    ),
  ].join('\n');
