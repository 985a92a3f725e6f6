import {cardManagementSchema} from './card-management-schema.ts';
import {cardTransitionSchema} from './card-transition-schema.ts';
import {ownKindSchema} from './own-kind-schema.ts';
import {readBackSchema} from './read-back-schema.ts';

/** One step of the schema; its number is its place in the table, counted from 1, and is kept as `user_version`. */
export interface Migration {
  readonly adds: string;
  readonly sql: string;
}

/** `KZSU`, by which a store is told from other programs' databases. */
export const applicationId = 0x4b_5a_53_55;

/** The schema. A step that has been released is never changed: a change is a further step. Dates are integer ms. */
export const migrations: readonly Migration[] = [
  {
    adds: 'states of certificates',
    sql: `
      CREATE TABLE partitions (
        id INTEGER PRIMARY KEY,
        authority TEXT NOT NULL,
        distribution_point TEXT NOT NULL,
        UNIQUE (authority, distribution_point)
      ) STRICT;
      CREATE TABLE status (
        id INTEGER PRIMARY KEY,
        serial_number TEXT NOT NULL UNIQUE,
        partition INTEGER NOT NULL REFERENCES partitions (id),
        not_after INTEGER,
        known_from INTEGER,
        changed INTEGER NOT NULL CHECK (changed IN (0, 1))
      ) STRICT;
      CREATE INDEX changed_status ON status (partition, id) WHERE changed = 1;
      CREATE TABLE status_changes (
        status INTEGER NOT NULL REFERENCES status (id),
        position INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('revoked', 'held', 'released')),
        at INTEGER NOT NULL,
        reason TEXT NOT NULL,
        invalid_since INTEGER,
        PRIMARY KEY (status, position)
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    adds: 'issued certificates and what they have to do with each other',
    sql: `
      CREATE TABLE certificates (
        issue INTEGER PRIMARY KEY AUTOINCREMENT,
        serial_number TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('user-authentication', 'digital-signature')),
        generation INTEGER NOT NULL,
        certificate BLOB NOT NULL,
        not_before INTEGER NOT NULL,
        not_after INTEGER NOT NULL,
        holder TEXT NOT NULL
      ) STRICT;
      CREATE INDEX certificates_of_holder ON certificates (holder, not_before, issue);
      CREATE TABLE certificate_links (
        kind TEXT NOT NULL CHECK (kind IN ('replaces', 'belongs-to')),
        from_serial TEXT NOT NULL REFERENCES certificates (serial_number),
        to_serial TEXT NOT NULL REFERENCES certificates (serial_number),
        since INTEGER NOT NULL,
        PRIMARY KEY (kind, from_serial)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX certificate_links_back ON certificate_links (kind, to_serial, since);
      CREATE INDEX certificate_links_from ON certificate_links (from_serial);
      CREATE INDEX certificate_links_to ON certificate_links (to_serial);`,
  },
  {
    adds: 'challenges',
    sql: `
      CREATE TABLE challenges (
        id TEXT PRIMARY KEY,
        bytes BLOB NOT NULL,
        made_at INTEGER NOT NULL,
        relying_party TEXT,
        spent INTEGER NOT NULL DEFAULT 0 CHECK (spent IN (0, 1))
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX challenges_by_age ON challenges (made_at);`,
  },
  {
    adds: 'relying parties and their quotas',
    sql: `
      CREATE TABLE relying_parties (
        registration INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        key_hash TEXT NOT NULL UNIQUE,
        quota_requests INTEGER NOT NULL CHECK (quota_requests > 0),
        quota_window_ms INTEGER NOT NULL CHECK (quota_window_ms > 0),
        registered_at INTEGER NOT NULL,
        ended_at INTEGER
      ) STRICT;
      CREATE TABLE quota_windows (
        relying_party TEXT PRIMARY KEY REFERENCES relying_parties (name),
        opened_at INTEGER NOT NULL,
        requests INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;`,
  },
  {
    adds: 'requests, each numbered among all and among those of its relying party',
    sql: `
      CREATE TABLE request_counts (
        relying_party TEXT PRIMARY KEY,
        requests INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE requests (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        relying_party TEXT NOT NULL REFERENCES request_counts (relying_party),
        ordinal INTEGER NOT NULL,
        at INTEGER NOT NULL,
        duration REAL NOT NULL,
        operation TEXT NOT NULL,
        http_status INTEGER NOT NULL,
        outcome TEXT NOT NULL,
        misbehaviour TEXT,
        serial_number TEXT,
        request_hash TEXT,
        UNIQUE (relying_party, ordinal)
      ) STRICT;
      CREATE INDEX requests_by_serial ON requests (serial_number) WHERE serial_number IS NOT NULL;
      CREATE INDEX requests_by_misbehaviour ON requests (misbehaviour) WHERE misbehaviour IS NOT NULL;`,
  },
  {
    adds: 'whose store it is: the fingerprint of an authority that the seed gives',
    sql: `
      CREATE TABLE owner (
        only INTEGER PRIMARY KEY CHECK (only = 1),
        authority TEXT NOT NULL
      ) STRICT;`,
  },
  {adds: 'the card management system', sql: cardManagementSchema},
  {adds: 'two-phase commits of cards’ states', sql: cardTransitionSchema},
  {adds: 'applications that issuers developed themselves', sql: ownKindSchema},
  {adds: 'ids that were read back', sql: readBackSchema},
];
