/** The tables of the card management system. */
export const cardManagementSchema = `
  CREATE TABLE management_issuers (
    name TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 65535),
    type TEXT NOT NULL CHECK (type IN ('municipality', 'prefecture', 'agency', 'private')),
    municipality_code TEXT UNIQUE,
    ordinance TEXT,
    permission TEXT,
    key_version INTEGER NOT NULL,
    wrapped_key BLOB NOT NULL,
    registered_at INTEGER NOT NULL,
    ended_at INTEGER
  ) STRICT;
  CREATE TABLE management_operators (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    salt BLOB NOT NULL,
    password_cost INTEGER NOT NULL,
    password_hash BLOB NOT NULL,
    wrong_tries INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (issuer, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_logins (
    token_hash TEXT PRIMARY KEY,
    issuer TEXT NOT NULL,
    operator TEXT NOT NULL,
    until INTEGER NOT NULL,
    FOREIGN KEY (issuer, operator) REFERENCES management_operators (issuer, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_cards (
    card_id TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('arrived', 'prepared', 'operational', 'suspended', 'terminated')),
    residence TEXT NOT NULL,
    moving_on TEXT,
    registered_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_applications (
    card_id TEXT NOT NULL REFERENCES management_cards (card_id),
    area TEXT NOT NULL CHECK (area IN ('ordinance', 'extended')),
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    kind TEXT NOT NULL CHECK (kind IN ('type-a', 'type-d', 'common')),
    aid TEXT NOT NULL,
    user_id TEXT NOT NULL,
    stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    since INTEGER NOT NULL,
    PRIMARY KEY (card_id, area, issuer, kind)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX management_applications_of_issuer ON management_applications (issuer, card_id);
  CREATE TABLE management_services (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    PRIMARY KEY (issuer, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_profiles (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    name TEXT NOT NULL,
    applications TEXT NOT NULL,
    PRIMARY KEY (issuer, name)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_residents (
    register TEXT NOT NULL,
    card_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    PRIMARY KEY (register, card_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_operations (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    request_id TEXT NOT NULL,
    operator TEXT NOT NULL,
    kind TEXT NOT NULL,
    card_id TEXT NOT NULL REFERENCES management_cards (card_id),
    steps TEXT NOT NULL,
    user_id TEXT,
    state TEXT NOT NULL CHECK (state IN ('begun', 'committed', 'aborted', 'abandoned')),
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (issuer, request_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX management_open_operation ON management_operations (card_id) WHERE state = 'begun';
  CREATE INDEX management_operations_of_card ON management_operations (card_id);
  CREATE TABLE management_answered (
    issuer TEXT NOT NULL,
    request_id TEXT NOT NULL,
    request_hash TEXT NOT NULL,
    answer TEXT NOT NULL,
    PRIMARY KEY (issuer, request_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE management_audit (
    number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    issuer TEXT NOT NULL,
    operator TEXT NOT NULL,
    operation TEXT NOT NULL,
    subject TEXT NOT NULL,
    outcome TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE INDEX management_audit_of_issuer ON management_audit (issuer, number);
  CREATE TRIGGER management_audit_stays BEFORE DELETE ON management_audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
  CREATE TRIGGER management_audit_is_said BEFORE UPDATE ON management_audit
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;`;
