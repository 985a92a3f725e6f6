import {type DerCursor, NotDer} from './der-reader.ts';
import {tags} from './der-writer.ts';

const daysIn = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Two characters to the number they write; 255 where one of them is no digit, which no field of a date may be. */
const pairs = Uint8Array.from({length: 0x10000}, (_, pair) => {
  const [tens, ones] = [(pair >> 8) - 0x30, (pair & 0xff) - 0x30];
  return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? 255 : tens * 10 + ones;
});

const two = (bytes: Uint8Array, at: number): number =>
  pairs[((bytes[at] as number) << 8) | (bytes[at + 1] as number)] as number;

/**
 * Whether the contents at `start` are a time as RFC 5280 writes it: seconds, Z, no fractions, and GeneralizedTime
 * only from 2050 on. Allocates nothing: a long list asks this a million times.
 */
export const isTime = (bytes: Uint8Array, tag: number, start: number, end: number): boolean => {
  const general = tag === tags.generalizedTime;
  if (end - start !== (general ? 15 : 13) || bytes[end - 1] !== 0x5a) {
    return false;
  }
  const at = general ? start + 4 : start + 2;
  const century = general ? two(bytes, start) : 20;
  const year = two(bytes, at - 2);
  const month = two(bytes, at);
  const day = two(bytes, at + 2);
  return (
    century < 100 &&
    year < 100 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (daysIn[month] as number) &&
    two(bytes, at + 4) < 24 &&
    two(bytes, at + 6) < 60 &&
    two(bytes, at + 8) < 60
  );
};

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
  if ((tag !== tags.utcTime && tag !== tags.generalizedTime) || !isTime(bytes, tag, start, end)) {
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
