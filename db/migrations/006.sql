-- What keeps messages from leaving, and when it did.
CREATE TABLE troubles (
  id       INTEGER PRIMARY KEY,
  channel  TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  house    BLOB,
  class    TEXT NOT NULL,
  waiting  INTEGER NOT NULL CHECK (waiting >= 0),
  since    INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;
CREATE INDEX troubles_open ON troubles (id) WHERE ended_at IS NULL;
