import type {Argv} from 'yargs';
import {nearest} from '../protocol/settings/nearest.ts';
import {UsageError} from './usage-error.ts';

/** What was given, as yargs has read it: options by name, and the words without one. */
type Given = Readonly<Record<string, unknown>> & {readonly _: readonly (string | number)[]};
type Aliases = Readonly<Record<string, readonly string[]>>;

/** The part of yargs that looks for what no command knows. */
interface Validation {
  nonOptionCount(given: Given): void;
  positionalCount(required: number, observed: number): void;
  isValidAndSomeAliasIsNotNew(key: string, aliases: Aliases): boolean;
  unknownArguments(
    given: Given,
    aliases: Aliases,
    positionals: Readonly<Record<string, unknown>>,
    isDefaultCommand: boolean,
    checkPositionals?: boolean,
  ): void;
}

interface Inside extends Argv {
  getInternalMethods(): {
    getValidationInstance(): Validation;
    getContext(): {readonly commands: readonly string[]; readonly fullCommands: readonly string[]};
    getCommandInstance(): {getCommands(): readonly string[]};
  };
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly alias: Aliases;
    readonly hiddenOptions: readonly string[];
  };
}

/**
 * Lets a command line say of an option or word that it does not know which one may be meant, and how the command is
 * used. yargs names what it does not know, and no more. What is unknown is thrown as `KZS-CLI-USAGE`.
 */
export const withUnknownWordsTold = (line: Argv): Argv => {
  const inside = line as Inside;
  const validation = inside.getInternalMethods().getValidationInstance();
  validation.unknownArguments = (given, aliases, positionals, _isDefault, checkPositionals = true) => {
    const known = (key: string): boolean =>
      ['_', '--', '$0'].includes(key) ||
      Object.hasOwn(positionals, key) ||
      validation.isValidAndSomeAliasIsNotNew(key, aliases);
    const unknown = Object.keys(given).filter((key) => !known(key));
    const [option] = unknown;
    const names = commandNames(inside);
    const surplus = checkPositionals ? wordsOf(given, inside).filter((word) => !names.includes(word)) : [];
    const [word] = surplus;
    // Of a command that is none, no option is known either.
    if (word !== undefined && names.length > 0) {
      throw notOneOf(names, word, inside);
    }
    if (option !== undefined) {
      throw unknownOption(option, inside);
    }
    if (word !== undefined) {
      throw surplusWords(surplus, given, inside);
    }
  };
  validation.nonOptionCount = (given) => {
    const names = commandNames(inside);
    if (wordsOf(given, inside).length === 0 && names.length > 0) {
      throw notOneOf(names, undefined, inside);
    }
  };
  validation.positionalCount = (required, observed) => {
    if (observed < required) {
      throw tooFewWords(inside);
    }
  };
  return line;
};

/** Commands that may follow. */
const commandNames = (inside: Inside): readonly string[] =>
  inside.getInternalMethods().getCommandInstance().getCommands();

/** The words that follow the command which was called. */
const wordsOf = (given: Given, inside: Inside): readonly string[] =>
  given._.slice(inside.getInternalMethods().getContext().commands.length).map(String);

const unknownOption = (name: string, inside: Inside): UsageError => {
  const names = optionNames(inside);
  // One letter resembles every other.
  const near = name.length === 1 ? undefined : nearest(name, names);
  const {command, help} = calledOf(inside);
  const meant = near === undefined ? undefined : written(near);
  return new UsageError({
    en: `${written(name)} is no option of ${command}; ${meant === undefined ? `${help} lists them` : `"${meant}" may be meant`}`,
    ja: `${command} に ${written(name)} というオプションはありません(${meant === undefined ? `一覧は ${help}` : `「${meant}」のことでしょうか`})`,
  });
};

const notOneOf = (names: readonly string[], word: string | undefined, inside: Inside): UsageError => {
  const near = word === undefined ? undefined : nearest(word, names);
  const {command} = calledOf(inside);
  const list = {en: names.join(', '), ja: names.join('、')};
  const came =
    word === undefined
      ? {en: 'nothing came', ja: 'ありません'}
      : {en: `"${word}" came`, ja: `「${word}」が指定されました`};
  return new UsageError({
    en: `${command} was expected with one of ${list.en}, but ${came.en}${near === undefined ? '' : `; "${near}" may be meant`}`,
    ja: `${command} には ${list.ja} のいずれかが必要ですが、${came.ja}${near === undefined ? '' : `(「${near}」のことでしょうか)`}`,
  });
};

const tooFewWords = (inside: Inside): UsageError => {
  const {command, takes, usage} = calledOf(inside);
  return new UsageError({
    en: `${command} was expected with ${takes}, but too little came; usage: ${usage}`,
    ja: `${command} には ${takes} が必要ですが、足りません。使い方: ${usage}`,
  });
};

const surplusWords = (words: readonly string[], given: Given, inside: Inside): UsageError => {
  const {command, usage, takes} = calledOf(inside);
  const [first = ''] = words;
  const out = optionNames(inside).includes('out') && given['out'] === undefined;
  return new UsageError({
    en: `${command} takes ${takes === '' ? 'options only' : `no word beyond ${takes}`}, but ${words.map((word) => `"${word}"`).join(', ')} came${out ? `; "--out ${first}" may be meant` : ''}; usage: ${usage}`,
    ja: `${command} が受け取るのは${takes === '' ? 'オプションだけ' : ` ${takes} とオプションだけ`}ですが、${words.map((word) => `「${word}」`).join('、')}が指定されました${out ? `(「--out ${first}」のことでしょうか)` : ''}。使い方: ${usage}`,
  });
};

/** The names that help shows, with their other names. */
const optionNames = (inside: Inside): readonly string[] => {
  const {key, alias, hiddenOptions} = inside.getOptions();
  return Object.keys(key)
    .filter((name) => !hiddenOptions.includes(name))
    .flatMap((name) => [name, ...(alias[name] ?? [])]);
};

/** The command that was called, as a person writes it, and what it takes beside options. */
const calledOf = (
  inside: Inside,
): {
  readonly command: string;
  readonly usage: string;
  readonly help: string;
  readonly takes: string;
} => {
  const {commands, fullCommands} = inside.getInternalMethods().getContext();
  const command = ['kazasu', ...commands].join(' ');
  const takes = (fullCommands.at(-1) ?? '').split(' ').slice(1).join(' ');
  return {
    command,
    takes,
    usage: [command, ...(takes === '' ? [] : [takes]), '[options]'].join(' '),
    help: `${command} --help`,
  };
};

const written = (name: string): string => `${name.length === 1 ? '-' : '--'}${name}`;
