-- The agents' work lists: what was put aside, which accounts look like another, and the indexes by which the lists are read.

CREATE TABLE set_aside (
  list      TEXT NOT NULL CHECK (list IN ('never', 'returned', 'email', 'sms', 'closing')),
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  mark      INTEGER NOT NULL,
  set_at    INTEGER NOT NULL,
  PRIMARY KEY (list, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX set_aside_by_member ON set_aside (member_id);

CREATE TABLE likenesses (
  sort      TEXT NOT NULL CHECK (sort IN ('email', 'mobile', 'birth', 'street', 'siren')),
  mark_key  BLOB NOT NULL CHECK (length(mark_key) = 16),
  member_id INTEGER NOT NULL REFERENCES members (id) ON DELETE CASCADE,
  set_at    INTEGER,
  PRIMARY KEY (sort, mark_key, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX likenesses_by_member ON likenesses (member_id);
CREATE INDEX likenesses_open ON likenesses (sort, mark_key) WHERE set_at IS NULL;

CREATE INDEX members_unused ON members (temporary_issued_at, id) WHERE temporary_hash IS NOT NULL AND password_hash IS NULL;
CREATE INDEX outbox_undelivered ON outbox (channel, id) WHERE fate = 'bounced' OR state = 'refused';
