-- Agents may come in by the caisse's directory; no row of before has. Their seals are made anew by the step.

CREATE TABLE agents_next (
  id                   INTEGER PRIMARY KEY,
  login                TEXT NOT NULL UNIQUE CHECK (length(login) BETWEEN 2 AND 40),
  role                 TEXT NOT NULL CHECK (role IN ('agent', 'courrier', 'superviseur')),
  user_handle          BLOB NOT NULL UNIQUE CHECK (length(user_handle) = 32),
  enrolment_key        BLOB CHECK (length(enrolment_key) = 16),
  enrolment_expires_at INTEGER,
  password_hash        TEXT,
  totp_secret          BLOB,
  totp_step            INTEGER,
  enrolled_at          INTEGER,
  disabled_at          INTEGER,
  created_at           INTEGER NOT NULL,
  opened_at            INTEGER,
  seal                 BLOB NOT NULL DEFAULT x'',
  shortcuts            INTEGER NOT NULL DEFAULT 1 CHECK (shortcuts IN (0, 1)),
  directory_key        BLOB UNIQUE CHECK (length(directory_key) = 16),
  directory_until      INTEGER,
  CHECK ((enrolment_key IS NULL) = (enrolment_expires_at IS NULL)),
  CHECK (enrolled_at IS NULL OR password_hash IS NOT NULL OR directory_key IS NOT NULL),
  CHECK (password_hash IS NULL OR directory_key IS NULL)
) STRICT;
INSERT INTO agents_next (id, login, role, user_handle, enrolment_key, enrolment_expires_at, password_hash, totp_secret, totp_step, enrolled_at, disabled_at, created_at, opened_at, seal, shortcuts)
SELECT id, login, role, user_handle, enrolment_key, enrolment_expires_at, password_hash, totp_secret, totp_step, enrolled_at, disabled_at, created_at, opened_at, seal, shortcuts FROM agents;
DROP TABLE agents;
ALTER TABLE agents_next RENAME TO agents;

ALTER TABLE agent_logins ADD COLUMN directory_sid BLOB CHECK (length(directory_sid) = 16);
