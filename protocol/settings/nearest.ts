import {closest, distance} from 'fastest-levenshtein';

/** The name that was probably meant; none when every one differs in more than a third of its letters. */
export const nearest = (came: string, names: readonly string[]): string | undefined => {
  if (names.length === 0) {
    return undefined;
  }
  const near = closest(
    came.toLowerCase(),
    names.map((name) => name.toLowerCase()),
  );
  const found = names.find((name) => name.toLowerCase() === near);
  const far = distance(came.toLowerCase(), near);
  return far <= Math.max(1, Math.ceil(Math.max(came.length, near.length) / 3)) ? found : undefined;
};
