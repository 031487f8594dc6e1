-- A temporary password belongs to the browser in which it was entered first.

CREATE TABLE temporary_browsers (
  member_id     INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  temporary_key BLOB NOT NULL CHECK (length(temporary_key) = 16),
  browser_key   BLOB NOT NULL CHECK (length(browser_key) = 16),
  device        TEXT NOT NULL,
  entered_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  told_at       INTEGER,
  PRIMARY KEY (member_id, temporary_key)
) STRICT, WITHOUT ROWID;
