import {closest, distance} from 'fastest-levenshtein';

/**
 * The name that was probably meant: one that differs by a letter, else the shortest that begins so, else the one
 * that differs least; none when every one differs in more than a third of its letters.
 */
export const nearest = (came: string, names: readonly string[]): string | undefined => {
  if (names.length === 0) {
    return undefined;
  }
  const word = came.toLowerCase();
  const near = closest(
    word,
    names.map((name) => name.toLowerCase()),
  );
  const found = names.find((name) => name.toLowerCase() === near);
  const far = distance(word, near);
  if (far > 1) {
    const [longer] = begunBy(word, names);
    if (longer !== undefined) {
      return longer;
    }
  }
  return far <= Math.max(1, Math.ceil(Math.max(came.length, near.length) / 3)) ? found : undefined;
};

/** Names that begin with the word, the shortest first. One letter begins too many to mean one. */
const begunBy = (word: string, names: readonly string[]): readonly string[] =>
  word.length < 2
    ? []
    : names.filter((name) => name.toLowerCase().startsWith(word)).sort((a, b) => a.length - b.length);
