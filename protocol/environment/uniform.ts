import type {Random} from './random.ts';

/** Bytes taken from the source at a time: asking it costs more than what it gives. */
const chunkBytes = 4096;

/** Numbers above 0 up to 1, from 32 bits of the source each: never 0, of which there is no logarithm. */
export const uniformFrom = (random: Random): (() => number) => {
  let words: DataView = new DataView(new ArrayBuffer(0));
  let at = 0;
  return () => {
    if (at === words.byteLength) {
      const bytes = random.bytes(chunkBytes);
      words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      at = 0;
    }
    const word = words.getUint32(at);
    at += 4;
    return (word + 1) / 2 ** 32;
  };
};
