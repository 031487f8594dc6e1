-- The day from which an account is closed, as the back office says, and the values of its files that cannot be read.

ALTER TABLE members ADD COLUMN closes_on TEXT CHECK (closes_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]');

CREATE TABLE values_left_out (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  field        TEXT NOT NULL,
  payload      BLOB NOT NULL,
  seen_at      INTEGER NOT NULL,
  dismissed_at INTEGER,
  PRIMARY KEY (member_id, field)
) STRICT, WITHOUT ROWID;
