-- Each call has its own two words, which an agent says and the member reads.

CREATE TABLE calls (
  id         INTEGER PRIMARY KEY,
  reference  BLOB NOT NULL UNIQUE CHECK (length(reference) = 16),
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE,
  words      BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX calls_by_member ON calls (member_id, id);
