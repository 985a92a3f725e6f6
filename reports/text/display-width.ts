/** Wide and full-width ranges of Unicode (UAX #11) that occur in Japanese text, and pictographs. */
const wide: readonly (readonly [from: number, to: number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1faff],
  [0x20000, 0x3fffd],
];

const widthOf = (character: string): number => {
  const code = character.codePointAt(0) ?? 0;
  if (/\p{Mark}|\p{Control}|\p{Format}/u.test(character)) {
    return 0;
  }
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
};

/** Columns a text takes in a terminal: a Japanese character takes two, a combining mark none. */
export const displayWidth = (text: string): number => [...text].reduce((sum, one) => sum + widthOf(one), 0);

/** The text with blanks behind it (`start`) or before it (`end`) up to a width in columns. */
export const padded = (text: string, width: number, align: 'start' | 'end'): string => {
  const blanks = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'start' ? text + blanks : blanks + text;
};
