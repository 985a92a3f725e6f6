import type {RecordEvent, RecordHeader} from './event.ts';
import {eventOfLine, headerOfLine, isWholeLine, noRecord} from './record-line.ts';

/** A record that is read as it is asked for, however long it is. */
export interface RecordStream {
  readonly header: RecordHeader;
  /** To be gone through once. It rejects with `KZS-RECORD` at a line that is no event. */
  readonly events: AsyncIterable<RecordEvent>;
  /** Number of a last line that a crash cut off; known when the events have ended. */
  readonly cutAtLine: number | undefined;
}

/** Longer than any line of a record: both halves of the longest exchange are 262,148 hex digits. */
const mostLineLength = 4 << 20;

/**
 * A record from the pieces of its text. `where` names it in errors.
 * @throws KazasuError `KZS-RECORD`: it does not begin as a record does.
 */
export const streamRecord = async (pieces: AsyncIterable<string>, where: string): Promise<RecordStream> => {
  const lines = linesOf(pieces, where);
  const first = await lines.next();
  if (first.done || (!first.value.ended && !isWholeLine(first.value.text))) {
    return noRecord(where);
  }
  const header = headerOfLine(first.value.text, where);
  let cutAtLine: number | undefined;
  const events = async function* (): AsyncGenerator<RecordEvent> {
    let number = 1;
    for await (const {text, ended} of lines) {
      number += 1;
      if (!ended && !isWholeLine(text)) {
        cutAtLine = number;
        return;
      }
      yield eventOfLine(text, where, number);
    }
  };
  return {
    header,
    events: events(),
    get cutAtLine() {
      return cutAtLine;
    },
  };
};

interface Line {
  readonly text: string;
  /** Its line end was there. */
  readonly ended: boolean;
}

const linesOf = async function* (pieces: AsyncIterable<string>, where: string): AsyncGenerator<Line> {
  let rest = '';
  let number = 1;
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const text of lines) {
      yield {text, ended: true};
    }
    number += lines.length;
    if (rest.length > mostLineLength) {
      // It is refused for what it is not, before it fills the memory.
      return void (number === 1 ? noRecord(where) : eventOfLine(rest, where, number));
    }
  }
  if (rest !== '') {
    yield {text: rest, ended: false};
  }
};
