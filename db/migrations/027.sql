-- Events that a limit prevented, again within a minute: counted, and written as one row.

CREATE TABLE audit_held (
  event   TEXT NOT NULL,
  actor   TEXT NOT NULL,
  target  TEXT NOT NULL,
  details TEXT NOT NULL,
  since   INTEGER NOT NULL,
  newest  INTEGER NOT NULL,
  times   INTEGER NOT NULL CHECK (times >= 0),
  PRIMARY KEY (event, actor, target, details)
) STRICT;
CREATE INDEX audit_held_by_age ON audit_held (since);
