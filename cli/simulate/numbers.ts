import {UsageError} from '../usage-error.ts';

/** The whole number that an option gives, within limits. Throws `KZS-CLI-USAGE` for anything else. */
export const wholeWithin = (
  option: string,
  text: string,
  [least, most]: readonly [number, number],
): number => {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError({
      en: `--${option} was expected to be a whole number from ${least} to ${most}, but "${shown(text)}" came`,
      ja: `--${option} には ${least}〜${most} の整数を指定してください(「${shown(text)}」が指定されました)`,
    });
  }
  return value;
};

/** The number that an option gives, such as 0.2, within limits. Throws `KZS-CLI-USAGE` for anything else. */
export const numberWithin = (
  option: string,
  text: string,
  [least, most]: readonly [number, number],
): number => {
  const value = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError({
      en: `--${option} was expected to be a number from ${least} to ${most}, but "${shown(text)}" came`,
      ja: `--${option} には ${least}〜${most} の数を指定してください(「${shown(text)}」が指定されました)`,
    });
  }
  return value;
};

/** What came, not longer than a line. */
export const shown = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
