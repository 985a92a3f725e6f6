/** Padding of ISO/IEC 7816-4 clause 10.3.2: 80, then 00 to the end of a block; always there. */
export const padded = (data: Uint8Array, blockBytes: number): Uint8Array => {
  const whole = new Uint8Array((Math.floor(data.length / blockBytes) + 1) * blockBytes);
  whole.set(data);
  whole[data.length] = 0x80;
  return whole;
};

/** The bytes before the padding; undefined where it is not there, or is longer than a block. */
export const withoutPadding = (data: Uint8Array, blockBytes: number): Uint8Array | undefined => {
  let end = data.length;
  while (end > 0 && data[end - 1] === 0) {
    end -= 1;
  }
  return data[end - 1] === 0x80 && data.length - end < blockBytes ? data.subarray(0, end - 1) : undefined;
};
