import type {CommandModule} from 'yargs';
import {dayInJapan, dayOf, issueDay, type Persona, personas} from '../../../emulator/index.ts';
import {realClock, type Sentence} from '../../../protocol/index.ts';
import {columnsText} from '../../columns.ts';
import {exitStatusHelp} from '../../exit-status.ts';
import {type Language, languageOf, languageOption, say} from '../../language.ts';
import {print} from '../../output.ts';

interface Options {
  json: boolean;
  lang: string | undefined;
}

const heads = [
  {en: 'persona', ja: '人物像'},
  {en: 'title', ja: '説明'},
  {en: 'holder', ja: '氏名'},
  {en: 'born', ja: '生年月日'},
  {en: 'municipality', ja: '市区町村'},
];

/** `kazasu card personas`: whose cards there are. */
export const personaList: CommandModule<object, Options> = {
  command: 'personas',
  describe: 'List the people whose cards can be made',
  builder: (yargs) =>
    yargs
      .options(languageOption)
      .option('json', {type: 'boolean', default: false, describe: 'Print the list as JSON'})
      .epilogue(exitStatusHelp),
  handler(options) {
    const all = Object.values(personas);
    const language = languageOf(options.lang);
    print(options.json ? JSON.stringify({personas: all.map(listed)}, null, 2) : text(all, language));
  },
};

/** A persona without its secrets. */
const listed = ({
  name,
  title,
  holder,
}: Persona): {name: string; title: Sentence; holder: Persona['holder']} => ({name, title, holder});

/** The longest names would push all else off the screen. */
const widest = 24;

const shortened = (name: string): string =>
  [...name].length > widest ? `${[...name].slice(0, widest - 1).join('')}…` : name;

const text = (all: readonly Persona[], language: Language): string => {
  const today = dayInJapan(issueDay(realClock().wall()));
  return columnsText([
    heads.map((head) => say(head, language)),
    ...all.map(({name, title, holder}) => [
      name,
      say(title, language),
      shortened(holder.name),
      dayOf(holder.birthDate, today),
      `${holder.municipalityCode} ${holder.city}`,
    ]),
  ]);
};
