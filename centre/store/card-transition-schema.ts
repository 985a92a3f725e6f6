/** The table of two-phase commits of cards' states; one is open for a card at a time. */
export const cardTransitionSchema = `
  CREATE TABLE management_transitions (
    issuer TEXT NOT NULL REFERENCES management_issuers (name),
    request_id TEXT NOT NULL,
    operator TEXT NOT NULL,
    card_id TEXT NOT NULL REFERENCES management_cards (card_id),
    transition TEXT NOT NULL,
    leaves TEXT NOT NULL,
    reaches TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('begun', 'committed', 'aborted', 'abandoned')),
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (issuer, request_id)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX management_open_transition ON management_transitions (card_id) WHERE state = 'begun';`;
