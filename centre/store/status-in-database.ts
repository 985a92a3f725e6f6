import type {RevocationReason} from '../status/revocation-reason.ts';
import type {StatusChange, StatusRow, StatusStore} from '../status/status-store.ts';
import type {Database} from './database.ts';
import {type DatabaseRow, dateIn, dateValue, given, numberIn, optionalDateIn, textIn} from './row-values.ts';

const columns = `
  s.id, s.serial_number, p.authority, p.distribution_point, s.not_after, s.known_from,
  c.position, c.kind, c.at, c.reason, c.invalid_since`;

/** Rows read at a time by `changed`: a list of any length takes little memory. */
const pageRows = 1_000;

/** States in SQLite; a certificate without a change costs `changed` nothing. */
export const statusInDatabase = (database: Database): StatusStore => {
  const one = database.statement(`
    SELECT ${columns} FROM status s JOIN partitions p ON p.id = s.partition
    LEFT JOIN status_changes c ON c.status = s.id
    WHERE s.serial_number = ? ORDER BY c.position`);
  const page = database.statement(`
    SELECT ${columns} FROM
      (SELECT * FROM status WHERE partition = ? AND changed = 1 AND id > ? ORDER BY id LIMIT ${pageRows}) s
    JOIN partitions p ON p.id = s.partition JOIN status_changes c ON c.status = s.id
    ORDER BY s.id, c.position`);
  const partitionsOf = database.statement('SELECT id FROM partitions WHERE authority = ? ORDER BY id');
  const partition = database.statement(
    'SELECT id FROM partitions WHERE authority = ? AND distribution_point = ?',
  );
  const newPartition = database.statement(
    'INSERT INTO partitions (authority, distribution_point) VALUES (?, ?) RETURNING id',
  );
  const upsert = database.statement(`
    INSERT INTO status (serial_number, partition, not_after, known_from, changed) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (serial_number) DO UPDATE SET partition = excluded.partition, not_after = excluded.not_after,
      known_from = excluded.known_from, changed = excluded.changed
    RETURNING id`);
  const dropChanges = database.statement('DELETE FROM status_changes WHERE status = ?');
  const addChange = database.statement(
    'INSERT INTO status_changes (status, position, kind, at, reason, invalid_since) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const idOf = (row: DatabaseRow | undefined): number | undefined => row && numberIn(row, 'id');

  return {
    get: (serialNumber) => statusRows(one.rows(serialNumber))[0],
    put(row) {
      const {serialNumber, authority = '', distributionPoint = '', notAfter, knownFrom, changes} = row;
      database.transaction(() => {
        const place =
          idOf(partition.row(authority, distributionPoint)) ??
          idOf(newPartition.row(authority, distributionPoint)) ??
          0;
        const [notAfterMs, knownFromMs] = [dateValue(notAfter), dateValue(knownFrom)];
        const changed = changes.length > 0 ? 1 : 0;
        const id = idOf(upsert.row(serialNumber, place, notAfterMs, knownFromMs, changed)) ?? 0;
        dropChanges.run(id);
        for (const [position, {kind, at, reason, invalidSince}] of changes.entries()) {
          addChange.run(id, position, kind, at.getTime(), reason, dateValue(invalidSince));
        }
      });
    },
    *changed(authority, distributionPoint) {
      const places =
        distributionPoint === undefined
          ? partitionsOf.rows(authority)
          : [partition.row(authority, distributionPoint)];
      for (const place of places.flatMap((row) => idOf(row) ?? [])) {
        let last = 0;
        for (let found = page.rows(place, last); found.length > 0; found = page.rows(place, last)) {
          yield* statusRows(found);
          last = idOf(found.at(-1)) ?? Number.MAX_SAFE_INTEGER;
        }
      }
    },
    together: database.transaction,
  };
};

/** One row for each change, in order, to one for each certificate. */
const statusRows = (found: readonly DatabaseRow[]): StatusRow[] => {
  const rows: (StatusRow & {readonly changes: StatusChange[]})[] = [];
  let last: number | undefined;
  for (const row of found) {
    if (numberIn(row, 'id') !== last) {
      last = numberIn(row, 'id');
      rows.push({
        serialNumber: textIn(row, 'serial_number'),
        ...given('authority', textIn(row, 'authority') || undefined),
        ...given('distributionPoint', textIn(row, 'distribution_point') || undefined),
        ...given('notAfter', optionalDateIn(row, 'not_after')),
        ...given('knownFrom', optionalDateIn(row, 'known_from')),
        changes: [],
      });
    }
    if (row['position'] !== null) {
      rows.at(-1)?.changes.push({
        kind: textIn(row, 'kind') as StatusChange['kind'],
        at: dateIn(row, 'at'),
        reason: textIn(row, 'reason') as RevocationReason,
        ...given('invalidSince', optionalDateIn(row, 'invalid_since')),
      });
    }
  }
  return rows;
};
