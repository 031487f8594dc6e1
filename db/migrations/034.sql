-- A mobile number counts once a code sent to it came back: the journey « telephones ».

CREATE TABLE flows_next (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  journey     TEXT NOT NULL CHECK (journey IN ('personnalisation', 'changement', 'adresse', 'telephones', 'oubli', 'inscription',
    'agent-connexion', 'agent-enrolement', 'agent-cle', 'agent-application', 'agent-codes-de-secours', 'agent-invitation', 'agent-service')),
  revision    INTEGER NOT NULL DEFAULT 0,
  member_id   INTEGER REFERENCES members (id) ON DELETE CASCADE,
  subject_key BLOB CHECK (length(subject_key) = 16),
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
  outcome     TEXT CHECK (outcome IN ('email', 'sms', 'letter', 'done', 'recovery-code')),
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  ended_at    INTEGER,
  agent_id    INTEGER REFERENCES agents (id) ON DELETE CASCADE,
  secrets     BLOB,
  browser_key BLOB CHECK (length(browser_key) = 16),
  demand      INTEGER CHECK ((demand IS NULL) = (browser_key IS NULL)),
  then_question INTEGER NOT NULL DEFAULT 0 CHECK (then_question IN (0, 1)),
  CHECK ((agent_id IS NULL) = (subject_key IS NOT NULL)),
  CHECK (agent_id IS NULL OR member_id IS NULL),
  CHECK (ended_at IS NULL OR secrets IS NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO flows_next (id, journey, revision, member_id, subject_key, path, category, channel, request, codes_sent, sent_at, blocked, proved_at, answer_right, new_email, outcome, created_at, expires_at, ended_at, agent_id, secrets, browser_key, demand, then_question)
SELECT id, journey, revision, member_id, subject_key, path, category, channel, request, codes_sent, sent_at, blocked, proved_at, answer_right, new_email, outcome, created_at, expires_at, ended_at, agent_id, secrets, browser_key, demand, then_question FROM flows;
DROP TABLE flows;
ALTER TABLE flows_next RENAME TO flows;
CREATE INDEX flows_by_expiry ON flows (expires_at);
CREATE INDEX flows_by_member ON flows (member_id);
CREATE INDEX flows_by_browser ON flows (browser_key) WHERE browser_key IS NOT NULL;
CREATE INDEX flows_by_subject ON flows (subject_key) WHERE subject_key IS NOT NULL;
