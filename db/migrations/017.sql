-- Browsers in which somebody has logged in have counters of their own.

CREATE TABLE known_browsers (
  id          INTEGER PRIMARY KEY,
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16),
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE,
  agent_id    INTEGER REFERENCES agents (id) ON DELETE CASCADE,
  device      TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  seen_at     INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  UNIQUE (member_id, browser_key),
  UNIQUE (agent_id, browser_key),
  CHECK ((member_id IS NULL) <> (agent_id IS NULL))
) STRICT;
