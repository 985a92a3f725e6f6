import {displayWidth} from './display-width.ts';

/** A line narrower than this is no line. */
const leastRoom = 20;

/** What must not begin a line, and what must not end one (JIS X 4051), as far as our sentences use it. */
const notFirst = /^[、。,.:;!?)」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ%々〜~]/u;
const notLast = /[(「『【〈《]$/u;

/** Behind a blank, but not between a mark and what a legend says of it. */
const breakable = /(?<=(?<!(?:^| )[*~^#+]) )/;

/**
 * Lines of at most so many columns, broken at blanks, between Japanese characters and, where a word is longer than a
 * line, inside it. All but the first have `hang` columns less.
 */
export const wrapped = (text: string, width: number, hang: number): string[] => {
  const lines: string[] = [];
  let line = '';
  const room = (): number => Math.max(leastRoom, lines.length === 0 ? width : width - hang);
  const end = (): void => {
    lines.push(line.trimEnd());
    line = '';
  };
  for (const piece of pieces(text)) {
    if (displayWidth((line + piece).trimEnd()) > room() && line !== '') {
      end();
    }
    for (const character of piece) {
      if (displayWidth((line + character).trimEnd()) > room()) {
        end();
      }
      line += character;
    }
  }
  return [...lines, line.trimEnd()];
};

/** What is kept together: words with the blanks behind them, and Japanese characters with their signs. */
const pieces = (text: string): readonly string[] => {
  const found: string[] = [];
  for (const word of text.split(breakable)) {
    let piece = '';
    for (const character of word) {
      const parts =
        piece !== '' &&
        (displayWidth(character) === 2 || displayWidth(piece.slice(-1)) === 2) &&
        character !== ' ' &&
        !notFirst.test(character) &&
        !notLast.test(piece);
      if (parts) {
        found.push(piece);
        piece = '';
      }
      piece += character;
    }
    found.push(piece);
  }
  return found;
};

/** A sentence on as many lines as it needs, the further ones set in by two. */
export const wrappedSentence = (text: string, width: number): string =>
  text
    .split('\n')
    .map((line) => wrapped(line, width, 2).join('\n  '))
    .join('\n');
