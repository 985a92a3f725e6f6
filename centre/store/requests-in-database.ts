import type {NumberedRequest, RequestFilter, RequestHistory} from './centre-store.ts';
import type {Database, Statement} from './database.ts';
import {
  type ColumnValue,
  type DatabaseRow,
  dateIn,
  given,
  numberIn,
  optionalTextIn,
  textIn,
} from './row-values.ts';

/** What each part of a filter asks for. */
const conditions = {
  relyingParty: 'relying_party = ?',
  operation: 'operation = ?',
  serialNumber: 'serial_number = ?',
  misbehaviour: 'misbehaviour = ?',
  after: 'number > ?',
  afterOrdinal: 'ordinal > ?',
} as const satisfies Partial<Record<keyof RequestFilter, string>>;

/** Relying party of requests that were nobody's. */
const nobody = '';

/** Requests in SQLite, the newest `remembered` of each relying party: one that asks much pushes out only its own. */
export const requestsInDatabase = (database: Database, remembered: number): RequestHistory => {
  const count = database.statement(`
    INSERT INTO request_counts (relying_party, requests) VALUES (?, 1)
    ON CONFLICT (relying_party) DO UPDATE SET requests = requests + 1
    RETURNING requests`);
  const insert = database.statement(`
    INSERT INTO requests (relying_party, ordinal, at, duration, operation, http_status, outcome, misbehaviour,
      serial_number, request_hash)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number`);
  const forget = database.statement('DELETE FROM requests WHERE relying_party = ? AND ordinal <= ?');
  const searches = new Map<string, Statement>();

  const search = (where: string): Statement => {
    const known = searches.get(where);
    if (known) {
      return known;
    }
    const made = database.statement(`SELECT * FROM requests ${where} ORDER BY number LIMIT ?`);
    searches.set(where, made);
    return made;
  };

  return {
    add({at, duration, relyingParty = nobody, operation, httpStatus, outcome, ...rest}) {
      const {misbehaviour = null, serialNumber = null, requestHash = null} = rest;
      return database.relaxed(() =>
        database.transaction(() => {
          const ordinal = numberIn(count.row(relyingParty) ?? {}, 'requests');
          const said = [operation, httpStatus, outcome, misbehaviour, serialNumber, requestHash] as const;
          const row = insert.row(relyingParty, ordinal, at.getTime(), duration, ...said);
          forget.run(relyingParty, ordinal - remembered);
          return numberIn(row ?? {}, 'number');
        }),
      );
    },
    find({limit = -1, ...filter}) {
      const asked: string[] = [];
      const values: ColumnValue[] = [];
      for (const [part, condition] of Object.entries(conditions)) {
        const value = filter[part as keyof typeof conditions];
        if (value !== undefined) {
          asked.push(condition);
          values.push(value);
        }
      }
      const where = asked.length > 0 ? `WHERE ${asked.join(' AND ')}` : '';
      return search(where)
        .rows(...values, limit)
        .map(request);
    },
    clear() {
      database.exec('DELETE FROM requests');
    },
  };
};

const request = (row: DatabaseRow): NumberedRequest => ({
  number: numberIn(row, 'number'),
  ordinal: numberIn(row, 'ordinal'),
  at: dateIn(row, 'at'),
  duration: numberIn(row, 'duration'),
  ...given('relyingParty', textIn(row, 'relying_party') || undefined),
  operation: textIn(row, 'operation'),
  httpStatus: numberIn(row, 'http_status'),
  outcome: textIn(row, 'outcome'),
  ...given('misbehaviour', optionalTextIn(row, 'misbehaviour')),
  ...given('serialNumber', optionalTextIn(row, 'serial_number')),
  ...given('requestHash', optionalTextIn(row, 'request_hash')),
});
