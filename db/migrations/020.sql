-- An import is written in slices that nobody sees until the last one is there.

CREATE TABLE import_work (
  id        INTEGER PRIMARY KEY CHECK (id = 1),
  import_id INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  stage     TEXT NOT NULL CHECK (stage IN ('arriving', 'leaving', 'sweeping')),
  first     INTEGER NOT NULL,
  last      INTEGER NOT NULL,
  restored  INTEGER NOT NULL DEFAULT 0 CHECK (restored >= 0),
  removed   INTEGER NOT NULL DEFAULT 0 CHECK (removed >= 0),
  kept      INTEGER NOT NULL DEFAULT 0 CHECK (kept >= 0)
) STRICT;

ALTER TABLE former_members ADD COLUMN lost_identity_key BLOB;
CREATE INDEX former_members_by_lost_identity ON former_members (lost_identity_key) WHERE lost_identity_key IS NOT NULL;

CREATE TABLE former_notes (
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  import_id    INTEGER NOT NULL REFERENCES imports (id) ON DELETE CASCADE,
  list         TEXT NOT NULL CHECK (list IN ('contact_differences', 'values_left_out')),
  field        TEXT NOT NULL,
  payload      BLOB,
  seen_at      INTEGER,
  dismissed_at INTEGER,
  PRIMARY KEY (member_id, import_id, list, field)
) STRICT, WITHOUT ROWID;
