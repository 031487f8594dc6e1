-- Members may log in by a passkey; no row of before has one.

CREATE TABLE logins_next (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  method       TEXT NOT NULL CHECK (method IN ('password', 'temporary', 'franceconnect', 'passkey')),
  device       TEXT NOT NULL,
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER,
  seal         BLOB
) STRICT;
INSERT INTO logins_next (id, member_id, method, device, opened_at, last_seen_at, ended_at, seal)
SELECT id, member_id, method, device, opened_at, last_seen_at, ended_at, seal FROM logins;
DROP TABLE logins;
ALTER TABLE logins_next RENAME TO logins;
CREATE INDEX logins_by_member ON logins (member_id, opened_at);

CREATE TABLE member_passkeys (
  id         BLOB PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,
  device     TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX member_passkeys_by_member ON member_passkeys (member_id);

CREATE TABLE passkey_challenges (
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16),
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE,
  origin_key  BLOB CHECK (length(origin_key) = 16),
  payload     BLOB NOT NULL,
  expires_at  INTEGER NOT NULL,
  PRIMARY KEY (browser_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_by_origin ON passkey_challenges (origin_key, expires_at);
CREATE INDEX passkey_challenges_by_expiry ON passkey_challenges (expires_at);

CREATE TABLE passkeys_declined (
  member_id   INTEGER PRIMARY KEY REFERENCES members (id) ON DELETE CASCADE,
  declined_at INTEGER NOT NULL
) STRICT;
