-- What strangers ask for beyond a budget waits for an agent, and so does a fourth letter; budgets are sized to the members.

ALTER TABLE outbox ADD COLUMN held_at INTEGER;
ALTER TABLE outbox ADD COLUMN code_id INTEGER;
CREATE INDEX outbox_held ON outbox (request) WHERE state = 'waiting' AND held_at IS NOT NULL;
CREATE TABLE letter_requests (
  id          INTEGER PRIMARY KEY,
  subject_key BLOB NOT NULL UNIQUE CHECK (length(subject_key) = 16),
  member_id   INTEGER UNIQUE REFERENCES members (id) ON DELETE CASCADE,
  request     TEXT NOT NULL,
  channel     TEXT CHECK (channel IN ('email', 'sms')),
  why         TEXT NOT NULL CHECK (why IN ('quarter', 'budget')),
  asked_at    INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;
ALTER TABLE meta ADD COLUMN members INTEGER NOT NULL DEFAULT 0;
ALTER TABLE meta ADD COLUMN letters_back REAL NOT NULL DEFAULT 0 CHECK (letters_back BETWEEN 0 AND 1);
UPDATE meta SET members = (SELECT count(*) FROM members);
