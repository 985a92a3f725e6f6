import {KazasuError} from '../errors.ts';
import {type RecordEvent, type RecordHeader, recordEventSchema, recordHeaderSchema} from './event.ts';

/**
 * The header out of the first line of a record; `where` names the record in errors.
 * @throws KazasuError `KZS-RECORD`: no JSON, no record, or a newer version.
 */
export const headerOfLine = (line: string, where: string): RecordHeader => {
  const value = parsed(line, where, 1);
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
    : noRecord(where);
};

/**
 * The event out of a later line, which is counted from 1.
 * @throws KazasuError `KZS-RECORD`: no JSON, or no event of a record.
 */
export const eventOfLine = (line: string, where: string, number: number): RecordEvent => {
  const read = recordEventSchema.safeParse(parsed(line, where, number));
  if (read.success) {
    return 'end' in read.data && read.data.end < read.data.at
      ? refused(where, number, 'it ends before it begins', '終わりが始まりより前です')
      : read.data;
  }
  const [issue] = read.error.issues;
  const at = issue?.path.join('.') || 'type';
  return refused(
    where,
    number,
    `${at} does not fit: ${issue?.message}`,
    `${at} が合いません: ${issue?.message}`,
  );
};

/** Whether a line without its line end is all there: a crash may have cut it off anywhere. */
export const isWholeLine = (line: string): boolean => {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
};

/** Throws `KZS-RECORD`: the first line is no header. */
export const noRecord = (where: string): never =>
  refused(where, 1, 'it does not begin as a record does', '記録のヘッダー行ではありません');

const parsed = (line: string, where: string, number: number): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    return refused(where, number, 'it is not JSON', 'JSONではありません');
  }
};

const refused = (where: string, line: number, en: string, ja: string): never => {
  throw new KazasuError('KZS-RECORD', {
    en: `a kazasu record (JSON Lines, version 1) was expected in ${where}, but at line ${line} ${en}`,
    ja: `${where} にはkazasuの記録(JSON Lines、バージョン1)が必要ですが、${line} 行目で${ja}`,
  });
};
