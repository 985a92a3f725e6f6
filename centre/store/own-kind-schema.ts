/** Issuers' own kinds of application; what lies on a card may now be of one of them. */
export const ownKindSchema = `
  CREATE TABLE management_kinds (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    name TEXT NOT NULL,
    number INTEGER NOT NULL,
    area TEXT NOT NULL CHECK (area IN ('ordinance', 'extended')),
    load_file TEXT NOT NULL UNIQUE,
    module TEXT NOT NULL,
    personalised INTEGER NOT NULL CHECK (personalised IN (0, 1)),
    mutual_authentication INTEGER NOT NULL CHECK (mutual_authentication IN (0, 1)),
    cap BLOB NOT NULL,
    PRIMARY KEY (issuer, name),
    UNIQUE (issuer, number)
  ) STRICT;
  CREATE TABLE management_applications_of_any_kind (
    card_id TEXT NOT NULL REFERENCES management_cards (card_id),
    area TEXT NOT NULL CHECK (area IN ('ordinance', 'extended')),
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    kind TEXT NOT NULL,
    aid TEXT NOT NULL,
    user_id TEXT NOT NULL,
    stopped INTEGER NOT NULL CHECK (stopped IN (0, 1)),
    since INTEGER NOT NULL,
    PRIMARY KEY (card_id, area, issuer, kind)
  ) STRICT, WITHOUT ROWID;
  INSERT INTO management_applications_of_any_kind
    SELECT card_id, area, issuer, kind, aid, user_id, stopped, since FROM management_applications;
  DROP TABLE management_applications;
  ALTER TABLE management_applications_of_any_kind RENAME TO management_applications;
  CREATE INDEX management_applications_of_issuer ON management_applications (issuer, card_id);`;
