import {type DerElement, DerError, tags} from './der-reader.ts';

const daysIn = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * UTCTime or GeneralizedTime as RFC 5280 clause 4.1.2.5 writes them, to ms since 1970: whole seconds, and a Z.
 * @throws DerError
 */
export const timeOf = ({bytes, tag, start, content, end}: DerElement): number => {
  const view = viewOf(bytes);
  if (!isTime(view, tag, content, end)) {
    throw new DerError(start, 'a time in UTC with seconds');
  }
  const [yearMonth, dayHour, minuteSecond] = [end - 13, end - 9, end - 5].map((at) => view.getInt32(at)) as [
    number,
    number,
    number,
  ];
  const short = upper(yearMonth);
  const century = tag === tags.utcTime ? (short < 50 ? 20 : 19) : upper(view.getInt32(content));
  const date = new Date(0);
  date.setUTCFullYear(century * 100 + short, lower(yearMonth) - 1, upper(dayHour));
  date.setUTCHours(lower(dayHour), upper(minuteSecond), lower(minuteSecond));
  if (date.getUTCDate() !== upper(dayHour)) {
    throw new DerError(start, 'a day that exists');
  }
  return date.getTime();
};

/** The same, as issuers have to write it: UTCTime before 2050, GeneralizedTime from then on. @throws DerError */
export const timeByYearOf = (element: DerElement): number => {
  const time = timeOf(element);
  if ((element.tag === tags.generalizedTime) !== new Date(time).getUTCFullYear() >= 2050) {
    throw new DerError(element.start, 'UTCTime before 2050 and GeneralizedTime from then on');
  }
  return time;
};

/**
 * Whether the content from `start` is a UTCTime or GeneralizedTime in whole seconds and Z. Reads words and allocates
 * nothing, since a long list asks this a million times. Days end at the month's longest.
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

/** The bytes as `isTime` reads them. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether four characters, read as one big-endian word, are digits. */
const digits = (word: number): boolean =>
  ((word & 0xf0f0f0f0) | 0) === 0x30303030 && (((word + 0x06060606) & 0xf0f0f0f0) | 0) === 0x30303030;

/** The number that the upper or lower two digits of a word write. */
const upper = (word: number): number => ((word >> 24) & 0xf) * 10 + ((word >> 16) & 0xf);
const lower = (word: number): number => ((word >> 8) & 0xf) * 10 + (word & 0xf);
