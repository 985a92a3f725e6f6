import type {Sentence} from '../protocol/index.ts';

export type Language = 'en' | 'ja';

/** The language of the person: `--lang`, else the locale variables in their usual order, else English. */
export const languageOf = (
  wanted: string | undefined,
  environment: NodeJS.ProcessEnv = process.env,
): Language => {
  const locale =
    wanted ?? (environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || 'en');
  return locale.startsWith('ja') ? 'ja' : 'en';
};

export const say = (sentence: Sentence, language: Language): string => sentence[language];

/** The option every command has. */
export const languageOption = {
  lang: {type: 'string', describe: 'Language of messages: en or ja (default: from the locale)'},
} as const;
