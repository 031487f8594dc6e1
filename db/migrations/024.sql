-- At the counter, too, a second agent may be asked.

CREATE TABLE approvals_of_24 (
  id              INTEGER PRIMARY KEY,
  member_id       INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  channel         TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'counter')),
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
INSERT INTO approvals_of_24 SELECT id, member_id, channel, destination_key, asker, reason, asked_at, expires_at, decision, decider, decided_at, decision_reason FROM approvals;
DROP TABLE approvals;
ALTER TABLE approvals_of_24 RENAME TO approvals;
CREATE INDEX approvals_by_member ON approvals (member_id, id);
CREATE INDEX approvals_open ON approvals (expires_at) WHERE decision IS NULL;
