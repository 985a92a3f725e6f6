import {viewOf} from '../asn1/der-time.ts';

/** Where in a list's bytes the entry of a serial number stands. */
export interface SerialIndex {
  readonly count: number;
  /** Offset of the entry, by the contents of its INTEGER; -1 where the list has none. */
  find(serial: Uint8Array): number;
}

/** 32 bits of a serial number of any length that spread numbers in a row as well as random ones. */
export const fingerprint = (view: DataView, start: number, end: number): number => {
  let print = end - start;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    print = Math.imul(print ^ view.getInt32(at), 0x85ebca6b);
    print ^= print >>> 15;
  }
  for (; at < end; at += 1) {
    print = Math.imul(print ^ view.getUint8(at), 0x01000193);
  }
  print = Math.imul(print ^ (print >>> 16), 0xc2b2ae35);
  return (print ^ (print >>> 15)) >>> 0;
};

/**
 * Entries sorted by the top bits of their fingerprints, by counting: what is built costs the same whatever the
 * numbers are, in time and in memory. `places` and `prints` hold `count` entries in the order of the list; of
 * several with one number the first is found.
 */
export const serialIndex = (
  bytes: Uint8Array,
  places: Uint32Array,
  prints: Uint32Array,
  count: number,
): SerialIndex => {
  // Some four entries a bucket: fewer buckets stay in the processor's cache while they are counted.
  const depth = Math.min(18, Math.max(1, 30 - Math.clz32(count)));
  const shift = 32 - depth;
  // First how many a bucket has, then where it ends, at last where it begins; one cell more for the end of the last.
  const begins = new Uint32Array((1 << depth) + 1);
  for (let i = 0; i < count; i += 1) {
    const bucket = (prints[i] as number) >>> shift;
    begins[bucket] = (begins[bucket] as number) + 1;
  }
  for (let i = 1; i < begins.length; i += 1) {
    begins[i] = (begins[i] as number) + (begins[i - 1] as number);
  }
  const sorted = new Uint32Array(count);
  // Backwards, so that each bucket fills from its end and keeps the list's order.
  for (let i = count - 1; i >= 0; i -= 1) {
    const bucket = (prints[i] as number) >>> shift;
    const cell = (begins[bucket] as number) - 1;
    begins[bucket] = cell;
    sorted[cell] = places[i] as number;
  }
  return {
    count,
    find(serial) {
      const bucket = fingerprint(viewOf(serial), 0, serial.length) >>> shift;
      const last = begins[bucket + 1] as number;
      for (let i = begins[bucket] as number; i < last; i += 1) {
        const place = sorted[i] as number;
        if (hasSerial(bytes, place, serial)) {
          return place;
        }
      }
      return -1;
    },
  };
};

const hasSerial = (bytes: Uint8Array, entry: number, serial: Uint8Array): boolean => {
  const length = bytes[entry + 1] as number;
  const at = entry + 2 + (length < 0x80 ? 0 : length & 0x7f);
  if (bytes[at + 1] !== serial.length) {
    return false;
  }
  for (let i = 0; i < serial.length; i += 1) {
    if (bytes[at + 2 + i] !== serial[i]) {
      return false;
    }
  }
  return true;
};
