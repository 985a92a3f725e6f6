import type {RecordEvent, RecordHeader} from './event.ts';
import {eventOfLine, headerOfLine, isWholeLine, noRecord} from './record-line.ts';

/** A record as it was read. */
export interface ReadRecord {
  readonly header: RecordHeader;
  readonly events: readonly RecordEvent[];
  /** Number of a last line that was cut off in the middle, as a crash leaves it; the lines before it are whole. */
  readonly cutAtLine?: number;
}

/**
 * A record, JSON Lines: a header, then one event a line, in the order in which they ended. `where` names it in errors.
 * @throws KazasuError `KZS-RECORD` with the line: no record, a newer version, or a line that is no event. A last line
 * without its line end is no error.
 */
export const readRecord = (text: string, where: string): ReadRecord => {
  const lines = text.split('\n');
  const cut = lines.pop() ?? '';
  const [first] = lines;
  if (first === undefined) {
    return {header: isWholeLine(cut) ? headerOfLine(cut, where) : noRecord(where), events: []};
  }
  const header = headerOfLine(first, where);
  const events = lines.slice(1).map((line, i) => eventOfLine(line, where, i + 2));
  if (cut === '') {
    return {header, events};
  }
  const number = lines.length + 1;
  return isWholeLine(cut)
    ? {header, events: [...events, eventOfLine(cut, where, number)]}
    : {header, events, cutAtLine: number};
};
