-- The caisse's other programs let members in by a login here (OpenID Connect), are told when it ends, and receive events.

CREATE TABLE clients (
  id         INTEGER PRIMARY KEY,
  client_id  TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL UNIQUE,
  secret_key BLOB CHECK (length(secret_key) = 16),
  scopes     TEXT NOT NULL,
  signature  TEXT NOT NULL CHECK (signature IN ('RS256', 'ES256')),
  start_url  TEXT,
  logout_url TEXT,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;

CREATE TABLE client_redirects (
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  url       TEXT NOT NULL,
  PRIMARY KEY (client_id, url)
) STRICT, WITHOUT ROWID;

CREATE TABLE client_subjects (
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  subject   TEXT NOT NULL UNIQUE,
  PRIMARY KEY (member_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_subjects_by_client ON client_subjects (client_id);

CREATE TABLE client_logins (
  login_id  INTEGER NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  client_id INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  sid       TEXT NOT NULL UNIQUE,
  opened_at INTEGER NOT NULL,
  PRIMARY KEY (login_id, client_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX client_logins_by_client ON client_logins (client_id);

CREATE TABLE authorizations (
  number      INTEGER PRIMARY KEY,
  id          BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
  client_id   INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  browser_key BLOB NOT NULL CHECK (length(browser_key) = 16),
  payload     BLOB NOT NULL,
  created_at  INTEGER NOT NULL,
  chosen_at   INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  answered_at INTEGER
) STRICT;
CREATE INDEX authorizations_by_browser ON authorizations (browser_key);
CREATE INDEX authorizations_by_client ON authorizations (client_id);
CREATE INDEX authorizations_by_expiry ON authorizations (expires_at);

CREATE TABLE grants (
  id               INTEGER PRIMARY KEY,
  client_id        INTEGER NOT NULL REFERENCES clients (id) ON DELETE CASCADE,
  login_id         INTEGER NOT NULL REFERENCES logins (id) ON DELETE CASCADE,
  code_key         BLOB NOT NULL UNIQUE CHECK (length(code_key) = 16),
  payload          BLOB NOT NULL,
  created_at       INTEGER NOT NULL,
  expires_at       INTEGER NOT NULL,
  spent_at         INTEGER,
  token_key        BLOB UNIQUE CHECK (length(token_key) = 16),
  token_expires_at INTEGER,
  CHECK ((token_key IS NULL) = (token_expires_at IS NULL))
) STRICT;
CREATE INDEX grants_by_login ON grants (login_id);
CREATE INDEX grants_by_client ON grants (client_id);
CREATE INDEX grants_by_age ON grants (created_at);

CREATE TABLE signing_keys (
  id          INTEGER PRIMARY KEY,
  kid         TEXT NOT NULL UNIQUE,
  algorithm   TEXT NOT NULL CHECK (algorithm IN ('RS256', 'ES256')),
  private_key BLOB NOT NULL,
  signs_from  INTEGER NOT NULL
) STRICT;

CREATE TABLE deliveries (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  kind        TEXT NOT NULL CHECK (kind IN ('logout', 'event')),
  client_id   INTEGER REFERENCES clients (id) ON DELETE CASCADE,
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  payload     BLOB,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'expired')),
  tries       INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  next_try_at INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  failure     TEXT,
  CHECK ((kind = 'logout') = (client_id IS NOT NULL)),
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((state = 'waiting') = (done_at IS NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_try_at) WHERE state = 'waiting';
CREATE INDEX deliveries_by_client ON deliveries (client_id, created_at);
CREATE INDEX deliveries_by_member ON deliveries (member_id);

CREATE TABLE exports (
  id         INTEGER PRIMARY KEY,
  kind       TEXT NOT NULL CHECK (kind IN ('contacts')),
  since      INTEGER NOT NULL,
  until      INTEGER NOT NULL,
  lines      INTEGER NOT NULL CHECK (lines >= 0),
  created_at INTEGER NOT NULL
) STRICT;
