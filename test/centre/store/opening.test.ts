import {mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {type ExecutionContext} from 'ava';
import {openDatabase} from '../../../centre/store/database.ts';
import {migrations} from '../../../centre/store/migrations.ts';
import {bringUpToDate, openCentreStore} from '../../../centre/store/open-centre-store.ts';
import {statusInDatabase} from '../../../centre/store/status-in-database.ts';
import {exitStatusOf} from '../../../cli/exit-status.ts';
import {inFolder, noon, statusRow} from '../../support/centre-store-content.ts';
import {refusal} from '../../support/refusal.ts';

/** A file that is no store: how it is made, and what is said of it. */
const foreign: Readonly<Record<string, {make(path: string): void; id: string; says: string}>> = {
  'text, short': {
    make: (path) => writeFileSync(path, 'hello'),
    id: 'KZS-CENTRE-STORE-FORMAT',
    says: 'no SQLite database',
  },
  'text, long': {
    make: (path) => writeFileSync(path, 'no database at all '.repeat(1_000)),
    id: 'KZS-CENTRE-STORE-FORMAT',
    says: 'no SQLite database',
  },
  'the header of SQLite and nothing that follows it': {
    make: (path) => writeFileSync(path, `SQLite format 3\0${'x'.repeat(4_080)}`),
    id: 'KZS-CENTRE-STORE-FORMAT',
    says: 'no SQLite database',
  },
  "another program's database": {
    make(path) {
      const other = openDatabase(path);
      other.exec('CREATE TABLE notes (text TEXT)');
      other.close();
    },
    id: 'KZS-CENTRE-STORE-FORMAT',
    says: "another program's database",
  },
  'a store of a later version': {
    make(path) {
      openCentreStore(path).close();
      const later = openDatabase(path);
      later.exec(`PRAGMA user_version = ${migrations.length + 1}`);
      later.close();
    },
    id: 'KZS-CENTRE-STORE-NEWER',
    says: `up to version ${migrations.length}, but`,
  },
};

for (const [name, {make, id, says}] of Object.entries(foreign)) {
  test(`${name} is refused as wrong input and left as it is`, (t) =>
    inFolder((folder) => {
      const path = join(folder, 'centre.db');
      make(path);
      const before = readFileSync(path);
      const error = refusal(t, () => openCentreStore(path), id, says);
      t.true(error.sentence.en.includes(path));
      t.is(exitStatusOf(error), 2);
      t.deepEqual(readFileSync(path), before);
    }));
}

test('a folder, a missing folder and no path at all are refused in one sentence', (t) =>
  inFolder((folder) => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync(join(folder, 'gone', 'x.db'), join(folder, 'dangling.db'));
    refusal(t, () => openCentreStore(join(folder, 'sub')), 'KZS-CENTRE-STORE-FORMAT', 'no ordinary file');
    refusal(t, () => openCentreStore(join(folder, 'a/b.db')), 'KZS-CENTRE-STORE', 'there is no folder');
    refusal(t, () => openCentreStore(join(folder, 'dangling.db')), 'KZS-CENTRE-STORE', 'ENOENT');
    refusal(t, () => openCentreStore(''), 'KZS-CENTRE-STORE', 'a path was expected');
  }));

test('a store that another process holds locked is refused after the time allowed', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    const store = openCentreStore(path);
    const other = openCentreStore(path, {busyMs: 20});
    store.transaction(() => {
      refusal(t, () => other.status.put(statusRow('01')), 'KZS-CENTRE-STORE-BUSY', 'another process');
      t.is(other.status.get('01'), undefined);
    });
    other.status.put(statusRow('01'));
    t.deepEqual(store.status.get('01'), statusRow('01'));
  }));

test('a new file that another process is filling is waited for', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    const first = openDatabase(path);
    first.transaction(() => {
      refusal(t, () => openCentreStore(path, {busyMs: 20}), 'KZS-CENTRE-STORE-BUSY', 'another process');
    });
    openCentreStore(path).close();
  }));

test('the file is for its owner only, and may be reached by a name that looks like a URL', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'http:x.db');
    const store = openCentreStore(path);
    store.status.put(statusRow('01'));
    t.is(statSync(path).mode & 0o777, 0o600);
    t.is(statSync(`${path}-wal`).mode & 0o777, 0o600);
  }));

test('what is kept is in the one file after close, and nothing is answered after it', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    const store = openCentreStore(path);
    store.status.put(statusRow('01'));
    store.close();
    store.close();
    writeFileSync(join(folder, 'copy.db'), readFileSync(path));
    t.deepEqual(openCentreStore(join(folder, 'copy.db')).status.get('01'), statusRow('01'));
    refusal(t, () => store.status.get('01'), 'KZS-CENTRE-STORE', 'closed');
    refusal(t, () => store.transaction(() => 1), 'KZS-CENTRE-STORE', 'closed');
  }));

test('a store belongs to whoever claims it first, also when it is opened again, and to nobody else', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    const store = openCentreStore(path);
    store.claim('aa');
    store.claim('aa');
    store.close();
    const again = openCentreStore(path);
    const error = refusal(t, () => again.claim('bb'), 'KZS-CENTRE-STORE-SEED', path);
    t.is(exitStatusOf(error), 2);
    again.claim('aa');
  }));

/** A store as the first `version` steps made it, with a row in it. */
const oldStore = (path: string, version: number): void => {
  const database = openDatabase(path);
  bringUpToDate(database, path, 0, migrations.slice(0, version));
  statusInDatabase(database).put(statusRow('01'));
  database.close();
};

for (let version = 1; version < migrations.length; version += 1) {
  test(`a store of version ${version} is brought up to date and keeps what it has`, (t) =>
    inFolder((folder) => {
      const path = join(folder, 'centre.db');
      oldStore(path, version);
      const store = openCentreStore(path);
      t.deepEqual(store.status.get('01'), statusRow('01'));
      t.is(
        store.requests.add({at: noon, duration: 0, operation: 'ocsp', httpStatus: 200, outcome: 'good'}),
        1,
      );
      t.deepEqual(settings(path), {user_version: migrations.length, journal_mode: 'wal'});
    }));
}

test('an application that an earlier version kept on a card is there afterwards, and its kind may be any', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    const before = migrations.findIndex(({adds}) => adds.includes('developed themselves'));
    oldStore(path, before);
    const database = openDatabase(path);
    database.exec(`
      INSERT INTO management_issuers VALUES ('x', 1, 'agency', NULL, NULL, 'P', 1, x'00', 0, NULL);
      INSERT INTO management_cards VALUES ('C1', 'operational', '13221', NULL, 0);
      INSERT INTO management_applications VALUES ('C1', 'extended', 'x', 'common', 'A0', 'U-1', 0, 0);`);
    database.close();
    const {management} = openCentreStore(path);
    const [kept] = management.applications.find({cardId: 'C1'});
    t.is(kept?.userId, 'U-1');
    if (kept) {
      management.applications.add({...kept, kind: 'bus-pass'});
    }
    t.deepEqual(
      management.applications.find({cardId: 'C1'}).map(({kind}) => kind),
      ['bus-pass', 'common'],
    );
  }));

test('an installation that an earlier version left open is read back before it is committed', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    oldStore(
      path,
      migrations.findIndex(({adds}) => adds.includes('read back')),
    );
    const database = openDatabase(path);
    const plan = ['install', 'personalise', 'lock', 'install', 'personalise'].map((step, n) => ({
      do: step,
      area: 'extended',
      aid: n < 3 ? 'A0' : 'A1',
      kind: 'common',
    }));
    database.exec(`
      INSERT INTO management_issuers VALUES ('x', 1, 'agency', NULL, NULL, 'P', 1, x'00', 0, NULL);
      INSERT INTO management_cards VALUES
        ('C1', 'operational', '13221', NULL, 0), ('C2', 'operational', '13221', NULL, 0);
      INSERT INTO management_operations VALUES
        ('x', 'r1', 'o', 'install', 'C1', '${JSON.stringify(plan)}', 'U-1', 'begun', 0, NULL),
        ('x', 'r2', 'o', 'install', 'C2', '${JSON.stringify(plan)}', 'U-1', 'committed', 0, 1),
        ('x', 'r3', 'o', 'move-in', 'C2', '[{"do":"empty","area":"ordinance"}]', NULL, 'begun', 0, NULL);`);
    database.close();
    const {management} = openCentreStore(path);
    const [open, ended, moving] = management.operations.find();
    const {steps = []} = open ?? {};
    t.deepEqual(
      steps.map((step) => step.do),
      ['install', 'personalise', 'read-back', 'lock', 'install', 'personalise', 'read-back'],
    );
    t.deepEqual(steps[2], {do: 'read-back', area: 'extended', aid: 'A0', kind: 'common'});
    t.deepEqual([open?.readBack, open?.towards], [undefined, undefined]);
    t.is(ended?.steps.length, 5);
    t.deepEqual(moving?.steps, [{do: 'empty', area: 'ordinance'}]);
  }));

test('a step that fails leaves the store at the version it had', (t) =>
  inFolder((folder) => {
    const path = join(folder, 'centre.db');
    oldStore(path, 2);
    const database = openDatabase(path);
    const broken = {adds: 'a table, and then a mistake', sql: 'CREATE TABLE extra (a) ; CREATE NONSENSE;'};
    refusal(
      t,
      () => bringUpToDate(database, path, 0, [...migrations.slice(0, 2), broken]),
      'KZS-CENTRE-STORE',
      'NONSENSE',
    );
    t.is(database.pragma('user_version'), 2);
    t.throws(() => database.statement('SELECT * FROM extra').rows());
  }));

test('every table is strict, writes wait for the disk, and foreign keys are watched', (t) => {
  const database = openDatabase(':memory:');
  bringUpToDate(database, ':memory:');
  const loose = database
    .statement(
      "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict AND name NOT LIKE 'sqlite_%'",
    )
    .rows();
  t.deepEqual(loose, []);
  const watched = (): unknown[] => [database.pragma('synchronous'), database.pragma('foreign_keys')];
  t.deepEqual(watched(), [2, 1]);
  database.relaxed(() => t.deepEqual(watched(), [1, 1]));
  t.deepEqual(watched(), [2, 1]);
});

const settings = (path: string): Record<string, unknown> => {
  const database = openDatabase(path);
  return Object.fromEntries(['user_version', 'journal_mode'].map((name) => [name, database.pragma(name)]));
};

/** How each table looks rows up, so that no question reads all of it. */
const questions: readonly [string, RegExp][] = [
  [
    'SELECT * FROM status WHERE partition = 1 AND changed = 1 AND id > 5 ORDER BY id',
    /USING INDEX changed_status \(partition=\? AND (id|rowid)>\?\)/,
  ],
  ['SELECT * FROM certificates WHERE holder = 1 ORDER BY not_before, issue', /certificates_of_holder/],
  ["SELECT * FROM requests WHERE relying_party = 'a' AND ordinal > 7", /relying_party=\? AND ordinal>\?/],
  ["SELECT * FROM requests WHERE serial_number = 'a'", /requests_by_serial/],
  ['DELETE FROM challenges WHERE made_at < 5', /challenges_by_age/],
];

for (const [sql, plan] of questions) {
  test(`an index answers: ${sql}`, (t: ExecutionContext) => {
    const database = openDatabase(':memory:');
    bringUpToDate(database, ':memory:');
    const found = database.statement(`EXPLAIN QUERY PLAN ${sql}`).rows();
    t.regex(found.map(({detail}) => detail).join('; '), plan);
  });
}
