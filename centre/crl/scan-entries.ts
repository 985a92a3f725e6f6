import {DerCursor, NotDer} from './der-reader.ts';
import {isTime} from './der-time.ts';
import {tags} from './der-writer.ts';
import {readExtensions, unknownCritical} from './extensions.ts';
import {entryExtensionOids} from './list-extensions.ts';
import {fingerprint, type SerialIndex, serialIndex} from './serial-index.ts';

export interface ScannedEntries {
  readonly index: SerialIndex;
  /** Types of critical entry extensions that nobody here understands. */
  readonly unknownCritical: readonly string[];
}

const understood: ReadonlySet<string> = new Set(Object.values(entryExtensionOids));

/** SEQUENCE, serial number of one octet, UTCTime: no entry is shorter. */
const shortestEntry = 2 + 3 + 15;

/** Extensions that are a reasonCode and nothing else, up to the code itself. */
const onlyReasonCode = Uint8Array.from(Buffer.from('300c300a0603551d1504030a01', 'hex'));

/**
 * Walks the entries of a CRL once, from `at` to `end`, checks every length, tag and time, and indexes the serial
 * numbers. Memory: 8 bytes for each entry, and what the index takes.
 * @throws NotDer where an entry is not what RFC 5280 clause 5.1 says.
 */
export const scanEntries = (bytes: Uint8Array, at: number, end: number): ScannedEntries => {
  // Room for entries as long as the first; for shorter ones it grows.
  let room = Math.floor((end - at) / Math.max(shortestEntry, (bytes[at + 1] ?? 0) + 2)) + 16;
  let places = new Uint32Array(room);
  let prints = new Uint32Array(room);
  const unknown = new Set<string>();
  let count = 0;
  for (let entry = at; entry < end; count += 1) {
    const length = bytes[entry + 1] as number;
    let serial = entry + 2;
    let next = serial + length;
    if (bytes[entry] !== tags.sequence || length >= 0x80) {
      const long = new DerCursor(bytes, entry, end).take(tags.sequence, 'an entry of the list');
      serial = long.start;
      next = long.end;
    }
    if (next > end || next - serial < shortestEntry - 2) {
      throw new NotDer('an entry within its list', entry);
    }
    const digits = bytes[serial + 1] as number;
    const first = bytes[serial + 2] as number;
    if (
      bytes[serial] !== tags.integer ||
      digits === 0 ||
      digits > 20 ||
      first >= 0x80 ||
      (first === 0 && digits > 1 && (bytes[serial + 3] as number) < 0x80)
    ) {
      throw new NotDer('a serial number of 1 to 20 octets', serial);
    }
    const time = serial + 2 + digits;
    const rest = time + 2 + (bytes[time + 1] as number);
    if (rest > next || !isTime(bytes, bytes[time] as number, time + 2, rest)) {
      throw new NotDer('a revocation date', time);
    }
    if (rest < next && !isOnlyReasonCode(bytes, rest, next)) {
      for (const oid of otherExtensions(bytes, rest, next)) {
        unknown.add(oid);
      }
    }
    if (count === room) {
      room *= 2;
      places = widened(places, room);
      prints = widened(prints, room);
    }
    places[count] = entry;
    prints[count] = fingerprint(bytes, serial + 2, time);
    entry = next;
  }
  return {index: serialIndex(bytes, places, prints, count), unknownCritical: [...unknown]};
};

const widened = (from: Uint32Array, room: number): Uint32Array<ArrayBuffer> => {
  const wide = new Uint32Array(room);
  wide.set(from);
  return wide;
};

const isOnlyReasonCode = (bytes: Uint8Array, at: number, end: number): boolean => {
  if (end - at !== onlyReasonCode.length + 1) {
    return false;
  }
  for (let i = 0; i < onlyReasonCode.length; i += 1) {
    if (bytes[at + i] !== onlyReasonCode[i]) {
      return false;
    }
  }
  return (bytes[end - 1] as number) < 0x80;
};

const otherExtensions = (bytes: Uint8Array, at: number, end: number): string[] => {
  const cursor = new DerCursor(bytes, at, end);
  const extensions = readExtensions(cursor, 'an entry');
  cursor.finish('an entry of the list');
  return unknownCritical(extensions, understood);
};
