-- A second agent may agree to erase a member. No seal changes: a request is bound to its act as before.

CREATE TABLE approvals_next (
  id              INTEGER PRIMARY KEY,
  member_id       INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  channel         TEXT CHECK (channel IN ('email', 'sms', 'counter')),
  destination_key BLOB CHECK (length(destination_key) = 16),
  asker           TEXT NOT NULL,
  reason          TEXT NOT NULL,
  asked_at        INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL,
  decision        TEXT CHECK (decision IN ('approved', 'refused', 'cancelled', 'overtaken')),
  decider         TEXT,
  decided_at      INTEGER,
  decision_reason TEXT,
  seal            BLOB NOT NULL DEFAULT x'',
  motive          TEXT NOT NULL DEFAULT '',
  act             TEXT NOT NULL DEFAULT 'reset' CHECK (act IN ('reset', 'close', 'erase')),
  cause           TEXT CHECK (cause IN ('death', 'left', 'duplicate', 'wish', 'other')),
  survivor_id     INTEGER,
  CHECK ((decision IS NULL) = (decided_at IS NULL)),
  CHECK (decision <> 'approved' OR decider <> asker),
  CHECK ((act = 'reset') = (channel IS NOT NULL)),
  CHECK ((act = 'close') = (cause IS NOT NULL))
) STRICT;
INSERT INTO approvals_next (id, member_id, channel, destination_key, asker, reason, asked_at, expires_at, decision, decider, decided_at, decision_reason, seal, motive, act, cause, survivor_id)
SELECT id, member_id, channel, destination_key, asker, reason, asked_at, expires_at, decision, decider, decided_at, decision_reason, seal, motive, act, cause, survivor_id FROM approvals;
DROP TABLE approvals;
ALTER TABLE approvals_next RENAME TO approvals;
CREATE INDEX approvals_by_member ON approvals (member_id, id);
CREATE INDEX approvals_open ON approvals (expires_at) WHERE decision IS NULL;
