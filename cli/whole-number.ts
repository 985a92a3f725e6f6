import {UsageError} from './usage-error.ts';

const most = 999_999_999;

/** The whole number that an option gives, at least `least`. Throws `KZS-CLI-USAGE` for anything else. */
export const wholeNumber = (option: string, text: string, least: number): number => {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) {
    throw new UsageError({
      en: `--${option} was expected to be a whole number from ${least} to ${most}, but "${text}" came`,
      ja: `--${option} には ${least}〜${most} の整数を指定してください(「${text}」が指定されました)`,
    });
  }
  return value;
};
