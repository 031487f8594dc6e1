-- Decoys go through the turns of members, one kind of change each, in the place of shares that they followed.
DROP TABLE decoy_shares;

CREATE TABLE decoy_members (
  member_id INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  facts     TEXT NOT NULL
) STRICT;

-- What happened to the members with a kind of identifier, as shares of them: identifiers that nobody has go through the same
-- turns. Rows are added, in the order of turns.
CREATE TABLE decoy_turns (
  turn      INTEGER NOT NULL,
  kind      TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  at        INTEGER NOT NULL,
  slow      INTEGER NOT NULL CHECK (slow IN (0, 1)), -- decoys move one by one in the week that follows, not at once
  former    TEXT NOT NULL, -- the facts of those to whom it happened; empty for newcomers
  latter    TEXT NOT NULL, -- their facts since
  rests     INTEGER NOT NULL CHECK (rests BETWEEN 0 AND 3), -- contacts to which nothing goes for 48 hours: 1 e-mail, 2 mobile
  odds      REAL NOT NULL CHECK (odds BETWEEN 0 AND 1), -- their share of those who had the former facts; of newcomers, of all
  import_id INTEGER, -- imports.id of the file that did it
  undoes    INTEGER, -- the turn of an import that was undone; nothing else happened then
  PRIMARY KEY (turn, kind, former, latter, rests)
) STRICT, WITHOUT ROWID;
