import type {CommandModule} from 'yargs';
import {
  behaviourNamed,
  behaviourNames,
  behaviourOf,
  type CardProfile,
  cardProfileFrom,
  cardProfileNamed,
  cardProfiles,
} from '../../../emulator/index.ts';
import {type Sentence, toHex} from '../../../protocol/index.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options {
  name: string | undefined;
  json: boolean;
  lang: string | undefined;
}

/** `kazasu card profiles`: the makes of card there are, and how well each behaviour is known. */
export const profileList: CommandModule<object, Options> = {
  command: 'profiles [name]',
  describe: 'List the makes of card and what each does otherwise; of one, every behaviour with its evidence',
  builder: (yargs) =>
    yargs
      .positional('name', {type: 'string', describe: 'A card profile, or a file'})
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .epilogue(
        `Behind each behaviour: what this make does, how well that is known, and what a card profile file may choose instead. D… and S… are numbers in docs/deviations.md and docs/sources.md. ${exitStatusHelp}`,
      ),
  handler(options) {
    const {name, json} = options;
    const all = (name === undefined ? Object.values(cardProfiles) : [cardProfileFrom(name)]).map(listed);
    const language = languageOf(options.lang);
    print(
      json
        ? JSON.stringify({profiles: all}, null, 2)
        : all.map((profile) => text(profile, language, name === undefined)).join('\n\n'),
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

const heads = [
  {en: '  behaviour', ja: '  動作'},
  {en: 'what it does', ja: '内容'},
  {en: 'how well known', ja: '根拠'},
  {en: 'else', ja: '他の選択肢'},
];

/** The usual make of card, with which the others are compared. */
const usual = 'my-number-card';

const text = (
  {name, title, atr, applications, behaviour}: ListedProfile,
  language: Language,
  differencesOnly: boolean,
): string => {
  const base = listed(cardProfileNamed(usual)).behaviour;
  const shown =
    differencesOnly && name !== usual
      ? behaviour.filter((one) => base.some((other) => other.name === one.name && other.value !== one.value))
      : behaviour;
  return [
    `${name}  ${say(title, language)}`,
    `ATR ${atr}  ${applications.join(', ')}`,
    ...(shown.length === 0 ? [] : [table(shown, language)]),
  ].join('\n');
};

const table = (shown: readonly ListedBehaviour[], language: Language): string =>
  columnsText([
    heads.map((head) => say(head, language)),
    ...shown.map(({about, title: chosen, evidence, reference, alternatives}) => [
      `  ${say(about, language)}`,
      say(chosen, language),
      `${evidence} (${reference})`,
      alternatives.map(({value}) => value).join(', '),
    ]),
  ]);
