import {UsageError} from './usage-error.ts';

/** The whole number that an option gives, from `least` to `most`. Throws `KZS-CLI-USAGE` for anything else. */
export const wholeNumber = (option: string, text: string, least: number, most = 999_999_999): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError({
      en: `--${option} was expected to be a whole number from ${least} to ${most}, but "${text}" came`,
      ja: `--${option} には ${least}〜${most} の整数を指定してください(「${text}」が指定されました)`,
    });
  }
  return value;
};

/** A TCP port; 0 takes a free one. */
export const portNumber = (option: string, text: string): number => wholeNumber(option, text, 0, 65_535);
