import {createReadStream} from 'node:fs';
import {
  KazasuError,
  type RecordEvent,
  type RecordHeader,
  type RecordStream,
  streamRecord,
} from '../protocol/index.ts';
import {type Language, say} from './language.ts';
import {remark} from './output.ts';

/**
 * A record file, read as it is asked for. A last line that a crash cut off is told on standard error when the events
 * have ended, unless `quiet`.
 * @throws KazasuError `KZS-RECORD` with the line, `KZS-RECORD-FILE` when the file cannot be read.
 */
export const openRecord = async (
  path: string,
  language: Language,
  {quiet = false}: {readonly quiet?: boolean} = {},
): Promise<RecordStream> => {
  const stream = await streamRecord(piecesOf(path), path);
  return {
    header: stream.header,
    events: quiet ? stream.events : tellingOfCut(stream, path, language),
    get cutAtLine() {
      return stream.cutAtLine;
    },
  };
};

/** A record file as a whole. */
export const loadRecord = async (
  path: string,
  language: Language,
): Promise<{readonly header: RecordHeader; readonly events: readonly RecordEvent[]}> => {
  const {header, events} = await openRecord(path, language);
  const all: RecordEvent[] = [];
  for await (const event of events) {
    all.push(event);
  }
  return {header, events: all};
};

const tellingOfCut = async function* (
  stream: RecordStream,
  path: string,
  language: Language,
): AsyncGenerator<RecordEvent> {
  yield* stream.events;
  const line = stream.cutAtLine;
  if (line !== undefined) {
    const sentence = {
      en: `kazasu: ${path} was cut off in line ${line}; this is what stands before it`,
      ja: `kazasu: ${path} は ${line} 行目の途中で切れているため、その手前までを扱います`,
    };
    remark(say(sentence, language));
  }
};

const piecesOf = async function* (path: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(path, {encoding: 'utf8', highWaterMark: 1 << 18}) as AsyncIterable<string>;
  } catch (error) {
    if (error instanceof KazasuError) {
      throw error;
    }
    const why = error instanceof Error ? error.message : String(error);
    throw new KazasuError('KZS-RECORD-FILE', {
      en: `a record file was expected at ${path}, but it cannot be read: ${why}`,
      ja: `記録ファイル ${path} を読めません: ${why}`,
    });
  }
};
