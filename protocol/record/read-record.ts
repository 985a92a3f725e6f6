import {KazasuError} from '../errors.ts';
import {type RecordEvent, type RecordHeader, recordEventSchema, recordHeaderSchema} from './event.ts';

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
  const parsed = (line: string, number: number): unknown => {
    try {
      return JSON.parse(line);
    } catch {
      return refused(where, number, 'it is not JSON', 'JSONではありません');
    }
  };
  const [first = cut] = lines;
  const header = headerOf(lines.length === 0 && !isJson(cut) ? undefined : parsed(first, 1), where);
  const events = lines.slice(1).map((line, i) => eventOf(parsed(line, i + 2), where, i + 2));
  if (cut === '' || lines.length === 0) {
    return {header, events};
  }
  const number = lines.length + 1;
  return isJson(cut)
    ? {header, events: [...events, eventOf(JSON.parse(cut), where, number)]}
    : {header, events, cutAtLine: number};
};

const headerOf = (value: unknown, where: string): RecordHeader => {
  const read = recordHeaderSchema.safeParse(value);
  if (read.success) {
    return read.data;
  }
  const {type, version} = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  return type === 'record' && typeof version === 'number' && version !== 1
    ? refused(where, 1, `its version is ${version}`, `バージョンが ${version} です`)
    : refused(where, 1, 'it does not begin as a record does', '記録のヘッダー行ではありません');
};

const eventOf = (value: unknown, where: string, line: number): RecordEvent => {
  const read = recordEventSchema.safeParse(value);
  if (read.success) {
    return read.data;
  }
  const [issue] = read.error.issues;
  const at = issue?.path.join('.') || 'type';
  return refused(
    where,
    line,
    `${at} does not fit: ${issue?.message}`,
    `${at} が合いません: ${issue?.message}`,
  );
};

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const refused = (where: string, line: number, en: string, ja: string): never => {
  throw new KazasuError('KZS-RECORD', {
    en: `a kazasu record (JSON Lines, version 1) was expected in ${where}, but at line ${line} ${en}`,
    ja: `${where} にはkazasuの記録(JSON Lines、バージョン1)が必要ですが、${line} 行目で${ja}`,
  });
};
