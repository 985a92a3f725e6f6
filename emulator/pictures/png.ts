import type {Bitmap} from './bitmap.ts';

/** PNG of bit depth 1, grey without alpha: black ink on white. The same bitmap gives the same bytes. */
export const oneBitPng = async ({width, height, rows}: Bitmap): Promise<Uint8Array> => {
  const {encode} = await import('fast-png');
  return Uint8Array.from(encode({width, height, data: rows, depth: 1, channels: 1}));
};
