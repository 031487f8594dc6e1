-- Codes of an account that strangers press grow longer, and the code of the newest message serves the demands that follow.

CREATE TABLE codes_of_19 (
  id         INTEGER PRIMARY KEY,
  flow_id    BLOB NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16),
  digits     INTEGER NOT NULL CHECK (digits BETWEEN 4 AND 16),
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER,
  request    TEXT NOT NULL DEFAULT '',
  series_key BLOB CHECK (length(series_key) = 16),
  withheld   INTEGER NOT NULL DEFAULT 0 CHECK (withheld IN (0, 1))
) STRICT;
INSERT INTO codes_of_19 (id, flow_id, code_key, digits, tries, created_at, expires_at, spent_at, request)
  SELECT id, flow_id, code_key, digits, tries, created_at, expires_at, spent_at, request FROM codes;
DROP TABLE codes;
ALTER TABLE codes_of_19 RENAME TO codes;
CREATE INDEX codes_by_flow ON codes (flow_id, id);
CREATE INDEX codes_by_series ON codes (series_key, id) WHERE series_key IS NOT NULL;
