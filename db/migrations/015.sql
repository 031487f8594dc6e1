-- Copies of the database are noted, and whether each was opened again and found whole.

CREATE TABLE backups (
  id         INTEGER PRIMARY KEY,
  file       TEXT NOT NULL,
  made_at    INTEGER NOT NULL,
  took_ms    INTEGER NOT NULL CHECK (took_ms >= 0),
  bytes      INTEGER NOT NULL CHECK (bytes >= 0),
  members    INTEGER NOT NULL CHECK (members >= 0),
  audit_seq  INTEGER NOT NULL CHECK (audit_seq >= 0),
  audit_hash BLOB CHECK (length(audit_hash) = 32),
  failure    TEXT CHECK (failure IN ('room', 'folder', 'damaged', 'slow', 'stopped', 'other'))
) STRICT;
CREATE INDEX backups_proved ON backups (made_at) WHERE failure IS NULL;
