/** What a column can hold. */
export type ColumnValue = string | number | null | Uint8Array;

/**
 * Lets nothing else through: libsql 0.5.29 ends the whole process on a boolean, and values may come from JSON.
 * @throws TypeError
 */
export const columnValues = (values: readonly unknown[]): readonly ColumnValue[] => {
  const wrong = values.find(
    (value) =>
      typeof value !== 'string' &&
      typeof value !== 'number' &&
      value !== null &&
      !(value instanceof Uint8Array),
  );
  if (wrong !== undefined || values.includes(undefined)) {
    throw new TypeError(`a centre's store keeps text, numbers and bytes, but ${typeof wrong} came`);
  }
  return values as readonly ColumnValue[];
};

/** A row as libsql gives it. */
export type DatabaseRow = Readonly<Record<string, string | number | null | ArrayBuffer | Uint8Array>>;

export const textIn = (row: DatabaseRow, column: string): string => {
  const value = row[column];
  return typeof value === 'string' ? value : unexpected(column, 'text');
};

export const numberIn = (row: DatabaseRow, column: string): number => {
  const value = row[column];
  return typeof value === 'number' ? value : unexpected(column, 'a number');
};

/** A copy: what the caller does with it changes nothing that is kept. */
export const bytesIn = (row: DatabaseRow, column: string): Uint8Array => {
  const value = row[column];
  return value instanceof ArrayBuffer || value instanceof Uint8Array
    ? Uint8Array.from(new Uint8Array(value))
    : unexpected(column, 'bytes');
};

/** Dates are kept as integer milliseconds since 1970. */
export const dateIn = (row: DatabaseRow, column: string): Date => new Date(numberIn(row, column));

export const optionalTextIn = (row: DatabaseRow, column: string): string | undefined =>
  row[column] === null ? undefined : textIn(row, column);

export const optionalDateIn = (row: DatabaseRow, column: string): Date | undefined =>
  row[column] === null ? undefined : dateIn(row, column);

export const dateValue = (date: Date | undefined): number | null => date?.getTime() ?? null;

/** An optional property: there with its value, or not there at all. */
export const given = <K extends string, V>(
  key: K,
  value: V | undefined,
): {readonly [P in K]?: Exclude<V, undefined>} =>
  (value === undefined ? {} : {[key]: value}) as {readonly [P in K]?: Exclude<V, undefined>};

/** The schema is strict, so this is a defect of ours and nothing a user can mend. */
const unexpected = (column: string, wanted: string): never => {
  throw new TypeError(`the column ${column} of the centre's store should hold ${wanted}`);
};
