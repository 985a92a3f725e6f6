import {type DerCursor, NotDer} from './der-reader.ts';
import {tags} from './der-writer.ts';

const daysIn = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether four characters, read as one big-endian word, are digits. */
const digits = (word: number): boolean =>
  ((word & 0xf0f0f0f0) | 0) === 0x30303030 && (((word + 0x06060606) & 0xf0f0f0f0) | 0) === 0x30303030;

/** The number that the upper or lower two digits of a word write. */
const upper = (word: number): number => ((word >> 24) & 0xf) * 10 + ((word >> 16) & 0xf);
const lower = (word: number): number => ((word >> 8) & 0xf) * 10 + (word & 0xf);

/**
 * Whether the contents at `start` are a UTCTime or GeneralizedTime in whole seconds and Z: RFC 5280 clause 4.1.2.5.
 * Reads words and allocates nothing, since a long list asks this a million times. Days end at the month's longest.
 */
export const isTime = (view: DataView, tag: number, start: number, end: number): boolean => {
  const general = tag === tags.generalizedTime;
  const at = general ? start + 2 : start;
  if ((!general && tag !== tags.utcTime) || end - at !== 13) {
    return false;
  }
  const yearMonth = view.getInt32(at);
  const dayHour = view.getInt32(at + 4);
  const minuteSecond = view.getInt32(at + 8);
  const month = lower(yearMonth);
  const day = upper(dayHour);
  return (
    digits(yearMonth) &&
    digits(dayHour) &&
    digits(minuteSecond) &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (daysIn[month] as number) &&
    lower(dayHour) < 24 &&
    upper(minuteSecond) < 60 &&
    lower(minuteSecond) < 60 &&
    view.getUint8(at + 12) === 0x5a &&
    (!general || digits((view.getInt16(start) << 16) | 0x3030))
  );
};

/** The bytes as `isTime` and the scan of entries read them. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** UTCTime before 2050, GeneralizedTime from then on: RFC 5280 clause 4.1.2.5. */
export const timeOf = (cursor: DerCursor, what: string): Date => {
  const {at, tag} = cursor;
  const date = readTime(cursor, what);
  if ((tag === tags.generalizedTime) !== date.getUTCFullYear() >= 2050) {
    throw new NotDer(`${what} as UTCTime before 2050 and as GeneralizedTime from then on`, at);
  }
  return date;
};

/** GeneralizedTime in whole seconds, whatever the year: how OCSP writes all its times. */
export const generalizedTimeOf = (cursor: DerCursor, what: string): Date => {
  if (cursor.tag !== tags.generalizedTime) {
    throw new NotDer(`${what} as GeneralizedTime`, cursor.at);
  }
  return readTime(cursor, what);
};

const readTime = (cursor: DerCursor, what: string): Date => {
  const {bytes} = cursor;
  const {tag, at, start, end} = cursor.any(what);
  if (!isTime(viewOf(bytes), tag, start, end)) {
    throw new NotDer(`${what} in whole seconds, UTC`, at);
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  const digits = tag === tags.utcTime ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const [y, mo, d, h, mi, s] = [0, 4, 6, 8, 10, 12].map((from, i) =>
    Number(digits.slice(from, from + (i === 0 ? 4 : 2))),
  ) as [number, number, number, number, number, number];
  const date = new Date(Date.UTC(y, mo - 1, d, h, mi, s));
  if (date.getUTCDate() !== d) {
    throw new NotDer(`${what} on a day that exists`, at);
  }
  return date;
};
