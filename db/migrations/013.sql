-- A temporary password remembers the number of its message, and the former ones are kept, so that they are named.

ALTER TABLE members ADD COLUMN temporary_request TEXT;

CREATE TABLE former_temporaries (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  hash       TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX former_temporaries_by_member ON former_temporaries (member_id, id);
