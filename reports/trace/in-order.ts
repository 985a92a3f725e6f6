/**
 * Things that come nearly in order, in order: the least of the last `window` is handed on. What comes later than that
 * is handed on where it stands. Things that are equal stay in the order in which they came.
 */
export const inOrder = async function* <T>(
  things: AsyncIterable<T>,
  of: (thing: T) => number,
  window: number,
): AsyncGenerator<T> {
  const held: T[] = [];
  for await (const thing of things) {
    const key = of(thing);
    let place = held.length;
    while (place > 0 && of(held[place - 1] as T) > key) {
      place -= 1;
    }
    held.splice(place, 0, thing);
    if (held.length > window) {
      yield held.shift() as T;
    }
  }
  yield* held;
};
