-- Codes of calls serve for ten minutes: those under way at an upgrade are asked for again.
DROP TABLE call_codes;
CREATE TABLE call_codes (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE,
  contact    TEXT NOT NULL CHECK (contact IN ('email', 'mobile')),
  destination_key BLOB NOT NULL CHECK (length(destination_key) = 16),
  proves     TEXT NOT NULL CHECK (proves IN ('identity', 'fresh', 'spelling')),
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16),
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER,
  seal       BLOB
) STRICT;
CREATE INDEX call_codes_by_member ON call_codes (member_id, login_id, id);

CREATE TABLE replaced_contacts (
  id          INTEGER PRIMARY KEY,
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('email', 'mobile')),
  value       BLOB NOT NULL,
  verified_at INTEGER,
  changed_at  INTEGER NOT NULL,
  replaced_at INTEGER NOT NULL
) STRICT;
CREATE INDEX replaced_contacts_by_member ON replaced_contacts (member_id, replaced_at);
CREATE INDEX replaced_contacts_by_age ON replaced_contacts (replaced_at);

CREATE TABLE mandates (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16),
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  holder_id  INTEGER REFERENCES members (id) ON DELETE CASCADE,
  payload    BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at   INTEGER,
  CHECK (holder_id <> member_id)
) STRICT;
CREATE INDEX mandates_by_member ON mandates (member_id, id);
CREATE INDEX mandates_by_holder ON mandates (holder_id, id);
