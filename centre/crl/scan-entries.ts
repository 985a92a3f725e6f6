import {DerCursor, type DerElement, DerError, elementAt, expectTag, tags} from '../asn1/der-reader.ts';
import {isTime, viewOf} from '../asn1/der-time.ts';
import {rawExtensions} from '../x509/extensions.ts';
import {entryExtensionOids} from './list-extensions.ts';
import {fingerprint, type SerialIndex, serialIndex} from './serial-index.ts';

export interface ScannedEntries {
  readonly index: SerialIndex;
  /** Types of critical entry extensions that nobody here understands. */
  readonly unknownCritical: readonly string[];
}

const understood: ReadonlySet<string> = new Set(Object.values(entryExtensionOids));

/** SEQUENCE, serial number of one octet, UTCTime: no entry is shorter. */
const shortestTime = 15;
const shortestEntry = 2 + 3 + shortestTime;

const integerTag = tags.integer << 8;

/** RFC 5280 clause 5.1.2.6: where nothing is revoked, there is no list of entries. */
const nothing = {bytes: new Uint8Array(0), content: 0, end: 0};

/**
 * Walks the entries of a CRL once, checks every length, tag and time, and indexes the serial numbers. Memory: 8 bytes for each entry, and what the index takes.
 * @throws DerError where an entry is not what RFC 5280 clause 5.1 says.
 */
export const scanEntries = (entries: DerElement | undefined): ScannedEntries => {
  const {bytes, content: at, end} = entries ?? nothing;
  // Room for entries as long as the first; for shorter ones it grows.
  let room = Math.floor((end - at) / Math.max(shortestEntry, (bytes[at + 1] ?? 0) + 2)) + 16;
  let places = new Uint32Array(room);
  let prints = new Uint32Array(room);
  const view = viewOf(bytes);
  const unknown = new Set<string>();
  let count = 0;
  for (let entry = at; entry < end; count += 1) {
    if (end - entry < shortestEntry) {
      throw new DerError(entry, 'an entry within its list');
    }
    // Usually SEQUENCE, its length, INTEGER and its length are one word.
    let head = view.getInt32(entry);
    let serial = entry + 2;
    let next = serial + ((head >> 16) & 0xff);
    if (head >>> 24 !== tags.sequence || (head & 0x800000) !== 0) {
      const long = expectTag(elementAt(bytes, entry, end), tags.sequence, 'an entry of the list');
      serial = long.content;
      next = long.end;
      head = view.getUint16(serial);
    }
    const digits = head & 0xff;
    const time = serial + 2 + digits;
    if (next > end || time + shortestTime > next) {
      throw new DerError(entry, 'an entry within its list');
    }
    const first = bytes[serial + 2] as number;
    if (
      (head & 0xff00) !== integerTag ||
      digits === 0 ||
      digits > 20 ||
      first >= 0x80 ||
      (first === 0 && digits > 1 && (bytes[serial + 3] as number) < 0x80)
    ) {
      throw new DerError(serial, 'a serial number of 1 to 20 octets');
    }
    const rest = time + 2 + (bytes[time + 1] as number);
    if (rest > next || !isTime(view, bytes[time] as number, time + 2, rest)) {
      throw new DerError(time, 'a revocation date');
    }
    if (rest < next && !isOnlyReasonCode(view, rest, next)) {
      for (const oid of otherExtensions({
        bytes,
        tag: tags.sequence,
        start: entry,
        content: rest,
        end: next,
      })) {
        unknown.add(oid);
      }
    }
    if (count === room) {
      room *= 2;
      places = widened(places, room);
      prints = widened(prints, room);
    }
    places[count] = entry;
    prints[count] = fingerprint(view, serial + 2, time);
    entry = next;
  }
  return {index: serialIndex(bytes, places, prints, count), unknownCritical: [...unknown]};
};

const widened = (from: Uint32Array, room: number): Uint32Array<ArrayBuffer> => {
  const wide = new Uint32Array(room);
  wide.set(from);
  return wide;
};

/** Extensions that are one reasonCode: 30 0C 30 0A 06 03 55 1D 15 04 03 0A 01, and the code. */
const isOnlyReasonCode = (view: DataView, at: number, end: number): boolean =>
  end - at === 14 &&
  view.getInt32(at) === 0x300c300a &&
  view.getInt32(at + 4) === 0x0603551d &&
  view.getInt32(at + 8) === 0x1504030a &&
  view.getUint8(at + 12) === 0x01 &&
  view.getUint8(at + 13) < 0x80;

/** Types of the extensions that stand behind the date of an entry, if they are critical and not understood. */
const otherExtensions = (rest: DerElement): string[] => {
  const cursor = new DerCursor(rest);
  const extensions = rawExtensions(cursor.next(tags.sequence, 'the extensions of an entry'));
  cursor.finish('an entry of the list');
  return extensions.filter(({oid, critical}) => critical && !understood.has(oid)).map(({oid}) => oid);
};
