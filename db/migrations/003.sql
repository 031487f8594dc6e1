-- Every table of the first version that was installed. schema.sql at the root explains the tables as they are today.

CREATE TABLE meta (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  key_check  BLOB NOT NULL CHECK (length(key_check) = 16),
  created_at INTEGER NOT NULL,
  audit_seq  INTEGER NOT NULL DEFAULT 0 CHECK (audit_seq >= 0),
  audit_hash BLOB,
  audit_head BLOB
) STRICT;

CREATE TABLE members (
  id              INTEGER PRIMARY KEY,
  identifier_key  BLOB NOT NULL UNIQUE CHECK (length(identifier_key) = 16),
  kind            TEXT NOT NULL CHECK (kind IN ('nir', 'siret', 'tiers')),
  category        TEXT NOT NULL CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  profile         BLOB NOT NULL,
  file_key        BLOB CHECK (length(file_key) = 16),
  vitale_key      BLOB CHECK (length(vitale_key) = 16),
  identity_key    BLOB CHECK (length(identity_key) = 16),
  password_hash        TEXT,
  password_changed_at  INTEGER,
  temporary_hash       TEXT,
  temporary_channel    TEXT CHECK (temporary_channel IN ('email', 'sms', 'letter', 'counter')),
  temporary_issued_at  INTEGER,
  temporary_expires_at INTEGER,
  contacts_confirmed_at INTEGER,
  pending_email         BLOB,
  personalised_at       INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  CHECK ((temporary_hash IS NULL) = (temporary_channel IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_issued_at IS NULL)),
  CHECK ((temporary_hash IS NULL) = (temporary_expires_at IS NULL)),
  CHECK ((password_hash IS NULL) = (password_changed_at IS NULL))
) STRICT;
CREATE INDEX members_by_identity ON members (identity_key) WHERE identity_key IS NOT NULL;

CREATE TABLE contacts (
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind        TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  value       BLOB NOT NULL,
  source      TEXT NOT NULL CHECK (source IN ('file', 'member', 'agent')),
  verified_at INTEGER,
  changed_at  INTEGER NOT NULL,
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact_differences (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  kind       TEXT NOT NULL CHECK (kind IN ('email', 'mobile', 'landline', 'fax')),
  file_value BLOB NOT NULL,
  seen_at    INTEGER NOT NULL,
  dismissed_at INTEGER,
  PRIMARY KEY (member_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE search (
  slot_key BLOB NOT NULL UNIQUE CHECK (length(slot_key) = 16),
  entries  BLOB NOT NULL
) STRICT;

CREATE TABLE payments (
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  nature     TEXT NOT NULL CHECK (nature IN ('prestation', 'facture_cotisations', 'cotisations_salaires')),
  paid_on    TEXT NOT NULL CHECK (paid_on GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  amount_key BLOB NOT NULL CHECK (length(amount_key) = 16),
  PRIMARY KEY (member_id, nature, paid_on, amount_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE flows (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  journey     TEXT NOT NULL CHECK (journey IN ('personnalisation', 'changement', 'adresse', 'oubli', 'inscription')),
  revision    INTEGER NOT NULL DEFAULT 0,
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE,
  subject_key BLOB NOT NULL CHECK (length(subject_key) = 16),
  path        TEXT CHECK (path IN ('code', 'question', 'letter')),
  category    TEXT CHECK (category IN ('particulier', 'exploitant', 'entreprise', 'employeur_jardinier', 'tiers')),
  channel     TEXT CHECK (channel IN ('email', 'sms')),
  request     TEXT,
  codes_sent  INTEGER NOT NULL DEFAULT 0 CHECK (codes_sent >= 0),
  sent_at     INTEGER,
  blocked     TEXT CHECK (blocked IN ('codes', 'wrong')),
  proved_at   INTEGER,
  answer_right INTEGER CHECK (answer_right IN (0, 1)),
  new_email   BLOB,
  outcome     TEXT CHECK (outcome IN ('email', 'sms', 'letter', 'done')),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX flows_by_expiry ON flows (expires_at);
CREATE INDEX flows_by_member ON flows (member_id);

CREATE TABLE codes (
  id         INTEGER PRIMARY KEY,
  flow_id    BLOB NOT NULL REFERENCES flows (id) ON DELETE CASCADE,
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16),
  digits     INTEGER NOT NULL CHECK (digits BETWEEN 4 AND 8),
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER
) STRICT;
CREATE INDEX codes_by_flow ON codes (flow_id, id);

CREATE TABLE limit_events (
  id          INTEGER PRIMARY KEY,
  kind        TEXT NOT NULL,
  subject_key BLOB NOT NULL CHECK (length(subject_key) = 16),
  object_key  BLOB CHECK (length(object_key) = 16),
  at          INTEGER NOT NULL
) STRICT;
CREATE INDEX limit_events_by_subject ON limit_events (kind, subject_key, at);
CREATE INDEX limit_events_by_age ON limit_events (at);

CREATE TABLE sessions (
  token      TEXT PRIMARY KEY,
  data       BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE logins (
  id           INTEGER PRIMARY KEY,
  member_id    INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  method       TEXT NOT NULL CHECK (method IN ('password', 'temporary', 'franceconnect')),
  device       TEXT NOT NULL,
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER
) STRICT;
CREATE INDEX logins_by_member ON logins (member_id, opened_at);

CREATE TABLE outbox (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  member_id   INTEGER REFERENCES members (id) ON DELETE SET NULL,
  kind        TEXT NOT NULL,
  channel     TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  payload     BLOB,
  request     TEXT,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused', 'expired', 'decoy')),
  tries       INTEGER NOT NULL DEFAULT 0,
  handed_over INTEGER NOT NULL DEFAULT 0,
  next_try_at INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  created_at  INTEGER NOT NULL,
  done_at     INTEGER,
  failure     TEXT,
  to_key      BLOB NOT NULL CHECK (length(to_key) = 16),
  fate        TEXT CHECK (fate IN ('delivered', 'delayed', 'bounced')),
  fate_at     INTEGER,
  fate_code   TEXT,
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((fate IS NULL) = (fate_at IS NULL)),
  CHECK (fate IS NOT NULL OR fate_code IS NULL)
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_try_at) WHERE state = 'waiting';
CREATE INDEX outbox_by_member ON outbox (member_id, created_at);

CREATE TABLE letter_batches (
  id         INTEGER PRIMARY KEY CHECK (id > 0),
  actor      TEXT NOT NULL,
  layout     TEXT NOT NULL CHECK (layout IN ('recto', 'recto-verso')),
  count      INTEGER NOT NULL CHECK (count > 0),
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE letters (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  member_id   INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  payload     BLOB,
  request     TEXT,
  state       TEXT NOT NULL CHECK (state IN ('waiting', 'printed', 'posted', 'returned', 'expired', 'renewed')),
  former_id   INTEGER REFERENCES letters (id) ON DELETE SET NULL,
  accepted_key BLOB CHECK (length(accepted_key) = 16),
  batch_id    INTEGER REFERENCES letter_batches (id),
  sheet       INTEGER CHECK (sheet > 0),
  address_key BLOB CHECK (length(address_key) = 16),
  reason      TEXT,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  posted_at   INTEGER,
  done_at     INTEGER,
  CHECK (state = 'waiting' OR payload IS NULL),
  CHECK ((batch_id IS NULL) = (sheet IS NULL)),
  CHECK ((batch_id IS NULL) = (address_key IS NULL)),
  CHECK (state NOT IN ('printed', 'posted', 'returned') OR batch_id IS NOT NULL),
  CHECK (state <> 'waiting' OR batch_id IS NULL),
  CHECK (CASE state
    WHEN 'returned' THEN reason IS NOT NULL AND reason IN ('unknown', 'access', 'refused', 'unclaimed')
    WHEN 'renewed' THEN reason IS NOT NULL AND reason IN ('lost', 'jam', 'unreceived', 'late')
    WHEN 'expired' THEN reason IS NULL OR reason IN ('superseded', 'used')
    ELSE reason IS NULL END)
) STRICT;
CREATE INDEX letters_by_state ON letters (state, id);
CREATE INDEX letters_by_member ON letters (member_id, id);
CREATE INDEX letters_by_request ON letters (request);
CREATE UNIQUE INDEX letters_by_batch ON letters (batch_id, sheet) WHERE batch_id IS NOT NULL;
CREATE UNIQUE INDEX letters_by_former ON letters (former_id) WHERE former_id IS NOT NULL;

CREATE TABLE contact_messages (
  id         INTEGER PRIMARY KEY,
  number     TEXT NOT NULL UNIQUE,
  member_id  INTEGER REFERENCES members (id) ON DELETE SET NULL,
  sender_key BLOB NOT NULL CHECK (length(sender_key) = 16),
  payload    BLOB NOT NULL,
  state      TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'taken', 'answered', 'closed')),
  actor      TEXT,
  reason     TEXT CHECK (reason IN ('spoken', 'duplicate', 'unwanted', 'elsewhere')),
  revision   INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER,
  CHECK ((actor IS NULL) = (changed_at IS NULL)),
  CHECK (state IN ('new', 'closed') OR actor IS NOT NULL),
  CHECK ((state = 'closed') = (reason IS NOT NULL))
) STRICT;
CREATE INDEX contact_messages_by_state ON contact_messages (state, id);
CREATE INDEX contact_messages_by_sender ON contact_messages (sender_key, id);
CREATE INDEX contact_messages_by_member ON contact_messages (member_id, id) WHERE member_id IS NOT NULL;

CREATE TABLE contact_answers (
  id         INTEGER PRIMARY KEY,
  message_id INTEGER NOT NULL REFERENCES contact_messages (id) ON DELETE CASCADE,
  reference  TEXT NOT NULL UNIQUE,
  actor      TEXT NOT NULL,
  payload    BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX contact_answers_by_message ON contact_answers (message_id, id);

CREATE TABLE imports (
  id          INTEGER PRIMARY KEY,
  reference   TEXT NOT NULL UNIQUE,
  actor       TEXT NOT NULL,
  kind        TEXT NOT NULL CHECK (kind IN ('adherents', 'paiements')),
  phase       TEXT NOT NULL CHECK (phase IN ('checking', 'checked', 'loading', 'loaded', 'held', 'failed', 'cancelled', 'interrupted', 'dropped')),
  going       INTEGER NOT NULL DEFAULT 0 CHECK (going IN (0, 1)),
  payload     BLOB NOT NULL,
  bytes       INTEGER NOT NULL CHECK (bytes >= 0),
  lines       INTEGER NOT NULL DEFAULT 0,
  added       INTEGER NOT NULL DEFAULT 0,
  changed     INTEGER NOT NULL DEFAULT 0,
  unchanged   INTEGER NOT NULL DEFAULT 0,
  refused     INTEGER NOT NULL DEFAULT 0,
  warnings    INTEGER NOT NULL DEFAULT 0,
  differences INTEGER NOT NULL DEFAULT 0,
  started_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  CHECK ((phase IN ('checking', 'checked', 'loading')) = (ended_at IS NULL))
) STRICT;

CREATE TABLE agents (
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
  CHECK ((enrolment_key IS NULL) = (enrolment_expires_at IS NULL)),
  CHECK (enrolled_at IS NULL OR password_hash IS NOT NULL)
) STRICT;

CREATE TABLE agent_passkeys (
  id         BLOB PRIMARY KEY,
  agent_id   INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  record     BLOB NOT NULL,
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_passkeys_by_agent ON agent_passkeys (agent_id);

CREATE TABLE agent_recovery_codes (
  agent_id INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  code_key BLOB NOT NULL CHECK (length(code_key) = 16),
  used_at  INTEGER,
  PRIMARY KEY (agent_id, code_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_logins (
  id           INTEGER PRIMARY KEY,
  agent_id     INTEGER NOT NULL REFERENCES agents (id) ON DELETE CASCADE,
  device       TEXT NOT NULL,
  opened_at    INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  ended_at     INTEGER
) STRICT;
CREATE INDEX agent_logins_by_agent ON agent_logins (agent_id, opened_at);

CREATE TABLE approvals (
  id              INTEGER PRIMARY KEY,
  member_id       INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  channel         TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  destination_key BLOB NOT NULL CHECK (length(destination_key) = 16),
  asker           TEXT NOT NULL,
  reason          TEXT NOT NULL,
  asked_at        INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  decision        TEXT CHECK (decision IN ('approved', 'refused', 'cancelled', 'overtaken')),
  decider         TEXT,
  decided_at      INTEGER,
  decision_reason TEXT,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK (decision <> 'approved' OR decider <> asker)
) STRICT;
CREATE INDEX approvals_by_member ON approvals (member_id, id);
CREATE INDEX approvals_open ON approvals (expires_at) WHERE decision IS NULL;

CREATE TABLE call_codes (
  id         INTEGER PRIMARY KEY,
  member_id  INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  login_id   INTEGER NOT NULL REFERENCES agent_logins (id) ON DELETE CASCADE,
  code_key   BLOB NOT NULL CHECK (length(code_key) = 16),
  tries      INTEGER NOT NULL DEFAULT 0 CHECK (tries >= 0),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  spent_at   INTEGER
) STRICT;
CREATE INDEX call_codes_by_member ON call_codes (member_id, login_id, id);

CREATE TABLE figures (
  day    TEXT NOT NULL CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
  name   TEXT NOT NULL,
  detail TEXT NOT NULL,
  n      INTEGER NOT NULL CHECK (n > 0),
  PRIMARY KEY (day, name, detail)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq     INTEGER PRIMARY KEY,
  segment TEXT NOT NULL CHECK (length(segment) = 7),
  at      INTEGER NOT NULL,
  event   TEXT NOT NULL,
  actor   TEXT NOT NULL,
  target  TEXT NOT NULL,
  origin  TEXT NOT NULL,
  result  TEXT NOT NULL CHECK (result IN ('ok', 'refused', 'blocked')),
  reason  TEXT NOT NULL,
  hash    BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE INDEX audit_by_target ON audit (target, seq) WHERE target <> '';
CREATE INDEX audit_by_agents ON audit (seq) WHERE actor >= 'agent:' AND actor < 'agent;' OR event >= 'agent-' AND event < 'agent.';
CREATE TRIGGER audit_is_append_only BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE audit_segments (
  last_seq  INTEGER PRIMARY KEY,
  last_hash BLOB NOT NULL CHECK (length(last_hash) = 32),
  seal      BLOB NOT NULL CHECK (length(seal) = 32),
  purged_at INTEGER NOT NULL
) STRICT;
