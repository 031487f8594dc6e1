-- What an import has changed is kept for a day, so that it can be put back.

ALTER TABLE imports ADD COLUMN loaded_at INTEGER;
ALTER TABLE imports ADD COLUMN newest_before INTEGER;
ALTER TABLE imports ADD COLUMN undone_at INTEGER;
ALTER TABLE imports ADD COLUMN undone_by TEXT;
ALTER TABLE payments ADD COLUMN import_id INTEGER;

CREATE TABLE former_members (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  category     TEXT NOT NULL,
  profile      BLOB NOT NULL,
  vitale_key   BLOB,
  identity_key BLOB,
  closes_on    TEXT,
  updated_at   INTEGER NOT NULL,
  PRIMARY KEY (member_id, import_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE former_contacts (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id  INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL,
  value      BLOB,
  changed_at INTEGER,
  PRIMARY KEY (member_id, import_id, kind)
) STRICT, WITHOUT ROWID;
