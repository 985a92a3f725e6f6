import type {Rows} from '../card-management/rows.ts';
import type {Database, Statement} from './database.ts';
import {bytesIn, type ColumnValue, type DatabaseRow, dateIn, numberIn, textIn} from './row-values.ts';

/** How a property is kept in its column. */
export type ColumnForm = 'text' | 'number' | 'flag' | 'date' | 'bytes' | 'json';

interface Codec {
  readonly write: (value: unknown) => ColumnValue;
  readonly read: (row: DatabaseRow, column: string) => unknown;
}

const codecs: Readonly<Record<ColumnForm, Codec>> = {
  text: {write: (value) => value as string, read: textIn},
  number: {write: (value) => value as number, read: numberIn},
  flag: {write: (value) => (value === true ? 1 : 0), read: (row, column) => numberIn(row, column) === 1},
  date: {write: (value) => (value as Date).getTime(), read: dateIn},
  bytes: {write: (value) => value as Uint8Array, read: bytesIn},
  json: {write: (value) => JSON.stringify(value), read: (row, column) => JSON.parse(textIn(row, column))},
};

/** The columns of a table by the properties they hold; `requestId` is the column `request_id`. */
export type Columns<R> = {readonly [P in keyof R]-?: ColumnForm};

export interface TableForm<R> {
  readonly name: string;
  readonly columns: Columns<R>;
  readonly key: readonly (keyof R & string)[];
}

/** The rows of one table, described once; a column that is NULL is a property that is not there. */
export const rowsInDatabase = <R extends object>(
  database: Database,
  {name, columns, key}: TableForm<R>,
): Rows<R> => {
  const properties = Object.entries(columns) as [keyof R & string, ColumnForm][];
  const fields = properties.map(([property, form]) => ({property, form, column: columnName(property)}));
  const names = fields.map(({column}) => column);
  const values = properties.map(() => '?').join(', ');
  const keyNames = key.map(columnName);
  const insert = `INSERT INTO ${name} (${names.join(', ')}) VALUES (${values})`;
  const replaced = names.filter((column) => !keyNames.includes(column));
  const add = database.statement(insert);
  const put = database.statement(
    `${insert} ON CONFLICT (${keyNames.join(', ')}) DO UPDATE SET ${replaced
      .map((column) => `${column} = excluded.${column}`)
      .join(', ')}`,
  );
  const prepared = new Map<string, Statement>();
  const statement = (sql: string): Statement => {
    const made = prepared.get(sql) ?? database.statement(sql);
    prepared.set(sql, made);
    return made;
  };

  const written = (row: Partial<R>, property: keyof R & string): ColumnValue =>
    row[property] === undefined ? null : codecs[columns[property]].write(row[property]);
  const rowOf = (found: DatabaseRow): R =>
    Object.fromEntries(
      fields
        .filter(({column}) => found[column] !== null)
        .map(({property, form, column}) => [property, codecs[form].read(found, column)]),
    ) as R;
  const condition = (where: Partial<R>): {sql: string; values: ColumnValue[]} => {
    const asked = fields.filter(({property}) => property in where);
    const sql = asked.map(({column}) => `${column} = ?`).join(' AND ');
    return {
      sql: sql === '' ? '' : `WHERE ${sql}`,
      values: asked.map(({property}) => written(where, property)),
    };
  };
  const select = (where: Partial<R>): {found: Statement; asked: ColumnValue[]} => {
    const {sql, values: asked} = condition(where);
    return {found: statement(`SELECT * FROM ${name} ${sql} ORDER BY ${keyNames.join(', ')}`), asked};
  };

  return {
    add(row) {
      add.run(...properties.map(([property]) => written(row, property)));
    },
    put(row) {
      put.run(...properties.map(([property]) => written(row, property)));
    },
    find(where = {}) {
      const {found, asked} = select(where);
      return found.rows(...asked).map(rowOf);
    },
    one(where) {
      const {found, asked} = select(where);
      const first = found.row(...asked);
      return first && rowOf(first);
    },
    remove(where) {
      const {sql, values: asked} = condition(where);
      return statement(`DELETE FROM ${name} ${sql}`).run(...asked);
    },
  };
};

const columnName = (property: string): string =>
  property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
